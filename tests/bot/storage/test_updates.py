"""The inbox's rows: stored once, paged in order of receipt, settled many at a time."""

from typing import Any

from sqlalchemy import func, select

from bot.storage import updates
from bot.storage.database import Database
from bot.storage.schema import updates as table
from bot.storage.updates import Received, Settled
from tests.bot.moments import MINUTE, NOW


def received(update_id: int, lane: int = 11, **content: Any) -> Received:
    return Received(update_id, lane, {"update_id": update_id, **content}, NOW)


async def test_updates_are_stored_in_the_order_given_and_returned_with_their_rows(database: Database) -> None:
    async with database.transaction() as tx:
        stored = await updates.add(tx, [received(7), received(3, lane=-5), received(9)])
    assert [(item.raw["update_id"], item.lane, item.attempts) for item in stored] == [
        (7, 11, 0),
        (3, -5, 0),
        (9, 11, 0),
    ]
    assert sorted({item.id for item in stored}) == [item.id for item in stored]


async def test_an_update_that_comes_again_is_stored_once(database: Database) -> None:
    async with database.transaction() as tx:
        first = await updates.add(tx, [received(1), received(2), received(1)])
    async with database.transaction() as tx:
        second = await updates.add(tx, [received(2), received(3), received(1)])
    assert [item.raw["update_id"] for item in first] == [1, 2]
    assert [item.raw["update_id"] for item in second] == [3]
    async with database.reading() as tx:
        assert await updates.count_by_state(tx) == {"waiting": 3}


async def test_the_raw_update_comes_back_as_it_was(database: Database) -> None:
    # Half a surrogate pair and a zero character are what JSON may carry and no text column takes.
    sent = received(1, message={"text": "域名 \ud83d \x00 \u202e", "deep": [[{"a": None}]], "big": 2**70, "part": 0.1})
    async with database.transaction() as tx:
        await updates.add(tx, [sent])
    async with database.reading() as tx:
        [waiting] = await updates.waiting(tx, after=0, limit=10)
    assert waiting.raw == sent.raw


async def test_waiting_ones_are_paged_by_row(database: Database) -> None:
    async with database.transaction() as tx:
        stored = await updates.add(tx, [received(number) for number in range(5)])
    pages, after = [], 0
    async with database.reading() as tx:
        while page := await updates.waiting(tx, after=after, limit=2):
            pages.append([item.raw["update_id"] for item in page])
            after = page[-1].id
    assert pages == [[0, 1], [2, 3], [4]]
    assert after == stored[-1].id


async def test_what_is_settled_waits_no_longer_and_a_failed_try_waits_on(database: Database) -> None:
    async with database.transaction() as tx:
        done, failed, dead = await updates.add(tx, [received(1), received(2), received(3)])
        await updates.settle(
            tx,
            [
                Settled(done.id, "done", 1, NOW, outcome="ticket"),
                Settled(failed.id, "waiting", 2, NOW, error="OSError: no"),
                Settled(dead.id, "dead", 5, NOW + MINUTE, error="KeyError: 'x'"),
            ],
        )
    async with database.reading() as tx:
        assert [(item.id, item.attempts) for item in await updates.waiting(tx, after=0, limit=9)] == [(failed.id, 2)]
        assert await updates.count_by_state(tx) == {"done": 1, "waiting": 1, "dead": 1}
        columns = [table.c.outcome, table.c.error, table.c.done_at]
        rows = (await tx.execute(select(*columns).order_by(table.c.id))).all()
    assert rows == [
        ("ticket", None, NOW),
        (None, "OSError: no", None),
        (None, "KeyError: 'x'", NOW + MINUTE),
    ]


async def test_of_two_marks_for_one_update_the_last_counts(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await updates.add(tx, [received(1), received(2)])
        await updates.settle(
            tx,
            [
                Settled(second.id, "done", 0, NOW, outcome="ticket"),
                Settled(first.id, "waiting", 1, NOW, error="OSError: no"),
                Settled(first.id, "done", 1, NOW, outcome="ticket"),
            ],
        )
    async with database.reading() as tx:
        assert await updates.count_by_state(tx) == {"done": 2}


async def test_each_keeps_the_moment_it_was_received_at(database: Database) -> None:
    moments = [NOW, NOW + MINUTE / 7]
    async with database.transaction() as tx:
        await updates.add(tx, [Received(number, 1, {}, moment) for number, moment in enumerate(moments)])
    async with database.reading() as tx:
        stored = await tx.execute(select(table.c.received_at).order_by(table.c.update_id))
        assert list(stored.scalars()) == moments
        if database.is_sqlite:
            # As a text that sorts and compares with what is bound as a moment elsewhere.
            count = select(func.count()).where(table.c.received_at == moments[1])
            assert (await tx.execute(count)).scalar_one() == 1


async def test_the_last_update_is_the_one_received_last(database: Database) -> None:
    async with database.transaction() as tx:
        assert await updates.last_update_id(tx) is None
        # Telegram begins anew with any number after a silent week.
        await updates.add(tx, [received(900), received(5)])
        assert await updates.last_update_id(tx) == 5
