"""On SQLite nothing begins before its first statement, and all that began ends."""

import asyncio

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.schema import dialogs


async def driver_of(tx: AsyncConnection) -> object:
    return (await tx.get_raw_connection()).driver_connection


def in_transaction(driver: object) -> bool:
    found: bool = driver.in_transaction  # type: ignore[attr-defined]
    return found


async def count(database: Database) -> int:
    async with database.reading() as tx:
        found: int = (await tx.execute(select(func.count()).select_from(dialogs))).scalar_one()
    return found


async def test_the_first_statement_begins(sqlite: Database) -> None:
    async with sqlite.transaction() as tx:
        driver = await driver_of(tx)
        assert not in_transaction(driver)
        await tx.execute(text("SELECT 1"))
        assert in_transaction(driver)
    assert not in_transaction(driver)


async def test_a_reading_sees_one_moment(sqlite: Database) -> None:
    async with sqlite.reading() as tx:
        rows = select(func.count()).select_from(dialogs)
        assert (await tx.execute(rows)).scalar_one() == 0
        async with sqlite.transaction() as writing:
            await writing.execute(insert(dialogs), {"key": "a", "data": {}})
        assert (await tx.execute(rows)).scalar_one() == 0
    assert await count(sqlite) == 1


async def test_an_error_takes_everything_back_from_the_first_statement_on(sqlite: Database) -> None:
    async def fail_after_writing() -> None:
        async with sqlite.transaction() as tx:
            await tx.execute(insert(dialogs), {"key": "a", "data": {}})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_writing()
    assert await count(sqlite) == 0


async def test_a_task_cancelled_in_its_first_statement_leaves_no_lock(sqlite: Database) -> None:
    async def write() -> None:
        async with sqlite.transaction() as tx:
            await tx.execute(insert(dialogs), {"key": "a", "data": {}})
            await asyncio.Event().wait()

    for turns in range(12):
        task = asyncio.create_task(write())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with sqlite.transaction() as tx:
            await tx.execute(insert(dialogs), {"key": f"after {turns}", "data": {}})
    assert await count(sqlite) == 12
