"""Phrases, by language and category."""

from collections.abc import Sequence
from typing import Any

from bot.office.documents import Document
from bot.office.office import Office
from bot.office.phrases import Phrase
from desk.office.sheet import Fault, Listed, Row


def _typed(item: Phrase) -> Row:
    return {"title": item.title, "language": item.language, "category": item.category, "text": item.text}


def _raw(row: Row) -> dict[str, Any]:
    return {name: row.get(name, "") for name in ("title", "language", "category", "text")}


def _check(rows: Sequence[tuple[int, Row]], office: Office) -> list[Fault]:
    """A category that is gone may stay where it stood."""
    known = {"", *(one.key for one in office.categories), *(one.category for one in office.phrases)}
    return [Fault("no-category", number, "category") for number, row in rows if row.get("category", "") not in known]


PHRASES = Listed(
    Document.PHRASES,
    {"title": "", "language": "en", "category": "", "text": ""},
    ("title", "text"),
    _typed,
    _raw,
    frozenset({"text"}),
    check=_check,
)
