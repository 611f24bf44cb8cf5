"""What is due: asked of the database whenever something may be, woken by APScheduler at the next such moment."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.bell import Bell
from bot.clock import Clock, SystemClock
from bot.storage.database import is_storage_trouble, storage_error

LONGEST_SLEEP = timedelta(minutes=1)
"""Timers run on the monotonic clock: only a look at the wall clock notices that it was set, or a machine suspended."""

log = logging.getLogger(__name__)


class Duty(Protocol):
    """Something that falls due."""

    async def run(self, now: datetime) -> datetime | None:
        """Does all that is due and not done yet; returns when it next wants to be asked, as far as it knows."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What came of running all duties once."""

    next_due: datetime | None
    """The next moment that any of them wants; None when none wants any."""
    failures: tuple[Exception, ...] = ()


async def run_due(duties: Sequence[Duty], now: datetime) -> Look:
    """Does all that is due at ``now``, in the order of the duties; one that fails keeps no other from its own."""
    wishes: list[datetime] = []
    failures: list[Exception] = []
    for duty in duties:
        try:
            wish = await duty.run(now)
        except Exception as error:
            failures.append(error)
        else:
            wishes += [wish] if wish is not None else []
    return Look(min(wishes, default=None), tuple(failures))


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
        """What kept a duty from being done at the last look; None while all are."""
        self.next_due: datetime | None = None
        """What the last look wishes for."""

    async def run(self) -> None:
        """Until cancelled."""
        self._scheduler.start()
        try:
            while True:
                look = await run_due(self._duties, self._clock.now())
                self.error = "; ".join(_said(error) for error in look.failures) or None
                self.next_due = look.next_due
                self._wake_at(look.next_due)
                await self._bell.wait(LONGEST_SLEEP)
        finally:
            self._scheduler.shutdown(wait=False)

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


def _said(error: Exception) -> str:
    """What the failure of a duty is, in a line; the log has more of one that nobody expected."""
    if is_storage_trouble(error):
        said = str(storage_error(error))
        log.error("%s; looking again soon", said)
        return said
    log.error("a duty failed; looking again soon", exc_info=error)
    return type(error).__name__
