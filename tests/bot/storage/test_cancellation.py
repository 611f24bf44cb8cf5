"""Tasks that are cancelled in the middle of a statement leave nothing open and nothing locked."""

import asyncio
import gc
from pathlib import Path

from sqlalchemy import text

from bot.storage.database import Database

# How far the task gets: into opening the file, preparing the connection, beginning, writing, committing.
MICROSECONDS = range(0, 6000, 100)


async def write(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("INSERT INTO words VALUES ('x')"))
        await tx.execute(text("SELECT * FROM words"))


async def test_a_cancelled_write_lets_the_next_one_begin_at_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'words.db'}"
    database = Database(url)
    async with database.transaction() as tx:
        await tx.execute(text("CREATE TABLE words (word TEXT)"))
    await database.close()
    errors: list[BaseException | None] = []
    for microseconds in MICROSECONDS:
        database = Database(url)
        task = asyncio.create_task(write(database))
        await asyncio.sleep(microseconds / 1_000_000)
        task.cancel()
        # The error is kept, as a task keeps it: and with it, in its traceback, every cursor.
        errors += await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(2):
            await write(database)
        await database.close()
    assert any(isinstance(error, asyncio.CancelledError) for error in errors)
    # What was left open would warn now, and a warning is an error.
    del task
    errors.clear()
    gc.collect()
