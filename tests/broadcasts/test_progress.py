"""The progress message: one message in the author's chat, calm, true, and the same one after a restart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.bell import Bell
from bot.broadcast import BroadcastState
from bot.content import Content
from bot.deliveries import Purpose
from bot.storage import broadcasts
from bot.storage.audiences import EVERYONE
from bot.storage.ledger import Books
from bot.storage.schema import deliveries
from broadcasts.progress import EVERY, Look, Progress, pace, rate_of
from tests.broadcasts.posting import COMPANY, Posting
from tests.ferry import NOW, STAFF, Json, until

SECOND = timedelta(seconds=1)


@pytest.fixture
def progress(running: Posting) -> Progress:
    return Progress(running.database, COMPANY, running.outbox)


async def begun(posting: Posting, *, by: int | None = STAFF, language: str | None = "en") -> int:
    now = posting.clock.now()
    async with posting.database.transaction() as tx:
        number = await broadcasts.create(
            tx,
            kind=Purpose.BROADCAST,
            content=Content({"": "<b>News</b> of today"}),
            audience=EVERYONE,
            due_at=now,
            created_by=by,
            language=language,
            now=now,
        )
    assert number is not None
    await posting.campaigns.run(now)
    return number


async def look(
    posting: Posting, progress: Progress, after: timedelta = timedelta(), *, ends: bool = False
) -> list[Json]:
    """The duty is asked once more; what stands in the author's chat then. ``ends``: what is over is ended first."""
    posting.clock.set(posting.clock.now() + after)
    if ends:
        await posting.campaigns.run(posting.clock.now())
    await progress.run(posting.clock.now())

    async def is_told() -> bool:
        rows = [row for row in await posting.rows() if row.occasion.startswith("progress/")]
        return not {row.state for row in rows} & {"planned", "sending"}

    await until(is_told)
    return posting.messages(STAFF)


def edits(posting: Posting) -> int:
    return len([call for call in posting.sandbox.api.calls.after() if call.method == "editMessageText"])


async def test_one_message_is_edited_in_place_from_the_start_to_the_final_books(
    running: Posting, progress: Progress
) -> None:
    await running.customers(3)
    number = await begun(running)
    await running.settled()
    [first] = await look(running, progress)
    assert first["text"].startswith("▶️ Broadcast 1 – running\n\u2068News of today\u2069")
    assert [button["text"] for button in first["reply_markup"]["inline_keyboard"][0]] == ["Pause", "Cancel it"]
    [last] = await look(running, progress, 5 * SECOND, ends=True)
    assert last["message_id"] == first["message_id"]
    assert last["text"].startswith("✅ Broadcast 1 – done")
    assert "████████████ 100%" in last["text"]
    assert "3 planned: 3 sent, 0 failed, 0 skipped, 0 unconfirmed, 0 left" in last["text"]
    assert "Took less than a minute" in last["text"]
    assert "reply_markup" not in last
    async with running.database.reading() as tx:
        assert (await broadcasts.get(tx, number)).state is BroadcastState.DONE


async def test_it_speaks_its_author_s_language_whatever_the_company_s_is(running: Posting, progress: Progress) -> None:
    await running.customers(1)
    await begun(running, language="zh")
    [message] = await look(running, progress)
    assert "群发 1" in message["text"]
    assert [button["text"] for button in message["reply_markup"]["inline_keyboard"][0]] != ["Pause", "Cancel it"]


async def test_it_rests_between_two_edits_and_is_silent_when_nothing_changes(
    running: Posting, progress: Progress
) -> None:
    await running.customers(5)
    number = await begun(running)
    await running.settled()
    await hold_back(running, number, 2)
    await look(running, progress)
    before = edits(running)
    await hold_back(running, number, 1)
    for _ in range(4):
        assert "3 sent" in (await look(running, progress, SECOND))[0]["text"]
    assert edits(running) == before
    assert "4 sent" in (await look(running, progress, SECOND))[0]["text"]
    assert edits(running) == before + 1
    # The rate falls to nothing, and then nothing changes any more.
    await look(running, progress, EVERY)
    before = edits(running)
    for _ in range(3):
        await look(running, progress, EVERY)
    assert edits(running) == before


async def hold_back(posting: Posting, broadcast_id: int, count: int) -> None:
    """So many of the sent ones count as left, under way for long, and no more."""
    async with posting.database.transaction() as tx:
        mine = deliveries.c.broadcast_id == broadcast_id
        await tx.execute(deliveries.update().where(mine).values(state="sent"))
        ids = list((await tx.execute(deliveries.select().where(mine).limit(count))).scalars())
        await tx.execute(deliveries.update().where(deliveries.c.id.in_(ids)).values(state="sending"))


async def test_a_change_of_state_is_told_at_once(running: Posting, progress: Progress) -> None:
    await running.customers(2)
    number = await begun(running)
    await running.settled()
    await hold_back(running, number, 1)
    await look(running, progress)
    async with running.database.transaction() as tx:
        await broadcasts.pause(tx, number)
    [told] = await look(running, progress)
    assert told["text"].startswith("⏸ Broadcast 1 – paused")
    assert [button["text"] for button in told["reply_markup"]["inline_keyboard"][0]] == ["Resume", "Cancel it"]


async def test_a_restart_goes_on_with_the_same_message_and_tells_an_end_that_came_meanwhile(
    running: Posting, progress: Progress
) -> None:
    await running.customers(2)
    await begun(running)
    await running.settled()
    [first] = await look(running, progress)
    running.clock.set(running.clock.now() + 2 * SECOND)
    await running.campaigns.run(running.clock.now())
    afterwards = Progress(running.database, COMPANY, Bell())
    await afterwards.run(running.clock.now())
    running.outbox.ring()
    await until(lambda: running.messages(STAFF)[0]["text"].startswith("✅"))
    assert [message["message_id"] for message in running.messages(STAFF)] == [first["message_id"]]
    assert await afterwards.run(running.clock.now()) is None


async def test_the_end_leads_to_what_is_unconfirmed(running: Posting, progress: Progress) -> None:
    await running.customers(2)
    number = await begun(running)
    await running.settled()
    async with running.database.transaction() as tx:
        await tx.execute(deliveries.update().where(deliveries.c.broadcast_id == number).values(state="unconfirmed"))
    [told] = await look(running, progress, 2 * SECOND, ends=True)
    assert "2 unconfirmed" in told["text"]
    assert [button["text"] for button in told["reply_markup"]["inline_keyboard"][0]] == ["The unconfirmed"]


async def test_announcements_and_broadcasts_of_programs_have_none(running: Posting, progress: Progress) -> None:
    await running.customers(1)
    await begun(running, by=None)
    await running.settled()
    assert await look(running, progress) == []


async def test_an_author_who_blocked_the_bot_is_not_tried_for_ever(running: Posting, progress: Progress) -> None:
    running.sandbox.world.block(STAFF)
    await running.customers(2)
    await begun(running)
    await running.settled()
    assert await look(running, progress) == []
    tries = len([call for call in running.sandbox.api.calls.after() if call.chat_id == STAFF])
    for _ in range(3):
        await look(running, progress, EVERY)
    assert len([call for call in running.sandbox.api.calls.after() if call.chat_id == STAFF]) == tries == 1


def test_the_pace_grows_calmer_with_the_number_of_recipients() -> None:
    assert pace(3) == 5 * SECOND
    assert pace(1_000_000) == 25 * SECOND


def test_the_rate_is_that_of_the_last_interval() -> None:
    before = Look(NOW, BroadcastState.RUNNING, settled=100, planned=1000, over=False)
    books = Books(sent=240, failed=10, left=750)
    # 250 - 100 in 5 seconds
    assert rate_of(before, books, NOW + 5 * SECOND) == 30
    assert rate_of(before, books, NOW) is None
    assert rate_of(None, books, NOW) is None
    assert rate_of(replace(before, state=BroadcastState.PAUSED), books, NOW + 5 * SECOND) is None
    # Some were planned again meanwhile
    assert rate_of(replace(before, settled=300), books, NOW + 5 * SECOND) == 0
