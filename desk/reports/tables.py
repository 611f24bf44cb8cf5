"""Tables: what a page shows and a file holds alike, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.languages import Language
from bot.texts.reports import took
from desk.spreadsheet import BYTE_ORDER_MARK, line

NOTHING = "–"


class Kind(StrEnum):
    WORD = "word"
    COUNT = "count"
    TIME = "time"
    SHARE = "share"
    MEAN = "mean"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Cell:
    """``value`` is of the kind: cents for money, 0 to 1 for a share; None where there is none."""

    kind: Kind
    value: str | float | timedelta | None

    def shown(self, language: Language) -> str:
        match self.value:
            case None:
                return NOTHING
            case timedelta() as time:
                return took(language, time)
            case str() as word:
                return word
            case number if self.kind is Kind.SHARE:
                return f"{number:.0%}"
            case number if self.kind is Kind.MEAN:
                return f"{number:.1f}"
            case number if self.kind is Kind.MONEY:
                return f"{number / 100:,.2f}"
            case number:
                return f"{number:,}"

    @property
    def written(self) -> str | int | None:
        """For a file: times in hours, shares from 0 to 1."""
        match self.value:
            case timedelta() as time:
                return f"{time / timedelta(hours=1):.2f}"
            case float() | int() as number if self.kind in (Kind.SHARE, Kind.MEAN):
                return f"{number:.3f}"
            case float() | int() as number if self.kind is Kind.MONEY:
                return f"{number / 100:.2f}"
            case float() as number:
                return str(number)
            case other:
                return other


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` names it in addresses. Its first column heads the rows."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    hint: str = ""
    """What its numbers mean."""

    def shown(self, language: Language) -> list[list[tuple[str, bool]]]:
        """Each cell's text, and whether it is a number."""
        return [[(cell.shown(language), cell.kind is not Kind.WORD) for cell in row] for row in self.rows]

    @property
    def file(self) -> str:
        """As CSV. A column of times says that they are hours."""
        lines = [line([self._heading(number) for number in range(len(self.columns))])]
        lines += [line([cell.written for cell in row]) for row in self.rows]
        return BYTE_ORDER_MARK + "".join(lines)

    def _heading(self, number: int) -> str:
        is_time = bool(self.rows) and self.rows[0][number].kind is Kind.TIME
        return f"{self.columns[number]} (h)" if is_time else self.columns[number]


def word(text: str) -> Cell:
    return Cell(Kind.WORD, text)


def count(number: int | None) -> Cell:
    return Cell(Kind.COUNT, number)


def time(length: timedelta | None) -> Cell:
    return Cell(Kind.TIME, length)


def portion(part: float | None) -> Cell:
    return Cell(Kind.SHARE, part)


def average(number: float | None) -> Cell:
    return Cell(Kind.MEAN, number)


def money(cents: int) -> Cell:
    return Cell(Kind.MONEY, cents)
