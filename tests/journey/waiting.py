"""Waiting for what another process does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")

PAUSE_SECONDS = 0.03


async def until(
    look: Callable[[], Found], what: str, *, seconds: float = 20, otherwise: Callable[[], object] = str
) -> Found:
    """The first that `look` returns and that counts as true; `otherwise` tells what was there instead."""

    async def look_later() -> Found:
        return look()

    return await until_async(look_later, what, seconds=seconds, otherwise=otherwise)


async def until_async(
    look: Callable[[], Awaitable[Found]], what: str, *, seconds: float = 20, otherwise: Callable[[], object] = str
) -> Found:
    """The same, for what has to be asked for."""
    clock = asyncio.get_running_loop().time
    last = clock() + seconds
    while not (found := await look()):
        if clock() > last:
            raise AssertionError(f"not within {seconds} s: {what}\n{otherwise()}")
        await asyncio.sleep(PAUSE_SECONDS)
    return found
