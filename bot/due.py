"""What is due: asked of the database whenever something may be, woken by APScheduler at the next such moment."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy.exc import SQLAlchemyError

from bot.bell import Bell
from bot.clock import Clock, SystemClock
from bot.storage.database import storage_error

LONGEST_SLEEP = timedelta(minutes=1)
"""Timers run on the monotonic clock: only a look at the wall clock notices that it was set, or a machine suspended."""

log = logging.getLogger(__name__)


class Duty(Protocol):
    """Something that falls due."""

    async def run(self, now: datetime) -> datetime | None:
        """Does all that is due and not done yet; returns when it next wants to be asked, as far as it knows."""
        ...


async def run_due(duties: Sequence[Duty], now: datetime) -> datetime | None:
    """Does everything that is due at ``now``, in the order of the duties; returns the next moment of any of them."""
    wishes = [await duty.run(now) for duty in duties]
    return min((wish for wish in wishes if wish is not None), default=None)


class Timekeeper:
    """Calls `run_due` at the next due moment, when the bell is rung, and at least once in LONGEST_SLEEP.

    The database is the only memory: a restart neither skips nor doubles what is due.
    """

    def __init__(self, clock: Clock, bell: Bell, duties: Sequence[Duty]) -> None:
        self._clock = clock
        self._bell = bell
        self._duties = duties
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self.error: str | None = None

    async def run(self) -> None:
        """Until cancelled."""
        self._scheduler.start()
        try:
            while True:
                self._wake_at(await self._look())
                await self._bell.wait(LONGEST_SLEEP)
        finally:
            self._scheduler.shutdown(wait=False)

    async def _look(self) -> datetime | None:
        try:
            wish = await run_due(self._duties, self._clock.now())
        except (SQLAlchemyError, OSError) as error:
            self.error = str(storage_error(error))
            log.error("%s; looking again soon", self.error)
            return None
        except Exception as error:
            # One broken duty must not end the look-out for good: it is red in /healthz and tried again.
            self.error = type(error).__name__
            log.exception("a duty failed; looking again soon")
            return None
        self.error = None
        return wish

    def _wake_at(self, moment: datetime | None) -> None:
        if moment is None:
            return
        # The clock may be a virtual one; what counts for the timer is how far away the moment is.
        away = max(moment - self._clock.now(), timedelta())
        if away < LONGEST_SLEEP:
            self._scheduler.add_job(
                self._ring,
                DateTrigger(SystemClock().now() + away),
                id="next",
                replace_existing=True,
                misfire_grace_time=None,
            )

    async def _ring(self) -> None:
        # A coroutine, so that the scheduler runs it on the loop and in no thread.
        self._bell.ring()
