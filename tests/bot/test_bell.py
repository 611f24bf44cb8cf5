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


def test_held_it_is_heard_only_when_it_is_sounded() -> None:
    async def story() -> None:
        bell, loop = Bell(), asyncio.get_running_loop()
        bell.hold()
        loop.call_later(7, bell.ring)
        loop.call_later(700, bell.sound)
        assert not bell.at_rest
        waiting = asyncio.create_task(bell.wait(LONG))
        await asyncio.sleep(8)
        assert bell.at_rest
        assert bell.is_rung
        await waiting
        assert now() == 700
        assert not bell.is_rung

    play(story)


def test_what_was_rung_while_it_was_held_is_heard_afterwards_unless_it_is_hushed() -> None:
    async def story() -> None:
        bell = Bell()
        bell.hold()
        bell.ring()
        bell.hush()
        bell.let_go()
        await bell.wait(LONG)
        assert now() == LONG.total_seconds()
        bell.hold()
        bell.ring()
        bell.let_go()
        await bell.wait(LONG)
        assert now() == LONG.total_seconds()

    play(story)
