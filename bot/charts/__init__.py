"""Charts: what is to be drawn, told apart from the drawing, which has a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    DAYS = "days"
    """The first series as columns, the others as lines, along days."""
    COLUMNS = "columns"
    BARS = "bars"
    """Lying, one for each label, with room for a long label."""
    SHARES = "shares"
    """One lying bar, parted; each series has one value."""


class Tone(StrEnum):
    BLUE = "blue"
    GREEN = "green"
    GREY = "grey"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Series:
    """A value that is not known is None."""

    name: str
    tone: Tone
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Chart:
    shape: Shape
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
