"""Grants: more time for some, a channel left open, chat again for a time. Pure rules."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from bot.errors import ChatferryError
from bot.transition import MAX_DAYS, DayLeftOut, Transition, Window

LONGEST_REOPENING = timedelta(days=14)
"""Once the window stands open again, promotion gets harder: a reopening is for a stated, short time."""
LONGEST_REASON = 200


class GrantKind(StrEnum):
    EXTENSION = "extension"
    LEFT_OPEN = "left open"
    REOPENING = "reopening"


class Scope(StrEnum):
    CHANNEL = "channel"
    CUSTOMER = "customer"
    ACCOUNT = "account"
    ALL = "all"


class GrantOutOfRange(ChatferryError):
    """The time that is asked for is not between these two moments."""

    def __init__(self, first: datetime, last: datetime) -> None:
        super().__init__(f"possible from {first.isoformat()} to {last.isoformat()}")
        self.first = first
        self.last = last


class NoReason(ChatferryError):
    """Every grant states why."""


class NotForAll(ChatferryError):
    """More time, or a channel left open, is for some; for all there is the deadline."""


class NobodyThere(ChatferryError):
    """No customer, company or channel has that number."""


class PromisesBeyond(ChatferryError):
    """Extensions that were given reach beyond what the wished launch allows."""

    def __init__(self, count: int, latest: datetime) -> None:
        super().__init__(f"{count} extensions reach beyond {latest.isoformat()}")
        self.count = count
        self.latest = latest


@dataclass(frozen=True, slots=True)
class Grant:
    """``until`` is None for a channel that is left open; ``scope_id`` 0 for all."""

    kind: GrantKind
    scope: Scope
    scope_id: int
    until: datetime | None
    reason: str
    at: datetime
    by_id: int
    by_name: str
    ended_at: datetime | None = None
    ended_by_name: str | None = None
    id: int = 0

    def holds(self, now: datetime) -> bool:
        return self.ended_at is None and (self.until is None or now < self.until)


def check(grant: Grant, transition: Transition, now: datetime) -> None:
    """Raises NotForAll, GrantOutOfRange, NoReason."""
    if grant.scope is Scope.ALL and grant.kind is not GrantKind.REOPENING:
        raise NotForAll
    if not grant.reason.strip():
        raise NoReason
    window = transition.window
    if grant.kind is GrantKind.EXTENSION:
        _within(grant.until, window.deadline, window.latest)
    elif grant.kind is GrantKind.REOPENING:
        _within(grant.until, now, now + LONGEST_REOPENING)


def extension_days(window: Window, zone: tzinfo) -> tuple[date, date] | None:
    """The first and the last day that more time may be given to; None where the deadline is the last possible."""
    if window.days >= MAX_DAYS:
        return None
    return window.date_of(window.days + 1, zone), window.date_of(MAX_DAYS, zone)


def until_on(day: date, window: Window, zone: tzinfo) -> datetime:
    """The moment of that day which more time is given to. Raises GrantOutOfRange, DayLeftOut."""
    number = window.number_of(day, zone)
    if number is not None and number > window.days:
        return window.day(number)
    if number is None and window.date_of(window.days, zone) < day < window.date_of(MAX_DAYS, zone):
        raise DayLeftOut(day)
    raise GrantOutOfRange(window.deadline, window.latest)


def _within(until: datetime | None, after: datetime, last: datetime) -> None:
    if until is None or not after < until <= last:
        raise GrantOutOfRange(after, last)
