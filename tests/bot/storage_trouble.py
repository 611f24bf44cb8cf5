"""A storage that fails for a while: held by another program, or on a full disk."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Connection

from bot.storage.database import Database


def wait_less(database: Database) -> None:
    """New connections give up on a locked file soon, where ours wait for seconds."""

    @event.listens_for(database.engine.sync_engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program is in the middle of writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """The file cannot grow."""
    pages = 1

    def limit(connection: Connection) -> None:
        # SQLite takes at least the pages that there are, and tells how many.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(database.engine.sync_engine, "begin", limit)
    yield
    pages = 2**30


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    """Looks again and again, for at most so long."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.005)
