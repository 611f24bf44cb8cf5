"""What is due is done in its moment, when the bell rings, and at the next look after whatever went wrong."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.bell import Bell
from bot.clock import Clock, ManualClock
from bot.due import LONGEST_SLEEP, Look, Timekeeper, run_due
from tests.bot.jumping_time import now as jumping_now
from tests.bot.jumping_time import play
from tests.bot.moments import DAY, HOUR, NOW, SECOND
from tests.bot.storage_trouble import until

Wish = Callable[[datetime], datetime | None]


@dataclass
class Errand:
    """A duty that remembers when it was asked, and wants or fails what a test says."""

    wish: Wish = lambda now: None
    asked: list[datetime] = field(default_factory=list)
    failure: Exception | None = None

    async def run(self, now: datetime) -> datetime | None:
        self.asked.append(now)
        if self.failure is not None:
            raise self.failure
        return self.wish(now)


def wanting(wish: datetime | None) -> Errand:
    return Errand(lambda now: wish)


@asynccontextmanager
async def kept(clock: Clock, bell: Bell, duties: Sequence[Errand]) -> AsyncIterator[Timekeeper]:
    timekeeper = Timekeeper(clock, bell, duties)
    task = asyncio.create_task(timekeeper.run())
    yield timekeeper
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_the_next_moment_is_the_earliest_that_any_duty_wants() -> None:
    duties = [wanting(NOW + DAY), wanting(None), wanting(NOW + HOUR)]
    assert await run_due(duties, NOW) == Look(NOW + HOUR)
    assert [duty.asked for duty in duties] == [[NOW]] * 3


async def test_without_any_wish_nothing_is_due() -> None:
    assert await run_due([], NOW) == Look(None)
    assert await run_due([wanting(None)], NOW) == Look(None)


async def test_a_broken_duty_keeps_no_other_from_its_own() -> None:
    broken, sound = Errand(failure=KeyError("x")), wanting(NOW + HOUR)
    look = await run_due([broken, sound], NOW)
    assert look.next_due == NOW + HOUR
    assert look.failures == (broken.failure,)
    assert sound.asked == [NOW]


async def test_it_looks_at_once_and_again_when_the_bell_rings(clock: ManualClock) -> None:
    bell, duty = Bell(), wanting(NOW + 9 * DAY)
    async with kept(clock, bell, [duty]):
        await until(lambda: duty.asked == [NOW])
        clock.forward(2 * DAY)
        bell.ring()
        await until(lambda: duty.asked == [NOW, NOW + 2 * DAY])


async def test_it_wakes_at_the_moment_that_was_wanted() -> None:
    clock = ManualClock(NOW, running=True)
    moment = NOW + timedelta(seconds=0.15)
    duty = Errand(lambda now: moment if now < moment else None)
    async with kept(clock, Bell(), [duty]):
        await until(lambda: len(duty.asked) == 2)
    assert moment <= duty.asked[1] < moment + SECOND


async def test_an_earlier_wish_takes_the_place_of_a_later_one() -> None:
    clock, bell = ManualClock(NOW, running=True), Bell()
    duty = wanting(NOW + 30 * SECOND)
    async with kept(clock, bell, [duty]):
        await until(lambda: duty.asked)
        sooner = clock.now() + timedelta(seconds=0.15)
        duty.wish = lambda now: sooner if now < sooner else None
        bell.ring()
        await until(lambda: duty.asked[-1] >= sooner)


async def test_what_is_overdue_is_done_without_waiting(clock: ManualClock) -> None:
    left = [NOW - DAY, NOW - HOUR, None]
    duty = Errand(lambda now: left.pop(0))
    async with kept(clock, Bell(), [duty]):
        await until(lambda: left == [])


def test_it_looks_at_the_clock_at_least_once_a_minute() -> None:
    """Timers do not notice that the clock was set, or that the machine was suspended."""

    async def story() -> None:
        duty = wanting(NOW + DAY)
        clock = ManualClock(NOW)
        async with kept(clock, Bell(), [duty]):
            await asyncio.sleep(LONGEST_SLEEP.total_seconds() * 3 + 1)
            assert jumping_now() == pytest.approx(181)
            assert len(duty.asked) == 4

    play(story)


def test_a_broken_duty_is_shown_and_tried_again_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        broken, sound = Errand(failure=KeyError("x")), wanting(None)
        async with kept(ManualClock(NOW), Bell(), [broken, sound]) as timekeeper:
            await asyncio.sleep(1)
            assert timekeeper.error == "KeyError"
            assert len(sound.asked) == 1
            broken.failure = OSError("disk is gone")
            await asyncio.sleep(60)
            assert timekeeper.error == (
                "storage.url: the database cannot be used (disk is gone); free space on the disk that holds the file"
            )
            assert len(sound.asked) == 2
            broken.failure = None
            await asyncio.sleep(60)
            assert timekeeper.error is None
            assert len(broken.asked) == 3

    play(story)
    assert [record.levelno for record in caplog.records if record.name == "bot.due"] == [logging.ERROR] * 2
