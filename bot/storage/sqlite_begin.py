"""SQLite's BEGIN goes to the connection's thread along with the first statement; what sent nothing ends nothing there.

Each trip that is saved so is a fifth of what a small statement costs, and most readings are one small statement.
"""

from collections.abc import Awaitable, Callable
from typing import Any


class LateBegin:
    """Stands in for commit and rollback of an aiosqlite connection. Used in the event loop's thread alone."""

    def __init__(self, connection: Any) -> None:
        self._commit: Callable[[], Awaitable[None]] = connection.commit
        self._rollback: Callable[[], Awaitable[None]] = connection.rollback
        self._begin: str | None = None
        self._sent = False
        """Whether anything went to the thread that has not been ended since."""

    def begin(self, sql: str) -> None:
        self._begin = sql

    def take(self) -> str | None:
        """What must run before the statement that is about to be sent."""
        begin, self._begin = self._begin, None
        self._sent = True
        return begin

    async def commit(self) -> None:
        await self._end(self._commit)

    async def rollback(self) -> None:
        await self._end(self._rollback)

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        self._begin = None
        if self._sent:
            await end()
            # Not before: an end that was cancelled or failed is asked for again.
            self._sent = False
