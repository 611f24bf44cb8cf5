"""What is handed in is durable when `put` returns, many items at a time, and nothing is dropped when storage fails."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.groupcommit import LARGEST, GroupCommit
from bot.storage.database import Database
from bot.storage.schema import dialogs
from tests.bot.storage_trouble import full_disk, locked, until, wait_less


class Poison(Exception):
    """What one item is and the storage cannot help."""


class Names:
    """Writes a row for each name, and remembers how many came in each transaction."""

    def __init__(self, database: Database) -> None:
        self.batches: list[int] = []
        self.committed: list[str] = []
        self.trouble: list[OSError] = []
        """What writing a single item ends in, in turn."""
        self.commit = GroupCommit(database, self._write, committed=self.committed.extend)

    async def _write(self, tx: AsyncConnection, names: Sequence[str]) -> Sequence[str]:
        self.batches.append(len(names))
        await tx.execute(insert(dialogs), [{"key": name, "data": {}} for name in names])
        if "poison" in names:
            raise Poison
        if len(names) == 1 and self.trouble:
            raise self.trouble.pop()
        return names


@pytest.fixture
async def names(database: Database) -> AsyncIterator[Names]:
    names = Names(database)
    names.commit.start()
    yield names
    await names.commit.stop()


async def stored(database: Database) -> set[str]:
    async with database.reading() as tx:
        return set((await tx.execute(select(dialogs.c.key))).scalars())


async def test_what_was_put_is_seen_by_others_at_once(names: Names, database: Database, database_file: Path) -> None:
    await names.commit.put("one")
    with closing(sqlite3.connect(database_file)) as other:
        assert other.execute("SELECT key FROM dialogs").fetchall() == [("one",)]


async def test_what_many_put_at_once_goes_in_few_transactions_in_order(names: Names, database: Database) -> None:
    every = [f"name {number:04}" for number in range(LARGEST + 20)]
    async with asyncio.TaskGroup() as tasks:
        for name in every:
            tasks.create_task(names.commit.put(name))
    assert names.batches == [LARGEST, 20]
    assert names.committed == every
    assert await stored(database) == set(every)


async def test_one_item_that_cannot_be_written_holds_up_no_other(names: Names, database: Database) -> None:
    results = await asyncio.gather(*map(names.commit.put, ["a", "poison", "b"]), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), Poison, type(None)]
    assert await stored(database) == {"a", "b"}
    assert names.committed == ["a", "b"]
    assert names.commit.error is None
    await names.commit.put("later")
    assert names.committed == ["a", "b", "later"]


async def test_trouble_while_the_others_are_written_one_by_one_loses_none(names: Names, database: Database) -> None:
    names.trouble = [OSError("disk is gone")]
    results = await asyncio.gather(*map(names.commit.put, ["poison", "a", "b"]), return_exceptions=True)
    assert [type(result) for result in results] == [Poison, type(None), type(None)]
    assert names.committed == ["a", "b"]
    assert await stored(database) == {"a", "b"}
    assert names.commit.error is None


async def test_who_no_longer_waits_disturbs_nobody(names: Names, database: Database) -> None:
    gone, stays = [asyncio.create_task(names.commit.put(name)) for name in ("gone", "stays")]
    await asyncio.sleep(0)
    gone.cancel()
    await stays
    assert "stays" in await stored(database)


async def test_a_locked_file_is_waited_for(
    names: Names, database: Database, database_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wait_less(database)
    with locked(database_file):
        putting = asyncio.create_task(names.commit.put("one"))
        await until(lambda: names.commit.error is not None)
        assert not putting.done()
        assert names.commit.error is not None
        assert "(database is locked); stop the other program that holds the file" in names.commit.error
    async with asyncio.timeout(5):
        await putting
    assert names.commit.error is None
    assert await stored(database) == {"one"}
    assert names.committed == ["one"]
    said = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert [level for level, _ in said] == [logging.ERROR, logging.WARNING]
    assert said[1][1] == "the storage works again"


async def test_a_full_disk_is_waited_for(names: Names, database: Database) -> None:
    with full_disk(database):
        putting = [asyncio.create_task(names.commit.put(f"{number} {'x' * 100_000}")) for number in range(3)]
        await until(lambda: names.commit.error is not None)
        assert names.commit.error is not None
        assert "disk is full" in names.commit.error
    async with asyncio.timeout(5):
        await asyncio.gather(*putting)
    assert len(await stored(database)) == 3
    assert names.commit.error is None


async def test_stopping_writes_what_was_handed_in(names: Names, database: Database) -> None:
    putting = [asyncio.create_task(names.commit.put(name)) for name in ("a", "b")]
    await asyncio.sleep(0)
    await names.commit.stop()
    await asyncio.gather(*putting)
    assert await stored(database) == {"a", "b"}


async def test_stopping_does_not_wait_for_a_storage_that_is_gone(
    names: Names, database: Database, database_file: Path
) -> None:
    wait_less(database)
    with locked(database_file):
        putting = asyncio.create_task(names.commit.put("one"))
        await until(lambda: names.commit.error is not None)
        async with asyncio.timeout(1):
            await names.commit.stop()
    assert not putting.done()
    putting.cancel()


async def test_what_never_began_can_be_stopped(database: Database) -> None:
    await Names(database).commit.stop()


async def test_what_comes_in_shortly_after_the_first_shares_its_transaction(database: Database) -> None:
    batches: list[int] = []

    async def write(tx: AsyncConnection, items: Sequence[str]) -> None:
        batches.append(len(items))

    commit = GroupCommit(database, write, gather_seconds=0.1)
    commit.start()

    async def later(item: str) -> None:
        await asyncio.sleep(0.03)
        await commit.put(item)

    await asyncio.gather(commit.put("a"), later("b"), later("c"))
    await commit.stop()
    assert batches == [3]


async def test_what_nobody_waits_for_is_written_too(names: Names, database: Database) -> None:
    names.commit.hand_in("one")
    names.commit.hand_in("two")
    await names.commit.all_written()
    assert names.batches == [2]
    assert await stored(database) == {"one", "two"}


async def test_what_nobody_waits_for_and_cannot_be_written_is_logged(
    names: Names, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    names.commit.hand_in("poison")
    await names.commit.put("a")
    assert await stored(database) == {"a"}
    assert [record.getMessage() for record in caplog.records] == ["one item could not be written: Poison"]
