"""A report and that of the period before, side by side, in the reader's language."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.categories import Category, Department, Names
from bot.languages import Language
from bot.reports import share
from desk.reports.report import Report
from desk.reports.tables import Cell, Table, count, portion, word

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Pair:
    language: Language
    now: Report
    before: Report
    categories: Sequence[Category]
    departments: Sequence[Department]

    @property
    def category_names(self) -> Mapping[str, str]:
        return Names(self.categories, self.language.code)

    @property
    def department_names(self) -> Mapping[str, str]:
        return Names(self.departments, self.language.code)

    def counted(
        self,
        table: tuple[str, str, str],
        keys: Iterable[Key],
        now: Counter[Key],
        before: Counter[Key],
        name: Callable[[Key], str],
        hint: str = "",
    ) -> Table:
        """``table``: its key, its title and what its rows are. Keys that are not listed but counted come last."""
        _ = self.language.gettext
        listed = list(keys)
        others = sorted((now + before).keys() - set(listed), key=str)
        rows: list[Sequence[Cell]] = [
            [word(name(key)), count(now[key]), portion(share(now[key], now.total())), count(before[key])]
            for key in (*listed, *others)
        ]
        key, title, first = table
        return Table(key, title, (first, _("How many"), _("Share"), _("Period before")), rows, hint)
