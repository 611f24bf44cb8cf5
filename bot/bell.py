"""A bell: rung after a commit, so that whoever works off the database looks again at once."""

import asyncio
from datetime import timedelta


class Bell:
    """Ringing is never lost: a ring between two waits ends the next one at once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._heeding = 0

    @property
    def at_rest(self) -> bool:
        """Somebody waits for it, and it has not been rung: whoever heeds it has done all that there was."""
        return self._heeding > 0 and not self._rung.is_set()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, longest: timedelta) -> None:
        """Returns when rung, or after ``longest``; the ring is used up."""
        self._heeding += 1
        try:
            async with asyncio.timeout(longest.total_seconds()):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._heeding -= 1
            self._rung.clear()
