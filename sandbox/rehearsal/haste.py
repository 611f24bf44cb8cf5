"""An event loop whose waits pass faster: what the program waits for in real seconds takes a fraction of them."""

import asyncio
import gc
import selectors
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

TIMES = 4.0
"""So much faster. Time-outs shrink as well: not so far that a busy machine would run into one."""


class HastySelector(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout if timeout is None else timeout / TIMES)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return super().get_map()


class HastyLoop(asyncio.SelectorEventLoop):
    """Its own time runs TIMES as fast; it has nothing to do with the virtual clock, which jumps."""

    def __init__(self) -> None:
        super().__init__(HastySelector())

    def time(self) -> float:
        return super().time() * TIMES


@contextmanager
def rarely_swept() -> Iterator[None]:
    """Nearly all that a rehearsal makes stays until its end: to walk through it again and again finds nothing."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, 50, 200)
    try:
        yield
    finally:
        gc.set_threshold(*before)
