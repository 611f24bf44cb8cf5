"""The lock of whoever sends: one holder on both kinds of database, free again whatever ended that."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sendlock import SendLock
from bot.storage.database import Database
from tests.ferry import until

HOLDER = """
import asyncio, sys
from bot.sendlock import SendLock
from bot.storage.database import Database

async def hold():
    lock = SendLock(Database(sys.argv[1]))
    print(await lock.take(), flush=True)
    await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres_url", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'ferry.db'}"
    return str(request.getfixturevalue(request.param))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


async def holder_of(url: str) -> Process:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, url, stdout=PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"True\n"
    return process


async def test_it_has_one_holder_at_a_time(database: Database) -> None:
    one, other = SendLock(database), SendLock(database)
    assert await one.take()
    assert not await other.take()
    assert (await one.is_held(), await other.is_held()) == (True, False)
    await one.release()
    assert not await one.is_held()
    assert await other.take()
    await other.release()


async def test_a_process_that_is_killed_holds_it_no_more(url: str, database: Database) -> None:
    process, lock = await holder_of(url), SendLock(database)
    assert not await lock.take()
    process.kill()
    await process.wait()
    await until(lock.take)
    await lock.release()


async def test_what_never_was_taken_can_be_released(database: Database) -> None:
    lock = SendLock(database)
    await lock.release()
    assert not await lock.is_held()


@pytest.mark.postgres
async def test_with_the_connection_to_the_server_it_is_lost(postgres_url: str) -> None:
    database = Database(postgres_url)
    lock, other = SendLock(database), SendLock(database)
    assert await lock.take()
    async with database.transaction() as tx:
        await tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        )
    assert not await lock.is_held()
    await until(other.take)
    assert not await lock.take()
    await other.release()
    await database.close()


async def test_a_lock_that_cannot_be_opened_is_storage_trouble(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'ferry.db'}")
    tmp_path.joinpath("ferry.db.sending").mkdir()
    with pytest.raises(OSError, match=r"ferry\.db\.sending"):
        await SendLock(database).take()
    await database.close()
