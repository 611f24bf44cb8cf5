"""How far the move is: people counted stage by stage, and how many will not have moved at the deadline. Pure rules."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum
from itertools import pairwise
from math import sqrt

from bot.transition import Transition

LOOKED_BACK = 7
"""Days: a whole week, as weekends are quiet."""
FEWEST_DAYS = 3
"""Of less nothing can be said."""
DRAWS = 400
INTERVAL = (0.1, 0.9)
"""Eight of ten draws lie between."""


class Reach(IntEnum):
    """How near somebody has come to the desk; of a company, its person who came nearest."""

    NEVER = 0
    """Nothing has ever arrived in a chat of their own."""
    BLOCKED = 1
    """The bot cannot write to them any more."""
    REACHED = 2
    OPENED = 3
    """They opened one of their links."""
    FILED = 4
    """They file issues in chat, and none on the desk."""
    MOVED = 5

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class FunnelDay:
    """People at the end of a day, and what that day brought. Today's goes up to now."""

    day: date
    known: int
    """Customers, and contacts of the company's lists who have not come yet."""
    reached: int
    opened: int
    filed: int
    """On the desk, themselves."""
    migrated: int
    """Themselves, or anyone of their company."""
    holdouts: int
    """The other ones of those who are known."""
    blocked: int | None
    """None where nobody counted that evening: a later day cannot tell."""
    chat_messages: int
    desk_messages: int
    chat_issues: int
    desk_issues: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """So many will not have moved at the deadline: most likely, and at least and at most in eight of ten cases."""

    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class Step:
    """One day: of so many who had not moved, so many did."""

    stood: int
    moved: int


def outlook(days: Sequence[FunnelDay], transition: Transition, now: datetime, zone: tzinfo) -> Forecast | None:
    """For the deadline. The last of ``days`` is today."""
    left = (transition.window.deadline - now) / timedelta(days=1)
    return forecast(steps(days[:-1], _day(transition.window.launch, zone)), days[-1].holdouts, left)


def outlooks(days: Sequence[FunnelDay], transition: Transition, zone: tzinfo) -> list[Forecast]:
    """Day by day from today, the last of ``days``, to that of the deadline; none once it has come."""
    left = (_day(transition.window.deadline, zone) - days[-1].day).days
    recent = steps(days[:-1], _day(transition.window.launch, zone))
    return course(recent, days[-1].holdouts, left) if left > 0 else []


def steps(days: Sequence[FunnelDay], launch: date) -> list[Step]:
    """Of the last days from the launch on that are over, of those that follow one another."""
    found = [
        Step(before.holdouts, min(max(after.migrated - before.migrated, 0), before.holdouts))
        for before, after in pairwise(days)
        if after.day >= launch and after.day - before.day == timedelta(days=1)
    ]
    return found[-LOOKED_BACK:]


def forecast(recent: Sequence[Step], remaining: int, days_left: float) -> Forecast | None:
    """If it goes on as of late: the same share of those who remain moves each day.

    None where there are too few days to say. The same input gives the same forecast.
    """
    if len(recent) < FEWEST_DAYS or not any(step.stood for step in recent):
        return None
    days_left = max(days_left, 0.0)
    likely = round(remaining * _staying(recent, days_left))
    # Which days count is drawn anew each time, and how the dice fell on them; then who of the rest moves.
    dice = random.Random(f"{remaining}/{len(recent)}")  # noqa: S311 - no secret
    drawn = sorted(_drawn(dice, recent, remaining, days_left) for _ in range(DRAWS))
    low, high = (drawn[int(part * (DRAWS - 1))] for part in INTERVAL)
    return Forecast(min(low, likely), likely, max(high, likely))


def course(recent: Sequence[Step], remaining: int, days: int) -> list[Forecast]:
    """Day by day, from now on (0) up to so many days from now."""
    found = (forecast(recent, remaining, number) for number in range(days + 1))
    return [one for one in found if one is not None]


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def _staying(recent: Sequence[Step], days_left: float) -> float:
    stood, moved = sum(step.stood for step in recent), sum(step.moved for step in recent)
    return float((1 - moved / stood) ** days_left)


def _drawn(dice: random.Random, recent: Sequence[Step], remaining: int, days_left: float) -> int:
    some = dice.choices(recent, k=len(recent))
    stood, moved = sum(step.stood for step in some), sum(step.moved for step in some)
    # Nobody among few is no proof that nobody ever will: the share itself is drawn.
    share = dice.betavariate(moved + 0.5, stood - moved + 0.5)
    stay = float((1 - share) ** days_left)
    spread = dice.gauss(0, 1) * sqrt(remaining * stay * (1 - stay))
    return min(max(round(remaining * stay + spread), 0), remaining)
