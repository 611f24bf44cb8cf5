"""Webhooks and their calls, events and repeated calls of programs, on both databases."""

import asyncio
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import fanout
from bot.casework.events import Event
from bot.office.office import Office
from bot.storage import events, idempotency, listing, tickets, transitions, webhooks
from bot.storage.database import Database
from bot.storage.idempotency import Answer, Call, KeyUsed
from bot.storage.webhooks import AddressInUse, CallState, UnknownWebhook, Webhook
from bot.transition import Transition, Window
from tests.bot.moments import NOW
from tests.bot.storage.rows import known, ticket, written

OFFICE = Office(ZoneInfo("Asia/Shanghai"))
URL = "https://crm.example.com/hook"


async def added(database: Database, url: str = URL, *wanted: Event) -> Webhook:
    async with database.transaction() as tx:
        return await webhooks.create(tx, url, wanted or list(Event), by="Eve", now=NOW)


async def told(database: Database, webhook: Webhook) -> list[tuple[Event, dict[str, object]]]:
    """Kind and data of its calls, oldest first, after one more fan-out."""
    async with database.transaction() as tx:
        await fanout.fan_out(tx, OFFICE, NOW + fanout_later)
        found = await webhooks.calls_of(tx, webhook.id, limit=100)
    return [(call.kind, json.loads(call.body)["data"]) for call in reversed(found)]


fanout_later = timedelta(minutes=1)


async def test_tickets_are_told_of_once_and_only_those_opened_since(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        await ticket(tx)
    webhook = await added(database)
    async with database.reading() as tx:
        assert not await fanout.is_needed(tx)
    async with database.transaction() as tx:
        new = [(await ticket(tx)).id for _ in range(2)]
    async with database.reading() as tx:
        assert await fanout.is_needed(tx)
    calls = await told(database, webhook)
    assert [(kind, data["ticket"]["id"]) for kind, data in calls] == [(Event.CREATED, number) for number in new]  # type: ignore[index]
    assert calls[0][1]["ticket"]["department"] == "engineering"  # type: ignore[index]
    assert await told(database, webhook) == calls


async def test_an_event_is_told_to_each_who_wants_to_know_and_forgotten(database: Database) -> None:
    everything, ratings = await added(database), await added(database, "https://shop.example.com/", Event.RATED)
    async with database.transaction() as tx:
        await known(tx)
        about = await ticket(tx)
        await tickets.change(tx, about.id, {"changed_at": NOW}, NOW)
        await events.add(tx, Event.REPLIED, ticket_id=about.id, now=NOW, about={"by": "Sam", "entry": 5})
        await events.add(tx, Event.RATED, ticket_id=about.id, now=NOW, about={"by": "Ann", "stars": 5})
    calls = await told(database, everything)
    assert [kind for kind, _ in calls] == [Event.REPLIED, Event.RATED, Event.CREATED]
    assert [(kind, data["stars"], "by" in data) for kind, data in await told(database, ratings)] == [
        (Event.RATED, 5, False)
    ]
    async with database.reading() as tx:
        assert not await events.wait(tx)


async def test_moving_the_deadline_and_closing_are_events(database: Database) -> None:
    webhook = await added(database, URL, Event.TRANSITION)
    async with database.transaction() as tx:
        begun = await transitions.begin(tx, Transition(Window(NOW, 30)), NOW)
        await transitions.move_deadline(tx, begun.lasting(21, NOW), who="Eve", reason=None, now=NOW)
        await transitions.close(tx, NOW)
        await transitions.close(tx, NOW)
    assert [data["change"] for _, data in await told(database, webhook)] == ["deadline", "closed"]


async def test_an_address_is_called_once_until_it_has_ended(database: Database) -> None:
    webhook = await added(database)
    with pytest.raises(AddressInUse):
        await added(database)
    async with database.transaction() as tx:
        await webhooks.plan(tx, [(webhook.id, Event.RATED, "{}")], NOW)
        assert await webhooks.end(tx, webhook.id, "ended", NOW)
        assert not await webhooks.end(tx, webhook.id, "ended", NOW)
        [call] = await webhooks.calls_of(tx, webhook.id, limit=9)
        with pytest.raises(UnknownWebhook):
            await webhooks.rotate(tx, webhook.id)
    assert (call.state, call.error) == (CallState.DEAD, "ended")
    assert (await added(database)).id != webhook.id


async def test_a_call_waits_is_given_up_and_may_be_sent_again(database: Database) -> None:
    webhook = await added(database)
    async with database.transaction() as tx:
        await webhooks.plan(tx, [(webhook.id, Event.RATED, "{}")] * 2, NOW)
        first, second = await webhooks.due(tx, webhook.id, NOW, limit=9)
        await webhooks.failed(tx, first, "HTTP 500", NOW + timedelta(hours=1), NOW)
        await webhooks.delivered(tx, second, NOW)
        assert await webhooks.with_due_calls(tx, NOW) == set()
        [again] = await webhooks.due(tx, webhook.id, NOW + timedelta(hours=1), limit=9)
        assert (again.attempts, again.error) == (1, "HTTP 500")
        await webhooks.failed(tx, again, "HTTP 500", None, NOW)
        assert await webhooks.counts(tx) == {webhook.id: {CallState.DEAD: 1, CallState.SENT: 1}}
        assert await webhooks.send_again(tx, webhook.id, NOW, call_id=second.id) == 0
        assert await webhooks.send_again(tx, webhook.id, NOW) == 1
        [once_more] = await webhooks.due(tx, webhook.id, NOW, limit=9)
        assert (once_more.id, once_more.attempts) == (first.id, 0)


async def test_what_was_settled_long_ago_is_forgotten(database: Database) -> None:
    webhook = await added(database)
    async with database.transaction() as tx:
        await webhooks.plan(tx, [(webhook.id, Event.RATED, "{}")] * 3, NOW)
        sent, dead, _ = await webhooks.due(tx, webhook.id, NOW, limit=9)
        await webhooks.delivered(tx, sent, NOW)
        await webhooks.failed(tx, dead, "HTTP 500", None, NOW)
        await webhooks.forget_old(tx, NOW + webhooks.SENT_KEPT)
        assert await webhooks.counts(tx) == {webhook.id: {CallState.DEAD: 1, CallState.WAITING: 1}}
        await webhooks.forget_old(tx, NOW + webhooks.DEAD_KEPT)
        assert await webhooks.counts(tx) == {webhook.id: {CallState.WAITING: 1}}


async def test_of_two_equal_calls_at_once_the_second_gets_the_firsts_answer(database: Database) -> None:
    call = Call("a" * 64, "k", "d" * 64)

    async def do(number: int) -> int:
        async with database.transaction() as tx:
            before = await idempotency.begin(tx, call, NOW)
            if before is not None:
                return int(before.body)
            await asyncio.sleep(0.05)
            await idempotency.finish(tx, call, Answer(201, str(number)))
            return number

    first, second = await asyncio.gather(do(1), do(2))
    assert first == second


async def test_a_key_is_for_one_call_of_one_token_until_it_is_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        assert await idempotency.begin(tx, Call("a" * 64, "k", "d" * 64), NOW) is None
        await idempotency.finish(tx, Call("a" * 64, "k", "d" * 64), Answer(201, "7"))
        assert await idempotency.begin(tx, Call("b" * 64, "k", "d" * 64), NOW) is None
        assert await idempotency.begin(tx, Call("a" * 64, "k", "d" * 64), NOW) == Answer(201, "7")
        with pytest.raises(KeyUsed):
            await idempotency.begin(tx, Call("a" * 64, "k", "e" * 64), NOW)
        later = NOW + idempotency.KEPT
        assert await idempotency.begin(tx, Call("a" * 64, "k", "e" * 64), later) is None


async def test_entries_and_tickets_are_listed_behind_a_number(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        one = await ticket(tx)
        for message in (1, 2, 3):
            await written(tx, one, message)
        first = await listing.of_entries(tx, one.id, after=0, limit=2)
        assert [entry.message_id for entry in first] == [1, 2]
        rest = await listing.of_entries(tx, one.id, after=first[-1].id, limit=2)
        assert [entry.message_id for entry in rest] == [3]
        assert await listing.last_entries(tx, [one.id]) == {one.id: rest[-1].id}
        filters = listing.Filters(department="engineering", customer=one.customer_id)
        assert await listing.of_tickets(tx, OFFICE, filters, after=0, limit=9) == [await tickets.get(tx, one.id)]
