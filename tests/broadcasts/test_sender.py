"""The sender: what becomes of deliveries, whatever Telegram says."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import text

from bot.clock import ManualClock
from bot.deliveries import Button, DeliveryState, Draft, Purpose
from bot.storage import chats
from bot.storage.database import Database
from bot.storage.schema import chats as chat_table
from sandbox.faults import Faults, NextFault
from sandbox.rates import Rate
from sandbox.server import Sandbox
from tests.broadcasts.posting import Posting, confirmation
from tests.ferry import until

SENT, FAILED, SKIPPED, PLANNED, SENDING, UNCONFIRMED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.SKIPPED,
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.UNCONFIRMED,
)


async def unreachable(posting: Posting, chat: int) -> str | None:
    async with posting.database.reading() as tx:
        known = await chats.get(tx, chat)
    assert known is not None
    return known.unreachable


async def test_a_delivery_arrives_with_its_formatting_its_button_and_as_an_answer(running: Posting) -> None:
    [ann] = await running.customers(1)
    [asked] = running.sandbox.world.say(ann, ann, "Hello")
    button = Button("Open", url="https://desk.example.com/t/1")
    await running.plan(Draft("a", ann, Purpose.ANSWER, "<b>Recorded</b> &lt;", buttons=((button,),), reply_to=asked.id))
    await running.settled()
    [arrived] = running.messages(ann)
    assert (arrived["text"], arrived["entities"]) == ("Recorded <", [{"type": "bold", "offset": 0, "length": 8}])
    assert arrived["reply_to_message"]["message_id"] == asked.id
    assert arrived["reply_markup"]["inline_keyboard"] == [[{"text": "Open", "url": button.url}]]
    [row] = await running.rows()
    assert (row.state, row.message_id, row.attempts) == ("sent", arrived["message_id"], 1)


async def test_an_answer_to_a_message_that_is_gone_arrives_all_the_same(running: Posting) -> None:
    [ann] = await running.customers(1)
    await running.plan(Draft("a", ann, Purpose.ANSWER, "Recorded", reply_to=4711))
    await running.settled()
    assert running.got(ann) == ["Recorded"]


async def test_who_cannot_be_reached_fails_with_the_reason_and_is_marked(running: Posting) -> None:
    world = running.sandbox.world
    blocked, deactivated, reached = await running.customers(3)
    world.block(blocked)
    world.deactivate(deactivated)
    kicked, left, deleted = [await running.group() for _ in range(3)]
    world.set_member(kicked, world.bot.id, "kicked")
    world.set_member(left, world.bot.id, "left")
    world.delete_chat(deleted)
    async with running.database.transaction() as tx:
        await chats.seen(tx, -999, kind="supergroup", title="Gone", language=None, now=running.clock.now())
    reasons = {
        blocked: "blocked",
        deactivated: "deactivated",
        kicked: "kicked",
        left: "not_member",
        deleted: "chat_deleted",
        -999: "chat_not_found",
    }
    number = await running.broadcast()
    await running.settled()
    assert await running.books(number) == {FAILED: 6, SENT: 1}
    assert {row.chat_id: row.reason for row in await running.rows() if row.state == "failed"} == reasons
    for chat, reason in reasons.items():
        assert await unreachable(running, chat) == reason
    # The next one is not even planned for them.
    assert sum((await running.books(await running.broadcast())).values()) == 1
    await running.settled()
    assert running.got(reached) == ["News", "News"]


async def test_what_telegram_will_not_take_fails_and_the_chat_stays(running: Posting) -> None:
    [ann] = await running.customers(1)
    await running.plan(Draft("a", ann, Purpose.NOTICE, "<b>not closed"), Draft("b", ann, Purpose.NOTICE, "x" * 4097))
    await running.settled()
    assert [row.state for row in await running.rows()] == ["failed", "failed"]
    assert await unreachable(running, ann) is None


async def test_a_group_that_is_upgraded_in_the_middle_gets_it_under_its_new_id_once(running: Posting) -> None:
    group = await running.group(type="group")
    new = running.sandbox.world.upgrade(group)
    number = await running.broadcast()
    await running.settled()
    assert running.got(new.id) == ["News"]
    assert await running.books(number) == {SENT: 1}
    [row] = await running.rows()
    assert row.chat_id == new.id
    async with running.database.reading() as tx:
        assert await chats.get(tx, group) is None


async def test_an_upgraded_group_that_is_known_under_both_ids_does_not_get_it_twice(running: Posting) -> None:
    group = await running.group(type="group")
    new = running.sandbox.world.upgrade(group)
    async with running.database.transaction() as tx:
        await chats.seen(tx, new.id, kind="supergroup", title="Harbour", language=None, now=running.clock.now())
    number = await running.broadcast()
    await running.settled()
    assert running.got(new.id) == ["News"]
    assert await running.books(number) == {SENT: 1, SKIPPED: 1}


async def test_every_retry_after_counts_the_second_and_third_too(running: Posting) -> None:
    [ann] = await running.customers(1)
    flood = NextFault("sendMessage", 3, 429, retry_after=1)
    running.sandbox.api.faults = Faults(next=[flood])
    began = asyncio.get_running_loop().time()
    await running.broadcast()
    await running.settled()
    assert asyncio.get_running_loop().time() - began >= 3
    assert running.got(ann) == ["News"]
    [row] = await running.rows()
    assert (row.state, row.attempts) == ("sent", 4)


@pytest.mark.parametrize(
    "faults",
    [
        Faults(next=[NextFault("sendMessage", 2, 502)]),
        Faults(drop_share=1, drop_after=True, methods=["sendMessage"]),
        Faults(drop_share=1, methods=["sendMessage"]),
    ],
    ids=["502", "dropped after", "dropped before"],
)
async def test_in_doubt_a_confirmation_is_repeated_and_an_announcement_is_not(running: Posting, faults: Faults) -> None:
    ann, bob = await running.customers(2)
    running.sandbox.api.faults = faults
    await running.plan(confirmation(bob))
    async with running.database.transaction() as tx:
        await chats.lost(tx, bob, "blocked")
    number = await running.broadcast(kind=Purpose.ANNOUNCEMENT, slot="2026-04-01/morning")
    await until(lambda: len(running.sandbox.api.calls.after(method="sendMessage")) >= 2)
    await asyncio.sleep(0.05)
    running.sandbox.api.faults = Faults()
    await running.settled()
    assert await running.books(number) == {UNCONFIRMED: 1}
    assert len(running.got(ann)) <= 1
    assert 1 <= len(running.got(bob)) <= 3
    confirmed = next(row for row in await running.rows() if row.purpose == "answer")
    assert (confirmed.state, confirmed.message_id) == ("sent", running.messages(bob)[-1]["message_id"])


async def test_where_nothing_was_sent_an_announcement_is_tried_again(
    sandbox: Sandbox, database: Database, clock: ManualClock
) -> None:
    """Telegram's server is away: no connection comes about, so nobody can have got it."""
    posting = Posting(sandbox, database, clock)
    [ann] = await posting.customers(1)
    await posting.start()
    url, port = sandbox.url, int(sandbox.url.rpartition(":")[2])
    await sandbox.stop()
    await posting.broadcast(kind=Purpose.ANNOUNCEMENT, slot="2026-04-01/morning")
    await until(lambda: posting.telegram.budget.waiting == 0)

    async def tried() -> bool:
        return all(row.attempts == 1 and row.state == "planned" for row in await posting.rows())

    await until(tried)
    await sandbox.start(port=port)
    assert sandbox.url == url
    await posting.settled()
    assert posting.got(ann) == ["News"]
    await posting.stop()


async def test_the_books_balance_after_200_recipients_and_every_fault(running: Posting) -> None:
    world = running.sandbox.world
    people = await running.customers(180)
    groups = [await running.group(type="group") for _ in range(20)]
    for person in people[:10]:
        world.block(person)
    for person in people[10:15]:
        world.deactivate(person)
    for group in groups[:5]:
        world.upgrade(group)
    for group in groups[5:10]:
        world.set_member(group, world.bot.id, "kicked")
    running.sandbox.api.faults = Faults(
        rate=Rate(per_second=150),
        latency_seconds=0.01,
        error_share=0.05,
        drop_share=0.05,
        drop_after=True,
        seed=7,
        methods=["sendMessage"],
    )
    number = await running.broadcast()
    await running.settled()
    running.sandbox.api.faults = Faults()
    books = Counter(await running.books(number))
    assert books.total() == 200
    assert set(books) == {SENT, FAILED, UNCONFIRMED}
    rows = await running.rows()
    reasons = Counter(row.reason for row in rows if row.state == "failed")
    assert set(reasons) == {"blocked", "deactivated", "kicked"}
    for row in rows:
        arrived = [body["message_id"] for body in running.messages(row.chat_id)]
        assert len(arrived) <= 1, "nobody gets it twice"
        if row.state == "sent":
            assert arrived == [row.message_id]
        if row.state == "failed":
            assert arrived == []
    assert books[SENT] > 120


@pytest.mark.parametrize("per_second", [40.0])
async def test_a_confirmation_passes_a_running_broadcast(running: Posting, per_second: float) -> None:
    people = await running.customers(120)
    await running.broadcast()
    await until(lambda: len(running.sandbox.api.calls.after(method="sendMessage")) >= 5)
    await running.plan(confirmation(people[0]))
    await until(lambda: "Recorded" in running.got(people[0]))
    # One place or two in the line of 40 a second; nothing of the 40 that were waiting for their turn already.
    assert len(running.sandbox.api.calls.after(method="sendMessage")) < 20


async def test_a_channel_closed_meanwhile_is_spared_the_announcement(posting: Posting) -> None:
    [ann] = await posting.customers(1)
    number = await posting.broadcast(kind=Purpose.ANNOUNCEMENT, slot="2026-04-01/morning")
    async with posting.database.transaction() as tx:
        await tx.execute(chat_table.update().values(closed_at=posting.clock.now()))
    await posting.start()
    await posting.settled()
    assert await posting.books(number) == {SKIPPED: 1}
    assert [row.reason for row in await posting.rows()] == ["channel closed"]
    assert posting.got(ann) == []
    await posting.stop()


async def test_a_storage_that_fails_for_a_while_is_waited_for(running: Posting) -> None:
    [ann] = await running.customers(1)

    async def rename(old: str, new: str) -> None:
        async with running.database.transaction() as tx:
            await tx.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        running.outbox.ring()

    await rename("deliveries", "away")
    await until(lambda: running.sender.error is not None)
    assert running.sender.error is not None
    assert running.sender.error.startswith("storage.url: the database cannot be used (no such table")
    await rename("away", "deliveries")
    await running.plan(confirmation(ann))
    await running.settled()
    assert running.got(ann) == ["Recorded"]
    assert running.sender.error is None
