"""Grants: more time for some, a channel left open, chat again for a time. Pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import ChatferryError
from bot.transition import Transition

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
    """Raises GrantOutOfRange, NoReason."""
    if not grant.reason.strip():
        raise NoReason
    window = transition.window
    if grant.kind is GrantKind.EXTENSION:
        _within(grant.until, window.deadline, window.latest)
    elif grant.kind is GrantKind.REOPENING:
        _within(grant.until, now, now + LONGEST_REOPENING)


def _within(until: datetime | None, after: datetime, last: datetime) -> None:
    if until is None or not after < until <= last:
        raise GrantOutOfRange(after, last)
