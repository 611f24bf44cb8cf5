"""A bell: rung after a commit, so that whoever works off the database looks again at once."""

import asyncio
from contextlib import suppress
from datetime import timedelta


class Bell:
    """Ringing is never lost: a ring between two waits ends the next one at once.

    Held, it is muffled: it is rung, and nobody hears it before `sound`. So a rehearsal goes step by step, where
    otherwise chance would decide who looks first.
    """

    def __init__(self) -> None:
        self._heard = asyncio.Event()
        self._heeding = 0
        self._held = False
        self.is_rung = False

    @property
    def at_rest(self) -> bool:
        """Somebody waits for it and has heard nothing: whoever heeds it has done all that they heard of."""
        return self._heeding > 0 and not self._heard.is_set()

    def ring(self) -> None:
        self.is_rung = True
        if not self._held:
            self._heard.set()

    def hold(self) -> None:
        self._held = True

    def let_go(self) -> None:
        self._held = False
        if self.is_rung:
            self._heard.set()

    def sound(self) -> None:
        """Whoever waits hears it, held or not."""
        self._heard.set()

    def hush(self) -> None:
        """Forgets a ring that nobody has heard."""
        if not self._heard.is_set():
            self.is_rung = False

    async def wait(self, longest: timedelta) -> None:
        """Returns when rung, or after ``longest``; the ring is used up. While it is held, only `sound` ends it."""
        self._heeding += 1
        try:
            await self._hear(longest.total_seconds())
            while self._held and not self._heard.is_set():
                await self._hear(longest.total_seconds())
        finally:
            self._heeding -= 1
            self._heard.clear()
            self.is_rung = False

    async def _hear(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._heard.wait()
