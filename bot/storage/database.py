"""The engine and its transactions, alike on SQLite and PostgreSQL."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util.concurrency import in_greenlet

from bot.errors import StorageUnavailable
from bot.storage.sqlite_begin import LateBegin
from bot.storage.sqlite_cursor import OneTripCursor

BUSY_TIMEOUT_MS = 5_000
CONNECTIONS = 16
"""Kept open. Each is a thread of its own on SQLite, and more for a while would be opened and closed all the time."""


class Database:
    """One engine. Writers on SQLite take turns in this process, so that none of them ever finds the file locked."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = create_async_engine(
            self.url,
            hide_parameters=True,
            pool_pre_ping=not self.is_sqlite,
            pool_size=CONNECTIONS,
            max_overflow=0,
        )
        self._writing = self.engine.execution_options(writes=True)
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
            event.listen(self.engine.sync_engine, "invalidate", _let_go)

    @property
    def exists(self) -> bool:
        """Whether there is a file to open, where it is one: opening a missing one would create it."""
        return not self.is_sqlite or self._path.is_file()

    @property
    def folder_exists(self) -> bool:
        return not self.is_sqlite or self._path.parent.is_dir()

    @property
    def can_be_opened(self) -> bool:
        """Whether this user may open or make the file, where it is one, and the files that SQLite keeps beside it."""
        if not self.is_sqlite:
            return True
        writable = os.access(self._path.parent, os.W_OK | os.X_OK)
        return writable and (not self._path.exists() or (self.exists and os.access(self._path, os.R_OK | os.W_OK)))

    @property
    def _path(self) -> Path:
        return Path(self.url.database or "").absolute()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction: commits at the end, rolls back on any error."""
        async with self._turn, self._connection(self._writing) as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view of one moment, never waiting for writers; nothing written in it is kept."""
        async with self._connection(self.engine) as connection:
            yield connection

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        connection = engine.connect()
        try:
            await _to_its_end(connection.start())
            yield connection
        finally:
            if connection.sync_connection is not None:
                await _to_its_end(connection.close())

    async def close(self) -> None:
        await self.engine.dispose()

    def __repr__(self) -> str:
        return f"Database({self.url.render_as_string(hide_password=True)})"


async def _to_its_end(work: Awaitable[object]) -> None:
    """A connection that is cancelled while it opens or closes would stay open, and belong to nobody."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _prepare_sqlite(connection: Any, record: object) -> None:
    driver = connection.driver_connection
    driver.late_begin = begin = LateBegin(driver)
    driver.cursor, driver.commit, driver.rollback = partial(OneTripCursor, driver, begin), begin.commit, begin.rollback
    # The driver's own implicit BEGIN is switched off: _begin_sqlite says which kind is meant.
    connection.isolation_level = None
    cursor = connection.cursor()
    # The waiting time first: the other pragmas may meet a writer of another process.
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the write lock first: upgrading later can fail at once with "locked".
    writes = connection.get_execution_options().get("writes", False)
    driver: Any = connection.connection.driver_connection
    driver.late_begin.begin("BEGIN IMMEDIATE" if writes else "BEGIN")


def _let_go(connection: Any, record: object, error: BaseException | None) -> None:
    # After a cancelled task, closing alone leaves the write lock held for as long as some traceback holds a cursor.
    if in_greenlet():
        with suppress(Exception):
            connection.rollback()


def is_storage_trouble(error: BaseException) -> bool:
    """Whether the storage failed, and not what it was asked to do: trying again later is right then."""
    if isinstance(error, DataError | IntegrityError | ProgrammingError):
        return False
    if isinstance(error, DBAPIError) and _refuses_values(error.orig):
        return False
    return isinstance(error, DBAPIError | PoolTimeoutError | OSError)


def _refuses_values(said: BaseException | None) -> bool:
    """What PostgreSQL (class 22) or asyncpg itself says of values; SQLAlchemy makes no DataError of either."""
    return str(getattr(said, "sqlstate", "")).startswith("22") or isinstance(
        getattr(said, "__cause__", None), ValueError
    )


def storage_error(error: BaseException) -> StorageUnavailable:
    """The one clear line for what the driver said; the message of a DBAPIError holds the statement too."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = (str(cause) or type(cause).__name__).splitlines()[0]
    return StorageUnavailable(f"storage.url: the database cannot be used ({said}); {_mend(said)}")


def _mend(said: str) -> str:
    said = said.lower()
    for hint, mend in MENDS.items():
        if hint in said:
            return mend
    return "check that the address is right and that this user may read and write it"


MENDS = {
    "not a database": "name another file, or restore this one from a backup",
    "malformed": "restore the file from a backup",
    "locked": "stop the other program that holds the file",
    "disk": "free space on the disk that holds the file",
    "readonly": "give this user the right to write the file and its folder",
    "unable to open": "create the folder and let this user write in it",
    "password": "correct user and password",
    "does not exist": "create the database first",
    "no such file": "start the database server, or correct host and port",
    "connect": "start the database server, or correct host and port",
}
