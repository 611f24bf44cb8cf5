"""A sheet: how a document of the office is typed into a form, and read from it again. Pure rules."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.datastructures import FormData

from bot.office.documents import Document
from bot.office.office import Office
from desk.forms import tidy
from desk.pages import plain

MOST_ROWS = 500
LONGEST_LINE = 200
LONGEST_TEXT = 10_000
_FIELD = re.compile(r"(\d{1,4})\.([a-z][a-z0-9_.-]{0,40})")

Row = dict[str, str]
"""What stands in the fields of one item. "remove" is ticked where it is to go."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a form comes back: the templates have the words for ``kind``. ``row`` is -1 for the form as a whole."""

    kind: str
    row: int = -1
    field: str = ""
    about: str = ""

    @property
    def at(self) -> str:
        return f"{self.row}.{self.field}"


@dataclass(frozen=True, slots=True)
class Reading:
    """``raw`` is for the document's model; ``rows``: in which row each item stands, None where it has no items."""

    raw: Any
    rows: Sequence[int] | None = None
    faults: Sequence[Fault] = ()


class Sheet(Protocol):
    @property
    def document(self) -> Document: ...

    @property
    def texts(self) -> frozenset[str]:
        """The fields of several lines."""

    @property
    def is_ordered(self) -> bool:
        """Whether its rows can be moved up and down."""

    def blank(self, office: Office) -> Row | None:
        """An empty row to add one with; None where none can be added."""

    def is_blank(self, row: Row) -> bool:
        """Nobody filled it in."""

    def written(self, value: Any, office: Office) -> list[Row]:
        """A value of the document, as it would have been typed."""

    def read(self, rows: Sequence[Row], office: Office) -> Reading: ...


@dataclass(frozen=True)
class Listed:
    """The sheet of a document that is a list. ``tells``: a row that has none of these is an empty one."""

    document: Document
    empty: Mapping[str, str]
    tells: tuple[str, ...]
    typed: Callable[[Any], Row]
    raw: Callable[[Row], dict[str, Any]]
    texts: frozenset[str] = frozenset()
    is_ordered: bool = True
    check: Callable[[Sequence[tuple[int, Row]], Office], Sequence[Fault]] = lambda rows, office: ()
    complete: Callable[[Sequence[Row]], Sequence[Row]] = lambda rows: rows
    """Adds what nobody types, such as keys."""

    def blank(self, office: Office) -> Row:
        return dict(self.empty)

    def is_blank(self, row: Row) -> bool:
        return not any(row.get(field) for field in self.tells)

    def written(self, value: Any, office: Office) -> list[Row]:
        return [self.typed(item) for item in value]

    def read(self, rows: Sequence[Row], office: Office) -> Reading:
        complete = self.complete(rows)
        kept = [(number, row) for number, row in enumerate(complete) if not row.get("remove")]
        items = [self.raw(row) for _, row in kept]
        return Reading(items, [number for number, _ in kept], self.check(kept, office))


def typed_in(form: FormData, sheet: Sheet) -> list[Row]:
    """What was sent, row by row; of more rows than there may be, enough to say so."""
    found: dict[int, Row] = {}
    for name, value in form.multi_items():
        match = _FIELD.fullmatch(name)
        if match and isinstance(value, str):
            field = match[2]
            row = found.setdefault(int(match[1]), {})
            row[field] = tidy(value) if field in sheet.texts else plain(tidy(value))
    return [row for _, row in sorted(found.items()) if not sheet.is_blank(row)][: 2 * MOST_ROWS]


def too_long(rows: Sequence[Row], sheet: Sheet) -> list[Fault]:
    """Beyond what a page of ours would send."""
    if sum(not row.get("remove") for row in rows) > MOST_ROWS:
        return [Fault("too-many", about=f"{MOST_ROWS:,}")]
    most = {True: LONGEST_TEXT, False: LONGEST_LINE}
    return [
        Fault("too-long", number, field, f"{most[field in sheet.texts]:,}")
        for number, row in enumerate(rows)
        for field, value in row.items()
        if len(value) > most[field in sheet.texts]
    ]


def named(row: Row, field: str) -> dict[str, str] | None:
    """A text for each language; None where there is none in any."""
    zh, en = row.get(f"{field}.zh", ""), row.get(f"{field}.en", "")
    return {"zh": zh, "en": en} if zh or en else None


def words(text: str) -> list[str]:
    """One for each line, or between commas; each once."""
    found = (word.strip() for word in re.split("[\n,，、;；]", text))
    return list(dict.fromkeys(word for word in found if word))
