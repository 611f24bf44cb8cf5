"""The lock of the one process that sends: what is under way is lost only when its process is gone."""

from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database

SUFFIX = ".sending"
"""The lock's file is the database's with this at its end. It stays: removing it would let two hold the lock."""
_KEY = 0x6665727279
# "ferry". Advisory locks belong to one database of the server, so no other Chatferry is in the way.


class SendLock:
    """Free again as soon as its holder is gone, however that ended."""

    def __init__(self, database: Database) -> None:
        self._lock = _OfFile(database) if database.is_sqlite else _OfServer(database)

    async def take(self) -> bool:
        """Whether it is ours now; never waits for it. Raises what storage trouble raises."""
        return await self._lock.take()

    async def is_held(self) -> bool:
        """Whether it is ours still: with the connection to a server it is lost, too."""
        return await self._lock.is_held()

    async def release(self) -> None:
        await self._lock.release()


class _OfFile:
    def __init__(self, database: Database) -> None:
        path = Path(database.url.database or "").absolute()
        # Without the fallback: a file that merely lies there would outlive a process that was killed.
        self._file = FileLock(f"{path}{SUFFIX}", blocking=False, thread_local=False, fallback_to_soft=False)

    async def take(self) -> bool:
        try:
            self._file.acquire()
        except Timeout:
            return False
        return True

    async def is_held(self) -> bool:
        return self._file.is_locked

    async def release(self) -> None:
        self._file.release(force=True)


class _OfServer:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: AsyncConnection | None = None
        """Has the lock, and does nothing else."""

    async def take(self) -> bool:
        connection = self._database.engine.connect()
        try:
            await connection.start()
            # In no transaction: one that stays open for months keeps the server from tidying up.
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = (await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY})).scalar_one()
        except BaseException:
            await _drop(connection)
            raise
        if not taken:
            await connection.close()
            return False
        self._connection = connection
        return True

    async def is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            await self.release()
            return False
        return True

    async def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await _drop(connection)


async def _drop(connection: AsyncConnection) -> None:
    """Ends the connection itself: given back to the pool, it would keep the lock."""
    if connection.sync_connection is not None:
        await connection.invalidate()
        await connection.close()
