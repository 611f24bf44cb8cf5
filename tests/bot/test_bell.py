"""A ring is never lost, and a wait ends in time without one."""

import asyncio
from datetime import timedelta

from bot.bell import Bell
from tests.bot.jumping_time import now, play

LONG = timedelta(minutes=5)


def test_a_ring_before_the_wait_ends_it_at_once_and_is_used_up() -> None:
    async def story() -> None:
        bell = Bell()
        bell.ring()
        bell.ring()
        await bell.wait(LONG)
        assert now() == 0
        await bell.wait(LONG)
        assert now() == LONG.total_seconds()

    play(story)


def test_a_ring_ends_the_wait() -> None:
    async def story() -> None:
        bell = Bell()
        asyncio.get_running_loop().call_later(7, bell.ring)
        await bell.wait(LONG)
        assert now() == 7

    play(story)
