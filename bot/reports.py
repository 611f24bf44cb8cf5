"""Periods that reports are about, and what is counted in them. Pure rules."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from statistics import median

from bot.errors import ChatferryError

MOST_DAYS = 1_100
"""Three years: a report of more would be drawn day by day for nobody."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
HOUR = 3_600
WITHIN_HOURS = (1, 2, 4, 8, 16, 40)
"""Of working time, in which issues are resolved; what took longer stands behind the last."""


class NoPeriod(ChatferryError):
    """There is no report of this: it ends before it begins, is too long or too far off."""


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    """From Monday."""
    MONTH = "month"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the company's zone, the first and the last included. Raises NoPeriod."""

    step: Step
    first: date
    last: date

    def __post_init__(self) -> None:
        if not EARLIEST <= self.first <= self.last <= LATEST or (self.last - self.first).days >= MOST_DAYS:
            raise NoPeriod(f"{self.first} to {self.last}")

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def before(self) -> "Period":
        """The one to compare it with: as long, and for a month the month before."""
        return self._beside(self.first - timedelta(days=1), -1)

    @property
    def after(self) -> "Period":
        return self._beside(self.last + timedelta(days=1), 1)

    def _beside(self, day: date, direction: int) -> "Period":
        if self.step is not Step.RANGE:
            return period_of(self.step, day)
        span = self.last - self.first
        return Period(self.step, *((day - span, day) if direction < 0 else (day, day + span)))

    def bounds(self, zone: tzinfo) -> list[datetime]:
        """When each of its days begins, and when the last one ends."""
        days = [*self.days, self.last + timedelta(days=1)]
        return [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Half-open."""
        ends = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(ends, time(), zone)


def period_of(step: Step, day: date) -> Period:
    """The day, week or month that a day lies in; as a range the day itself. Raises NoPeriod."""
    if not EARLIEST <= day <= LATEST:
        raise NoPeriod(str(day))
    if step is Step.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(step, first, first + timedelta(days=6))
    if step is Step.MONTH:
        following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        return Period(step, day.replace(day=1), following - timedelta(days=1))
    return Period(step, day, day)


def month_of(written: str) -> Period:
    """Of "2026-03". Raises NoPeriod."""
    try:
        return period_of(Step.MONTH, date.fromisoformat(f"{written}-01"))
    except ValueError as error:
        raise NoPeriod(written) from error


@dataclass(frozen=True, slots=True)
class Spread:
    """How long things took. Without any, ``median`` and ``ninety`` are None."""

    count: int
    median: timedelta | None
    ninety: timedelta | None
    """Nine of ten took no longer (nearest rank)."""


def spread(seconds: Iterable[int]) -> Spread:
    found = sorted(seconds)
    if not found:
        return Spread(0, None, None)
    ninety = found[math.ceil(len(found) * 9 / 10) - 1]
    return Spread(len(found), timedelta(seconds=median(found)), timedelta(seconds=ninety))


def per_day(moments: Iterable[int], bounds: Sequence[datetime]) -> list[int]:
    """How many moments (seconds since 1970) fall on each of the days that `Period.bounds` parts."""
    edges = [int(bound.timestamp()) for bound in bounds]
    counts = [0] * (len(edges) - 1)
    for moment in moments:
        day = bisect_right(edges, moment) - 1
        if 0 <= day < len(counts):
            counts[day] += 1
    return counts


def by_length(seconds: Iterable[int]) -> list[int]:
    """How many took no more than each of WITHIN_HOURS, those before not counted again; the rest behind."""
    found = sorted(seconds)
    reached = [0, *(bisect_right(found, hours * HOUR) for hours in WITHIN_HOURS), len(found)]
    return [until - since for since, until in pairwise(reached)]


def share(part: float, whole: float) -> float | None:
    """None where there is nothing to have a share of."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Course:
    """How the move goes: on each of the days so many issues opened and resolved, and customers migrated."""

    days: Sequence[date]
    opened: Sequence[int]
    resolved: Sequence[int]
    migrated: Sequence[int]
