"""Categories: names, the department that handles them, words that hint at them, and what to tell."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.categories import Category
from bot.office.documents import Document
from bot.office.office import Office
from desk.office.keys import with_keys
from desk.office.sheet import Fault, Listed, Row, named, words


def _typed(item: Category) -> Row:
    return {
        "key": item.key,
        "name.zh": item.name.zh,
        "name.en": item.name.en,
        "department": item.department,
        "keywords": "\n".join(item.keywords),
        "hint.zh": item.hint.zh if item.hint else "",
        "hint.en": item.hint.en if item.hint else "",
    }


def _raw(row: Row) -> dict[str, Any]:
    return {
        "key": row["key"],
        "name": named(row, "name") or {"zh": "", "en": ""},
        "department": row.get("department", ""),
        "keywords": words(row.get("keywords", "")),
        "hint": named(row, "hint"),
    }


def _check(rows: Sequence[tuple[int, Row]], office: Office) -> list[Fault]:
    """A department that is gone may stay where it stood: its tickets go on under its key."""
    known = {one.key for one in office.departments}
    stood = {(one.key, one.department) for one in office.categories}
    return [
        Fault("no-department", number, "department")
        for number, row in rows
        if row.get("department") not in known and (row["key"], row.get("department")) not in stood
    ]


CATEGORIES = Listed(
    Document.CATEGORIES,
    {"key": "", "name.zh": "", "name.en": "", "department": "", "keywords": "", "hint.zh": "", "hint.en": ""},
    ("key", "name.zh", "name.en", "keywords", "hint.zh", "hint.en"),
    _typed,
    _raw,
    frozenset({"keywords", "hint.zh", "hint.en"}),
    check=_check,
    complete=partial(with_keys, noun="category"),
)
