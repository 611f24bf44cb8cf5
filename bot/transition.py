"""The transition: its phases, its window of 20 to 30 days, and what may be changed when. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from bot.errors import ChatferryError

MIN_DAYS = 20
MAX_DAYS = 30


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


class AlreadyClosed(ChatferryError):
    """The channel is closed: its deadline can no longer be moved."""


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

    def __post_init__(self) -> None:
        if not MIN_DAYS <= self.days <= MAX_DAYS:
            raise WindowOutOfRange(self.days)

    @property
    def deadline(self) -> datetime:
        return self.launch + timedelta(days=self.days)

    def __contains__(self, moment: datetime) -> bool:
        return self.launch <= moment < self.deadline


@dataclass(frozen=True, slots=True)
class Transition:
    """The whole move as it is planned now, and when closing began."""

    window: Window
    announce_from: date | None = None
    """The first day of announcements in the company's time zone; None: from the start."""
    closed_at: datetime | None = None

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
        """The same transition with its deadline on ``last`` (a day of the company's time zone), at launch's hour."""
        return self.lasting((last - self.window.launch.astimezone(zone).date()).days, now)

    def allowed_deadlines(self, zone: tzinfo) -> tuple[date, date]:
        """The first and the last day that a deadline may be moved to."""
        first = self.window.launch.astimezone(zone).date()
        return first + timedelta(days=MIN_DAYS), first + timedelta(days=MAX_DAYS)
