"""Downloads: what customers attach in chat is fetched in the background, however often it takes."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from aiogram import Bot

from bot.bell import Bell
from bot.clock import Clock
from bot.files import TELEGRAM_LIMIT, FileState
from bot.oversize import Oversize
from bot.shelf import Shelf, ShelfTrouble
from bot.storage import files
from bot.storage.database import Database, is_storage_trouble, storage_error
from bot.storage.files import Fetch
from bot.telegram_files import NotGiven, NotNow, TelegramFiles, TooBig

MOST_AT_ONCE = 4
LONGEST_SLEEP = timedelta(seconds=5)
TROUBLE_SECONDS = 2.0
"""So long a place stays taken when the disk or the database failed."""
BACK_OFF = (
    timedelta(seconds=2),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
MOST_REFUSALS = 8
"""So often Telegram may refuse a file, hours apart in the end, before it counts as gone."""
SWEPT_AT_ONCE = 500

log = logging.getLogger(__name__)


class Downloads:
    """The database is the only memory: what is waiting there is fetched, after a crash too, from where it broke off.

    ``error``: what keeps files from being kept; None while they are.
    """

    def __init__(
        self, database: Database, bot: Bot, clock: Clock, bell: Bell, shelf: Shelf, oversize: Oversize
    ) -> None:
        self._database = database
        self._telegram = TelegramFiles(bot)
        self._clock = clock
        self._bell = bell
        self._shelf = shelf
        self._oversize = oversize
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._reading: set[asyncio.Task[None]] = set()
        """What of these may be broken off at any moment: nothing is being written into the database."""
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self._storage_said: str | None = None

    @property
    def error(self) -> str | None:
        return self._shelf.error or self._storage_said

    async def start(self) -> None:
        """Before anything is uploaded or downloaded: tidies up what a crash left behind."""
        try:
            await self._sweep()
        except ShelfTrouble as error:
            log.error("%s; what an earlier run left there is looked at after the next start", error)

    async def run(self) -> None:
        """Until `stop`."""
        self._ended.clear()
        try:
            while not self._stopping.is_set():
                await self._bell.wait(await self._look())
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Breaks off what is under way; the next start goes on from there."""
        self._stopping.set()
        self._bell.ring()
        await self._ended.wait()
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._under_way.values())

    async def _look(self) -> timedelta:
        """Begins what is due; returns how long nothing else will be, as far as it knows."""
        try:
            await self._remove_erased()
            now = self._clock.now()
            async with self._database.reading() as tx:
                room = MOST_AT_ONCE - len(self._under_way)
                due = await files.due(tx, now, besides=list(self._under_way), limit=room)
                next_retry = await files.next_retry(tx, now)
            if not due and not self._under_way:
                self._storage_said = None
                # Red only for as long as it is true, also when nothing waits that would show it.
                await self._shelf.try_out()
        except ShelfTrouble as error:
            log.error("%s; trying again soon", error)
            return LONGEST_SLEEP
        except Exception as error:
            self._note(error)
            return LONGEST_SLEEP
        for fetch in due:
            self._begin(fetch)
        return LONGEST_SLEEP if next_retry is None else min(next_retry - now, LONGEST_SLEEP)

    def _begin(self, fetch: Fetch) -> None:
        task = asyncio.create_task(self._fetch(fetch), name=f"file {fetch.id}")
        self._under_way[fetch.id] = task

        def end(_: asyncio.Task[None]) -> None:
            del self._under_way[fetch.id]
            self._bell.ring()

        task.add_done_callback(end)

    async def _fetch(self, fetch: Fetch) -> None:
        try:
            try:
                await self._bring(fetch)
            except asyncio.CancelledError:
                if not self._stopping.is_set():
                    raise
            except TooBig as error:
                await self._oversize.note(fetch, str(error))
                await self._shelf.remove(fetch.stored_as)
            except NotGiven as error:
                # Perhaps the part that is there is of another file: the next try begins anew.
                await self._shelf.remove(fetch.stored_as)
                await self._refused(fetch, str(error))
            except NotNow as error:
                await self._retry(fetch, str(error), timedelta(seconds=error.wait_seconds))
        except ShelfTrouble as error:
            log.error("file %d: %s; trying again", fetch.id, error)
            await self._pause()
        except Exception as error:
            self._note(error)
            await self._pause()

    async def _bring(self, fetch: Fetch) -> None:
        """Raises TooBig, NotGiven, NotNow or ShelfTrouble."""
        name = fetch.stored_as
        size = await self._shelf.whole_size(name)
        if size is None:
            if fetch.size is not None and fetch.size > TELEGRAM_LIMIT:
                raise TooBig(f"{fetch.size} bytes")
            if self._stopping.is_set():
                return
            reading = asyncio.create_task(self._read(fetch.telegram_file_id, name))
            self._reading.add(reading)
            reading.add_done_callback(self._reading.discard)
            await reading
            await self._shelf.finish(name)
            size = await self._shelf.whole_size(name) or 0
        media_type = await self._shelf.media_type(name)
        async with self._database.transaction() as tx:
            wanted = await files.store(tx, fetch.id, size=size, media_type=media_type)
        self._storage_said = None
        if not wanted:
            # Erased while it was on its way.
            await self._shelf.remove(name)

    async def _read(self, file_id: str, name: str) -> None:
        path = await self._telegram.locate(file_id)
        offset = await self._shelf.part_size(name)
        async with self._telegram.read(path, offset) as stream:
            if stream is None:
                return
            at = stream.offset
            # An empty file has no pieces, and is a file all the same.
            await self._shelf.write(name, at, b"")
            async for piece in stream.pieces:
                if at + len(piece) > TELEGRAM_LIMIT:
                    raise TooBig(f"more than {TELEGRAM_LIMIT} bytes")
                await self._shelf.write(name, at, piece)
                at += len(piece)

    async def _refused(self, fetch: Fetch, said: str) -> None:
        if fetch.attempts + 1 < MOST_REFUSALS:
            await self._retry(fetch, said)
            return
        log.error("file %d: given up (%s)", fetch.id, said)
        async with self._database.transaction() as tx:
            await files.give_up(tx, fetch.id, FileState.GONE, said)

    async def _retry(self, fetch: Fetch, said: str, wait: timedelta = timedelta()) -> None:
        pause = max(BACK_OFF[min(fetch.attempts, len(BACK_OFF) - 1)], wait)
        log.warning("file %d: %s; trying again in %d s", fetch.id, said, pause.total_seconds())
        async with self._database.transaction() as tx:
            await files.retry(tx, fetch, said, self._clock.now() + pause)

    async def _sweep(self) -> None:
        """Parts that nobody waits for go; uploads that were committed get their names."""
        parts = await self._shelf.parts()
        for start in range(0, len(parts), SWEPT_AT_ONCE):
            names = parts[start : start + SWEPT_AT_ONCE]
            async with self._database.reading() as tx:
                states = await files.states_of(tx, names)
            for name in names:
                if states.get(name) is FileState.STORED:
                    await self._shelf.finish(name)
                elif states.get(name) is not FileState.WAITING:
                    await self._shelf.remove(name)

    async def _remove_erased(self) -> None:
        async with self._database.reading() as tx:
            names = await files.to_remove(tx, limit=SWEPT_AT_ONCE)
        for name in names:
            await self._shelf.remove(name)
        if names:
            async with self._database.transaction() as tx:
                await files.removed(tx, names)

    def _note(self, error: Exception) -> None:
        if is_storage_trouble(error):
            self._storage_said = str(storage_error(error))
            log.error("%s; files wait until it works", self._storage_said)
        else:
            # One broken file must not end the fetching of all others: it is red in /healthz and tried again.
            self._storage_said = type(error).__name__
            log.exception("a file failed; trying again soon")

    async def _pause(self) -> None:
        """Trying again at once would only keep the disk busy."""
        with suppress(TimeoutError):
            async with asyncio.timeout(TROUBLE_SECONDS):
                await self._stopping.wait()
