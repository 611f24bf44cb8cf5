"""The days of the inbox's books as a page shows them: each with a bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reconciliation import Books

LONGEST_BAR = 100


@dataclass(frozen=True, slots=True)
class Day:
    books: Books
    bar: int
    """Of LONGEST_BAR, which is the day that most was received on."""


def days(books: Sequence[Books]) -> list[Day]:
    most = max((day.received for day in books), default=0)
    return [Day(day, _bar(day.received, most)) for day in books]


def _bar(received: int, most: int) -> int:
    """Rounded up: never nothing where something was received."""
    return -(-LONGEST_BAR * received // most) if most else 0
