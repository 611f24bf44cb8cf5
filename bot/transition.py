"""The transition: its phases, its window of 20 to 30 days, and what may be changed when. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.errors import ChatferryError

MIN_DAYS = 20
MAX_DAYS = 30
A_DAY = timedelta(days=1)
"""Of 24 hours: where clocks change meanwhile, a moment so many days later has another hour there."""
FURTHEST_LAUNCH = timedelta(days=730)


class WindowOutOfRange(ChatferryError):
    """The transition window is not between 20 and 30 days."""

    def __init__(self, days: int) -> None:
        super().__init__(f"transition window of {days} days is outside {MIN_DAYS}..{MAX_DAYS}")
        self.days = days


class DeadlineInThePast(ChatferryError):
    """The asked deadline has already gone by, so the channel would close at once and unannounced."""

    def __init__(self, deadline: datetime) -> None:
        super().__init__(f"the deadline {deadline.isoformat()} has already gone by")
        self.deadline = deadline


class DayLeftOut(ChatferryError):
    """Between two moments that are 24 hours apart, where clocks are put forward, this day was skipped."""

    def __init__(self, day: date) -> None:
        super().__init__(f"because clocks change, no day of the window ends on {day}")
        self.day = day


class AlreadyClosed(ChatferryError):
    """The channel is closed: its deadline can no longer be moved."""


class TooEarlyToClose(ChatferryError):
    """Nobody's chat is closed before MIN_DAYS after the launch."""

    def __init__(self, earliest: datetime) -> None:
        super().__init__(f"closing is possible from {earliest.isoformat()} on")
        self.earliest = earliest


class LaunchInThePast(ChatferryError):
    """The launch that is asked for, or the one that stands, has gone by."""


class LaunchTooFar(ChatferryError):
    """The launch that is asked for is years away."""

    def __init__(self, last: date) -> None:
        super().__init__(f"a launch is possible up to {last}")
        self.last = last


class AnnouncedTooLate(ChatferryError):
    """Announcements would begin after the day of the launch."""


class TimesMisplaced(ChatferryError):
    """Announcements go out twice a day, once before noon and once after."""


class Phase(StrEnum):
    """Where the move stands."""

    WAITING = "waiting"
    """Before the first announcement."""
    ANNOUNCING = "announcing"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """The days between launch and deadline. Half-open: launch is inside, the deadline is not."""

    launch: datetime
    days: int
    ends_early_at: datetime | None = None
    """Closed by an admin before the days are over."""

    def __post_init__(self) -> None:
        if not MIN_DAYS <= self.days <= MAX_DAYS:
            raise WindowOutOfRange(self.days)
        if self.ends_early_at is not None and self.ends_early_at < self.earliest:
            raise TooEarlyToClose(self.earliest)

    @property
    def earliest(self) -> datetime:
        """Before this moment nobody's chat may be closed."""
        return self.day(MIN_DAYS)

    @property
    def latest(self) -> datetime:
        """Beyond this moment nobody's time may be extended."""
        return self.day(MAX_DAYS)

    @property
    def deadline(self) -> datetime:
        planned = self.day(self.days)
        return planned if self.ends_early_at is None else min(planned, self.ends_early_at)

    @property
    def lasts(self) -> int:
        """Whole days from the launch to the deadline; fewer than ``days`` once it was closed early."""
        return (self.deadline - self.launch) // A_DAY

    def day(self, number: int) -> datetime:
        """The end of that day after the launch."""
        return self.launch + number * A_DAY

    def date_of(self, number: int, zone: tzinfo) -> date:
        return self.day(number).astimezone(zone).date()

    def number_of(self, day: date, zone: tzinfo) -> int | None:
        """Which of the days that a deadline may have ends on that date; the later one where clocks' change made two.

        None where none does.
        """
        numbers = range(MAX_DAYS, MIN_DAYS - 1, -1)
        return next((number for number in numbers if self.date_of(number, zone) == day), None)

    def __contains__(self, moment: datetime) -> bool:
        return self.launch <= moment < self.deadline


@dataclass(frozen=True, slots=True)
class Transition:
    """The whole move as it is planned now, and when closing began."""

    window: Window
    announce_from: date | None = None
    """The first day of announcements in the company's time zone; None: from the start."""
    closed_at: datetime | None = None
    times: tuple[time, ...] | None = None
    """When announcements go out each day, where admins set it; None: as the configuration has it."""

    def phase(self, now: datetime, zone: tzinfo) -> Phase:
        if now >= self.window.deadline:
            return Phase.CLOSED
        if now >= self.window.launch:
            return Phase.OPEN
        if self.announce_from is not None and now.astimezone(zone).date() < self.announce_from:
            return Phase.WAITING
        return Phase.ANNOUNCING

    def days_left(self, now: datetime) -> int:
        """Days until the deadline, a begun day counted whole; 0 once it has passed."""
        return max(0, -((now - self.window.deadline) // timedelta(days=1)))

    def lasting(self, days: int, now: datetime) -> "Transition":
        """The same transition with a window of ``days``.

        Raises WindowOutOfRange, DeadlineInThePast, AlreadyClosed.
        """
        if self.closed_at is not None or now >= self.window.deadline:
            raise AlreadyClosed
        moved = replace(self, window=Window(self.window.launch, days))
        if moved.window.deadline <= now:
            raise DeadlineInThePast(moved.window.deadline)
        return moved

    def until(self, last: date, now: datetime, zone: tzinfo) -> "Transition":
        """The same transition with its deadline on ``last`` (a day of the company's time zone).

        Raises as `lasting` does, DayLeftOut.
        """
        number = self.window.number_of(last, zone)
        if number is not None:
            return self.lasting(number, now)
        first, latest = self.allowed_deadlines(zone)
        if first < last < latest:
            raise DayLeftOut(last)
        away = MIN_DAYS - (first - last).days if last < first else MAX_DAYS + (last - latest).days
        return self.lasting(away, now)

    def closing_early(self, now: datetime) -> "Transition":
        """The same transition with its deadline at this moment. Raises TooEarlyToClose, AlreadyClosed."""
        if self.closed_at is not None or now >= self.window.deadline:
            raise AlreadyClosed
        return replace(self, window=replace(self.window, ends_early_at=now))

    def launching(self, launch: datetime, announce_from: date | None, now: datetime, zone: tzinfo) -> "Transition":
        """The same transition with another launch and first day of announcements, the days of the window unchanged.

        Raises LaunchInThePast once the launch that stands, or the wished one, has gone by; LaunchTooFar,
        AnnouncedTooLate.
        """
        if now >= self.window.launch or launch <= now:
            raise LaunchInThePast
        furthest = (now + FURTHEST_LAUNCH).astimezone(zone).date()
        if launch > datetime.combine(furthest, time.max, zone):
            raise LaunchTooFar(furthest)
        if announce_from is not None and announce_from > launch.astimezone(zone).date():
            raise AnnouncedTooLate
        return replace(self, window=replace(self.window, launch=launch), announce_from=announce_from)

    def announcing_at(self, times: tuple[time, ...] | None, now: datetime) -> "Transition":
        """The same transition with other times of day. Raises TimesMisplaced, AlreadyClosed."""
        if self.closed_at is not None or now >= self.window.deadline:
            raise AlreadyClosed
        if times is not None and [local.hour >= 12 for local in sorted(times)] != [False, True]:
            raise TimesMisplaced
        return replace(self, times=None if times is None else tuple(sorted(times)))

    def allowed_deadlines(self, zone: tzinfo) -> tuple[date, date]:
        """The first and the last day that a deadline may be moved to."""
        return self.window.date_of(MIN_DAYS, zone), self.window.date_of(MAX_DAYS, zone)
