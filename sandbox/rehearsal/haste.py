"""An event loop whose time passes only while it has nothing to do, and then faster.

What the program waits for in real seconds takes a fraction of them, and no time-out strikes as the machine is busy:
however long the program itself works, its loop's time stands still.
"""

import asyncio
import gc
import selectors
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

TIMES = 20.0
"""So much faster. Whoever is waited for is in this process, so there is always something to do until they answer."""


class HastySelector(selectors.DefaultSelector):
    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        began = time.monotonic()
        ready = super().select(timeout / TIMES)
        # Woken late by a busy machine, it has waited no longer than it meant to.
        self.passed += min(timeout, (time.monotonic() - began) * TIMES) if ready else timeout
        return ready

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return super().get_map()


def pace() -> float:
    """How many times faster the running loop's time passes than the world's."""
    return TIMES if isinstance(asyncio.get_running_loop(), HastyLoop) else 1.0


class HastyLoop(asyncio.SelectorEventLoop):
    """Its time has nothing to do with the virtual clock, which jumps."""

    def __init__(self) -> None:
        self._hasty = HastySelector()
        super().__init__(self._hasty)

    def time(self) -> float:
        return self._hasty.passed


@contextmanager
def rarely_swept() -> Iterator[None]:
    """Nearly all that a rehearsal makes stays until its end: to walk through it again and again finds nothing."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, 50, 200)
    try:
        yield
    finally:
        gc.set_threshold(*before)
