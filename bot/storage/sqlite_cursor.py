"""A cursor of aiosqlite's kind that runs a whole statement in one trip to the connection's thread.

aiosqlite's own makes four of it: open, execute, fetch, close. A trip costs 25 µs, and where handlers are busy each one
waits for a turn of the event loop, too.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.storage.sqlite_begin import LateBegin


class OneTripCursor:
    """What SQLAlchemy calls on a cursor. All rows are read at once, as SQLAlchemy does with the original, too."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: Any, begin: LateBegin) -> None:
        self._connection = connection
        self._begin = begin
        self._rows: list[Any] = []

    async def __aenter__(self) -> "OneTripCursor":
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        await self._connection._execute(self._run, self._begin.take(), sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        await self._connection._execute(self._run, self._begin.take(), sqlite3.Cursor.executemany, sql, parameters)

    def _run(
        self, begin: str | None, execute: Callable[..., sqlite3.Cursor], sql: str, parameters: Iterable[Any]
    ) -> None:
        cursor = self._connection._conn.cursor()
        try:
            if begin is not None:
                cursor.execute(begin)
            execute(cursor, sql, parameters)
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Nothing is left open."""
