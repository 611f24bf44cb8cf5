"""A report: all that is counted in one period. Pure rules."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.casework.promises import Outcome
from bot.reports import Period, Spread, share
from bot.storage.reports.resolutions import Kept
from bot.storage.reports.work import Effort
from bot.tickets import STARS, State


@dataclass(frozen=True, slots=True)
class Lasting:
    """In working hours, and by the clock."""

    work: Spread
    clock: Spread


@dataclass(slots=True)
class Colleague:
    """What one of staff, or a program, did."""

    name: str
    accepted: int = 0
    """Asked first, of the issues opened in the period."""
    resolved: int = 0
    promises: Counter[Outcome | None] = field(default_factory=Counter)
    answers: int = 0
    ratings: Counter[int] = field(default_factory=Counter)
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    opened: int
    resolved: int
    by_desk: int
    """Of the opened ones."""
    messages: int | None
    """Written by customers in chat; None where that has not been counted."""


@dataclass(frozen=True, slots=True)
class Report:
    period: Period
    made_at: datetime
    categories: Counter[str]
    departments: Counter[str]
    channels: Counter[str]
    companies: Counter[str]
    """By the account's name; "" for those of none."""
    states: Counter[State]
    """Of what was opened, as it is by now."""
    reopened: int
    standing: int
    """Open at the period's end, or now where that is to come."""
    days: tuple[Day, ...]
    accept: Lasting
    answer: Lasting
    resolve: Lasting
    lengths: tuple[int, ...]
    """Resolved within each of bot.reports.WITHIN_HOURS of working time, and what took longer."""
    promises: Counter[Outcome | None]
    ratings: Counter[int]
    causes: Counter[tuple[str, str | None]]
    """Of what was resolved, by category and cause."""
    ways: Counter[str | None]
    kept: Counter[Kept]
    escalations: Counter[tuple[str, int]]
    people: tuple[Colleague, ...]
    effort: Effort

    @property
    def opened(self) -> int:
        return self.categories.total()

    @property
    def resolved(self) -> int:
        return self.causes.total()

    @property
    def promises_kept(self) -> float | None:
        """The share of those that were either kept or not."""
        kept = self.promises[Outcome.KEPT]
        return share(kept, kept + self.promises[Outcome.SLIPPED])

    @property
    def rating(self) -> float | None:
        return mean(self.ratings)

    @property
    def reopened_share(self) -> float | None:
        return share(self.reopened, self.opened)


def mean(ratings: Counter[int]) -> float | None:
    return share(sum(stars * ratings[stars] for stars in STARS), ratings.total())
