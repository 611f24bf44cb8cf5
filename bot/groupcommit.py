"""Group commit: what many tasks hand in becomes durable in one transaction, many at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, is_storage_trouble, storage_error

Item = TypeVar("Item")
Result = TypeVar("Result")

LARGEST = 500
"""Items in one transaction."""
RETRY_SECONDS = (0.2, 1.0, 5.0)

log = logging.getLogger(__name__)

Entry = tuple[Item, asyncio.Future[None] | None]
"""What is to be written, and who waits for it."""


class GroupCommit(Generic[Item, Result]):
    """One writer task. A storage error is retried for as long as it lasts: nothing handed in is dropped."""

    def __init__(
        self,
        database: Database,
        write: Callable[[AsyncConnection, Sequence[Item]], Awaitable[Result]],
        committed: Callable[[Result], None] | None = None,
        gather_seconds: float = 0.0,
    ) -> None:
        """``committed`` is called with what ``write`` returned, once that is durable.

        ``gather_seconds``: how long to wait for more to come in before each transaction.
        """
        self._gather_seconds = gather_seconds
        self._database = database
        self._write = write
        self._committed = committed
        self._pending: list[Entry[Item]] = []
        self._handed_in = asyncio.Event()
        self._all_written = asyncio.Event()
        self._all_written.set()
        self._task: asyncio.Task[None] | None = None
        self.error: str | None = None
        """What the storage said to the last try; None while it works."""

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="group commit")

    async def stop(self) -> None:
        """Writes what was handed in before, when the storage lets it, and ends."""
        if self._task is None:
            return
        if self.error is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.all_written(), RETRY_SECONDS[-1])
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def put(self, item: Item) -> None:
        """Returns when the item is committed."""
        future = asyncio.get_running_loop().create_future()
        self._add((item, future))
        await future

    def hand_in(self, item: Item) -> None:
        """For what may be lost in a crash: it is committed soon, and nobody waits."""
        self._add((item, None))

    async def all_written(self) -> None:
        """Returns when nothing is left to be committed."""
        await self._all_written.wait()

    def _add(self, entry: Entry[Item]) -> None:
        self._pending.append(entry)
        self._handed_in.set()
        self._all_written.clear()

    async def _run(self) -> None:
        tries = 0
        while True:
            await self._handed_in.wait()
            if self._gather_seconds:
                await asyncio.sleep(self._gather_seconds)
            batch = self._pending[:LARGEST]
            try:
                await self._commit(batch)
            except Exception as error:
                if is_storage_trouble(error):
                    self._note(str(storage_error(error)))
                    await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                    tries += 1
                    continue
                if not await self._commit_one_by_one(batch):
                    continue
            if self.error is not None:
                log.warning("the storage works again")
            self.error, tries = None, 0
            del self._pending[: len(batch)]
            if not self._pending:
                self._handed_in.clear()
                self._all_written.set()

    async def _commit(self, batch: Sequence[Entry[Item]]) -> None:
        async with self._database.transaction() as tx:
            result = await self._write(tx, [item for item, _ in batch])
        if self._committed is not None:
            self._committed(result)
        for _, future in batch:
            if future is not None and not future.done():
                future.set_result(None)

    async def _commit_one_by_one(self, batch: Sequence[Entry[Item]]) -> bool:
        """One item that cannot be written must not hold up the others: its owner alone gets the error.

        False when the storage itself failed meanwhile, so that the rest is still to be written.
        """
        for entry in batch:
            _, future = entry
            if future is not None and future.done():
                continue
            try:
                await self._commit([entry])
            except Exception as error:
                if is_storage_trouble(error):
                    self._note(str(storage_error(error)))
                    return False
                if future is None:
                    log.error("one item could not be written: %s", type(error).__name__)
                else:
                    future.set_exception(error)
        return True

    def _note(self, said: str) -> None:
        if said != self.error:
            log.error("%s; trying again until it works", said)
        self.error = said
