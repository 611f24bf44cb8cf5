"""The inbox: an update is durable before it is acknowledged, then handled in order within its chat."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.groupcommit import GroupCommit
from bot.lanes import lane_of
from bot.storage import updates
from bot.storage.database import Database
from bot.storage.updates import Received, Settled, Waiting
from bot.transient import is_transient

AT_ONCE = 64
"""Chats handled at the same time."""
TRIES = 5
PAUSES_SECONDS = (0.5, 2.0, 5.0, 15.0, 30.0)
"""Between tries: the last one over and over, where what fails passes by itself."""
PAGE = 500
MOST_BACKLOG = 5_000
"""Updates in memory before `receive` waits; the rest stays with Telegram, which keeps it for 24 hours."""

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Handle = Callable[[dict[str, Any]], Awaitable[str]]
"""Handles one raw update and says in a word what it became. May be called again for the same one."""
Bury = Callable[[Waiting, str], Awaitable[None]]
"""Tells staff of an update that could not be handled."""


class Inbox:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        handle: Handle,
        bury: Bury,
        pauses_seconds: Sequence[float] = PAUSES_SECONDS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._handle = handle
        self._bury = bury
        self._pauses_seconds = pauses_seconds
        self._books = GroupCommit(database, _write, committed=self._enqueue)
        self._lanes: dict[int, deque[Waiting]] = {}
        self._unattended: deque[int] = deque()
        """Lanes that no worker has begun on."""
        self._workers: set[asyncio.Task[None]] = set()
        self._hired = False
        self._free = asyncio.Semaphore(AT_ONCE)
        self._stopping = False
        self._backlog = 0
        self._room = asyncio.Event()

    @property
    def backlog(self) -> int:
        """Updates that are stored and not yet handled."""
        return self._backlog

    @property
    def error(self) -> str | None:
        return self._books.error

    async def start(self) -> None:
        """Takes up first what an earlier run left unhandled."""
        self._room.set()
        self._books.start()
        after = 0
        while True:
            async with self._database.reading() as tx:
                page = await updates.waiting(tx, after=after, limit=PAGE)
            if not page:
                return
            after = page[-1].id
            self._enqueue(page)

    async def stop(self) -> None:
        """Lets no handler go on; what it had not finished is handled at the next start."""
        self._stopping = True
        for worker in self._workers:
            worker.cancel()
        if self._workers:
            await asyncio.wait(self._workers)
        await self._books.stop()

    async def settled(self) -> None:
        """Returns when what has been handled so far is marked so."""
        await self._books.all_written()

    async def receive(self, raw_updates: Sequence[dict[str, Any]]) -> None:
        """Returns when they are durable: only then may Telegram be told so."""
        await self._room.wait()
        now = self._clock.now()
        received = [Received(raw["update_id"], lane_of(raw), raw, now) for raw in raw_updates]
        if received:
            await self._books.put(received)

    def _enqueue(self, items: Sequence[Waiting]) -> None:
        for item in items:
            lane = self._lanes.get(item.lane)
            if lane is not None:
                lane.append(item)
            else:
                self._lanes[item.lane] = deque([item])
                self._unattended.append(item.lane)
        self._backlog += len(items)
        if self._backlog >= MOST_BACKLOG:
            self._room.clear()
        self._hire()

    def _hire(self) -> None:
        # One at a time: where a handler waits for nothing, a single worker does for all lanes.
        if self._unattended and not self._hired and not self._stopping:
            self._hired = True
            worker = asyncio.create_task(self._work(), name="inbox worker")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        self._hired = False
        while self._unattended:
            lane = self._unattended.popleft()
            self._hire()
            await self._work_off(lane)

    async def _work_off(self, lane: int) -> None:
        queue = self._lanes[lane]
        while queue:
            await self._handle_until_settled(queue[0])
            queue.popleft()
            self._backlog -= 1
            if self._backlog < MOST_BACKLOG // 2:
                self._room.set()
        del self._lanes[lane]

    async def _handle_until_settled(self, item: Waiting) -> None:
        attempts = item.attempts
        while True:
            try:
                outcome = await self._outlast_trouble(item, partial(self._handle, item.raw))
            except Exception as error:
                attempts += 1
                said = _printable(f"{type(error).__name__}: {error}")
                # What cannot be decoded today cannot be decoded in a minute either.
                if attempts >= TRIES or isinstance(error, ValidationError):
                    await self._give_up(item, attempts, said)
                    return
                self._settle(item, "waiting", attempts, error=said)
                await asyncio.sleep(self._pause_seconds(attempts - 1))
            else:
                self._settle(item, "done", attempts, outcome=outcome)
                return

    async def _give_up(self, item: Waiting, attempts: int, said: str) -> None:
        try:
            await self._outlast_trouble(item, partial(self._bury, item, said))
        except Exception as error:
            log.error("update %d: nobody could be told of it (%s)", item.id, type(error).__name__)
        self._settle(item, "dead", attempts, error=said)

    async def _outlast_trouble(self, item: Waiting, act: Callable[[], Awaitable[Result]]) -> Result:
        """Tries again for as long as what fails passes by itself; no place is taken from others meanwhile."""
        pauses = 0
        while True:
            try:
                async with self._free:
                    return await act()
            except Exception as error:
                # The type and the row are enough to find it again: a message may quote what the customer wrote.
                log.warning("update %d: %s", item.id, type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
                if not is_transient(error):
                    raise
            await asyncio.sleep(self._pause_seconds(pauses))
            pauses += 1

    def _pause_seconds(self, pauses: int) -> float:
        return self._pauses_seconds[min(pauses, len(self._pauses_seconds) - 1)]

    def _settle(
        self, item: Waiting, state: str, attempts: int, *, outcome: str | None = None, error: str | None = None
    ) -> None:
        # Not waited for: should it be lost in a crash, the update is handled once more, which does no harm.
        self._books.hand_in(Settled(item.id, state, attempts, self._clock.now(), outcome, error))


async def _write(tx: AsyncConnection, items: Sequence[list[Received] | Settled]) -> list[Waiting]:
    """One transaction for what became of the last updates and for the next ones."""
    settled, received = list[Settled](), list[Received]()
    for item in items:
        if isinstance(item, Settled):
            settled.append(item)
        else:
            received += item
    if settled:
        await updates.settle(tx, settled)
    return await updates.add(tx, received) if received else []


def _printable(said: str) -> str:
    """What databases do not take, half a surrogate pair and the zero character, as its escape."""
    return said.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
