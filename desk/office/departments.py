"""Departments: a name in each language."""

from functools import partial
from typing import Any

from bot.categories import Department
from bot.office.documents import Document
from desk.office.keys import with_keys
from desk.office.sheet import Listed, Row, named


def _typed(item: Department) -> Row:
    return {"key": item.key, "name.zh": item.name.zh, "name.en": item.name.en}


def _raw(row: Row) -> dict[str, Any]:
    return {"key": row["key"], "name": named(row, "name") or {"zh": "", "en": ""}}


DEPARTMENTS = Listed(
    Document.DEPARTMENTS,
    {"key": "", "name.zh": "", "name.en": ""},
    ("key", "name.zh", "name.en"),
    _typed,
    _raw,
    complete=partial(with_keys, noun="department"),
)
