"""A bell: rung after a commit, so that whoever works off the database looks again at once."""

import asyncio
from datetime import timedelta


class Bell:
    """Ringing is never lost: a ring between two waits ends the next one at once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, longest: timedelta) -> None:
        """Returns when rung, or after ``longest``; the ring is used up."""
        try:
            async with asyncio.timeout(longest.total_seconds()):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._rung.clear()
