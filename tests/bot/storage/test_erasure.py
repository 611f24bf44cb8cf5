"""Erasure: on both databases the words go and the rows stay; what is not handled yet is left."""

import json
from typing import Any

from sqlalchemy import Table, select

from bot.deliveries import DeliveryState, Draft, Purpose
from bot.storage import (
    cards,
    claims,
    corrections,
    customers,
    deliveries,
    dialogs,
    drafts,
    entries,
    erasure,
    tickets,
    updates,
)
from bot.storage.database import Database
from bot.storage.drafts import DraftKind
from bot.storage.erasure import ERASED, erase
from bot.storage.schema import deliveries as outbox
from bot.storage.schema import dialogs as dialog_rows
from bot.storage.schema import updates as inbox
from bot.storage.updates import Received, Settled
from bot.tickets import EntryKind, Ticket
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, GROUP, channel, known, message, ticket


async def rows(database: Database, table: Table) -> list[Any]:
    async with database.reading() as tx:
        return list(await tx.execute(table.select().order_by(*table.primary_key)))


def said(update_id: int, person: int, chat: int, text: str, **more: Any) -> Received:
    body = {"message_id": update_id, "from": {"id": person, "first_name": "Ann"}, "chat": {"id": chat}, "text": text}
    return Received(update_id, chat, {"update_id": update_id, "message": body | more}, NOW)


async def raws_after(database: Database, received: list[Received], state: str = "done", **asked: Any) -> list[Any]:
    """What is left of the raw updates when they had come to ``state`` and Ann is erased."""
    async with database.transaction() as tx:
        await known(tx)
        added = await updates.add(tx, received)
        error = "ValidationError: input_value='secret'"
        await updates.settle(tx, [Settled(one.id, state, 1, NOW, "ticket", error) for one in added])
        await erase(tx, ANN, NOW, **asked)
    async with database.reading() as tx:
        found = await tx.execute(select(inbox.c.raw, inbox.c.error).order_by(inbox.c.id))
        return [(json.loads(row.raw), row.error) for row in found]


async def test_of_handled_updates_only_the_number_is_left_wherever_they_were_written(database: Database) -> None:
    received = [said(1, ANN, ANN, "secret"), said(2, ANN, GROUP, "secret"), said(3, BOB, GROUP, "hello 11")]
    bobs = received[2].raw
    assert await raws_after(database, received) == [
        ({"update_id": 1}, ERASED),
        ({"update_id": 2}, ERASED),
        (bobs, "ValidationError: input_value='secret'"),
    ]


async def test_dead_letters_go_too(database: Database) -> None:
    assert await raws_after(database, [said(1, ANN, ANN, "secret")], "dead") == [({"update_id": 1}, ERASED)]


async def test_what_waits_is_left_but_for_the_update_that_asked_for_it(database: Database) -> None:
    received = [said(1, ANN, ANN, "waits"), said(2, ANN, ANN, "press")]
    first, second = await raws_after(database, received, "waiting", asked_with=2)
    assert first == (received[0].raw, "ValidationError: input_value='secret'")
    assert second == ({"update_id": 2}, ERASED)


async def test_more_than_a_page_of_updates_is_gone_through(database: Database) -> None:
    received = [said(number, ANN, GROUP, "secret") for number in range(1, erasure.PAGE + 3)]
    assert {raw["update_id"] for raw, _ in await raws_after(database, received)} == set(range(1, erasure.PAGE + 3))


async def a_ticket(database: Database, *entries_: str, customer: int = ANN) -> Ticket:
    async with database.transaction() as tx:
        await known(tx, customer)
        await channel(tx, customer)
        one = await ticket(tx, customer)
        for number, text in enumerate(entries_, 100 * one.id):
            await entries.add(tx, message(one, number, chat_id=customer, text=text))
        await deliveries.plan(tx, Draft(cards.occasion(one.id), customer, Purpose.CARD, None, ticket_id=one.id), NOW)
    return one


async def test_words_go_and_everybody_else_s_stay(database: Database) -> None:
    mine, bobs = await a_ticket(database, "secret"), await a_ticket(database, "bob's", customer=BOB)
    async with database.transaction() as tx:
        await corrections.add(tx, "secret", "bug", NOW)
        await corrections.add(tx, "bob's", "bug", NOW)
        await customers.set_phone(tx, ANN, "1")
        await tickets.wish_call(tx, mine.id, "secret", now=NOW)
        assert await erase(tx, ANN, NOW) == [("secret", "bug")]
        assert await erase(tx, ANN, NOW) == []
        threads = await entries.of_tickets(tx, [mine.id, bobs.id], notes=True)
        assert [(entry.text, entry.author_name, entry.kind) for entry in threads[mine.id]] == [
            (ERASED, ERASED, EntryKind.MESSAGE),
            ("erased", "", EntryKind.STATUS),
        ]
        assert [(entry.text, entry.author_name) for entry in threads[bobs.id]] == [("bob's", "Ann")]
        now = await tickets.get(tx, mine.id)
        assert (now.title, now.callback_wish, now.callback_wished_at, now.erased_at) == (ERASED, None, None, NOW)
        assert (await tickets.get(tx, bobs.id)).link_generation == 0
        assert await corrections.latest(tx, limit=9) == [("bob's", "bug")]
        assert await customers.count(tx) == (2, 0)


async def test_an_erased_ticket_takes_nothing_more_and_is_listed_no_more(database: Database) -> None:
    mine = await a_ticket(database, "secret")
    async with database.transaction() as tx:
        assert await tickets.latest_of(tx, ANN, ANN) is not None
        await erase(tx, ANN, NOW)
        assert await tickets.latest_of(tx, ANN, ANN) is None
        assert await tickets.open_of(tx, ANN, ANN, limit=9) == []
        assert await tickets.of_customer(tx, ANN, limit=9) == []
        await tickets.resolve(tx, mine.id, now=NOW)
        assert await tickets.resolved_of(tx, ANN, ANN) is None
        assert [one.id for one in await tickets.page(tx, after=0, limit=9)] == [mine.id]


async def test_a_card_is_shown_anew_and_what_staff_answered_is_still_sent(database: Database) -> None:
    mine = await a_ticket(database, "secret")
    async with database.transaction() as tx:
        [card] = await claims.urgent(tx, NOW, limit=9)
        await tx.execute(outbox.update().values(state=DeliveryState.SENT, message_id=7))
        for purpose in (Purpose.STATUS, Purpose.ANSWER):
            await deliveries.plan(tx, Draft(purpose, ANN, purpose, "secret", ticket_id=mine.id), NOW)
        await erase(tx, ANN, NOW)
        assert [(one.id == card.id, one.purpose, one.text) for one in await claims.urgent(tx, NOW, limit=9)] == [
            (True, Purpose.CARD, None),
            (False, Purpose.STATUS, "secret"),
        ]


async def test_drafts_wait_no_more(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        kept = {
            kind: await drafts.keep(
                tx, customer_id=ANN, chat_id=ANN, message_id=number, update_id=number, kind=kind, text="secret", now=NOW
            )
            for number, kind in enumerate((DraftKind.CLOSED, DraftKind.UNSURE), 1)
        }
        await erase(tx, ANN, NOW)
        assert await drafts.waiting(tx, ANN) == []
        assert await drafts.before_a_matter(tx, ANN, ANN, since=NOW) == []
        assert await drafts.get(tx, kept[DraftKind.UNSURE] or 0) is None


async def test_dialogs_of_this_person_alone_are_forgotten(database: Database) -> None:
    keys = [
        f"42:{ANN}:{ANN}:0:default",
        f"42:-5:{ANN}:0:default",
        f"42:-5:{BOB}:{ANN}:default",
        f"42:{ANN}1:{ANN}1:0:default",
    ]
    async with database.transaction() as tx:
        await tx.execute(dialog_rows.insert(), [{"key": key, "data": {}} for key in keys])
        await dialogs.forget(tx, ANN)
    assert {row.key for row in await rows(database, dialog_rows)} == set(keys[2:])
