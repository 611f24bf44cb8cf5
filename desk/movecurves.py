"""Curves of the move by day, as points of an SVG that is stretched to its place. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.charts import Tone
from bot.funnel import Forecast, FunnelDay

WIDTH, HEIGHT = 1000, 400
"""Of the view box."""
BEFORE_LAUNCH = 7
MOST_DAYS = 90
MARKS = 4
"""Days named below a picture."""


@dataclass(frozen=True, slots=True)
class Curve:
    """``field`` is of a `FunnelDay`."""

    field: str
    tone: Tone
    points: str


@dataclass(frozen=True, slots=True)
class Curves:
    """``top`` is the number at the upper edge; ``now`` and ``deadline`` are places from the left."""

    top: int
    marks: Sequence[date]
    curves: Sequence[Curve]
    now: float | None = None
    deadline: float | None = None
    ahead: str = ""
    """How those who have not moved become fewer, most likely."""
    band: str = ""
    """And between which numbers."""


def stages(days: Sequence[FunnelDay], course: Sequence[Forecast], deadline: date) -> Curves | None:
    """The last of ``days`` is today; ``course`` begins with it. None where there is no line to draw yet."""
    if len(days) < 2:
        return None
    first, today = days[0].day, days[-1].day
    last = max(today, deadline) if course else today
    span = (last - first).days
    top = _top(max(one.known for one in days))

    def x(day: date) -> float:
        return round((day - first).days / span * WIDTH, 1)

    def line(numbers: Sequence[tuple[date, int]]) -> str:
        return " ".join(f"{x(day):g},{_y(number, top):g}" for day, number in numbers)

    coming = [(today + timedelta(days=number), one) for number, one in enumerate(course)]
    low = [(day, one.low) for day, one in coming]
    high = [(day, one.high) for day, one in coming]
    tones = {"reached": Tone.GREY, "opened": Tone.BLUE, "migrated": Tone.GREEN, "holdouts": Tone.AMBER}
    return Curves(
        top,
        _marks(first, last),
        [Curve(field, tone, line([(one.day, getattr(one, field)) for one in days])) for field, tone in tones.items()],
        x(today) if last > today else None,
        x(deadline) if first <= deadline <= last else None,
        line([(day, one.likely) for day, one in coming]) if len(coming) > 1 else "",
        line([*low, *reversed(high)]) if len(coming) > 1 else "",
    )


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    height: float
    field: str
    tone: Tone

    @property
    def y(self) -> float:
        return HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class Bars:
    top: int
    marks: Sequence[date]
    bars: Sequence[Bar]


SIDES = {"chat_messages": Tone.AMBER, "desk_messages": Tone.GREEN}


def shift(days: Sequence[FunnelDay]) -> Bars | None:
    """What was written in chat beside what was on the desk, day by day. None where nothing was."""
    most = max((getattr(one, field) for one in days for field in SIDES), default=0)
    if not most:
        return None
    top, room = _top(most), WIDTH / len(days)
    wide = round(room * 0.38, 1)
    bars = [
        Bar(
            round(number * room + room * (0.11 + 0.4 * side), 1),
            wide,
            round(getattr(one, field) / top * HEIGHT, 1),
            field,
            tone,
        )
        for number, one in enumerate(days)
        for side, (field, tone) in enumerate(SIDES.items())
    ]
    return Bars(top, _marks(days[0].day, days[-1].day), bars)


def shown_from(days: Sequence[FunnelDay], launch: date) -> list[FunnelDay]:
    """From a week before the launch on, where there are that many."""
    begin = launch - timedelta(days=BEFORE_LAUNCH)
    chosen = [one for one in days if one.day >= begin]
    return (chosen if len(chosen) > 1 else list(days))[-MOST_DAYS:]


def _y(number: int, top: int) -> float:
    return round(HEIGHT - number / top * HEIGHT, 1)


def _top(most: int) -> int:
    """A round number that holds it: 1, 2 or 5 times a power of ten, twice that at the least."""
    size = 1
    while True:
        for step in (2, 4, 6, 8, 10):
            if most <= step * size:
                return step * size
        size *= 10


def _marks(first: date, last: date) -> list[date]:
    """From edge to edge at even distances, where the days allow it."""
    span = (last - first).days
    places = {round(span * number / (MARKS - 1)) for number in range(MARKS)}
    return [first + timedelta(days=place) for place in sorted(places)]
