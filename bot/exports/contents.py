"""What of the database an export holds: which tables, and each row as one line of JSON. Pure rules."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Table

from bot.storage.schema import api_tokens, cursors, idempotent_calls, metadata, search_due, sessions, sign_ins
from bot.storage.types import Moment

LEFT_OUT: Mapping[str, str] = {
    sign_ins.name: "links to sign in with: whoever needs one asks the bot for a new one",
    sessions.name: "who is signed in: everyone signs in again",
    api_tokens.name: "tokens of the API: make new ones with chatferry token create",
    idempotent_calls.name: "what programs with such a token were answered",
    search_due.name: "what the search has still to take in: it takes in everything anew",
}
"""Tables that hold what opens doors or comes by itself, and what stands in for each after an import."""
GIVEN = (cursors,)
"""What a new database has rows of; they give way to those of an export."""
TABLES: tuple[Table, ...] = tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)
"""In an order in which each may be filled: what a row refers to is there before it, or in its own table."""

Json = dict[str, Any]


class NotOfThisTable(ValueError):
    """A line that cannot be a row of the table; the text says why."""


def kind_of(column: Column[Any]) -> str:
    """What its values are, in the export's words."""
    match column.type:
        case Moment():
            return "moment"
        case Date():
            return "day"
        case Boolean():
            return "true or false"
        case Integer():
            return "number"
        case JSON():
            return "json"
    return "text"


def own_references(table: Table) -> list[Column[Any]]:
    """Columns that refer to rows of the same table, which may come later."""
    return [column for column in table.columns for key in column.foreign_keys if key.column.table is table]


def line(row: Mapping[str, Any]) -> bytes:
    """One row in JSON and UTF-8, with its line's end."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    try:
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        # Half of a pair of surrogates, which no UTF-8 holds and JSON does.
        return json.dumps(plain, separators=(",", ":")).encode() + b"\n"


def row(table: Table, raw: bytes) -> Json:
    """The row that `line` wrote. Raises NotOfThisTable."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotOfThisTable("is no JSON") from None
    if not isinstance(found, dict) or found.keys() != set(table.columns.keys()):
        raise NotOfThisTable("has other columns than the table")
    return {column.key: _value(column, found[column.key]) for column in table.columns}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None or isinstance(column.type, JSON):
        return value
    try:
        return _CHECKS[kind_of(column)](value)
    except (TypeError, ValueError):
        raise NotOfThisTable(f"holds no {kind_of(column)} in {column.key}") from None


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError
    return found


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    if not -(2**63) <= value < 2**63:
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    # Half of a pair of surrogates is in no text of either database.
    value.encode()
    return value


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "moment": _moment,
    "day": date.fromisoformat,
    "true or false": _truth,
    "number": _number,
    "text": _text,
}


def described(tables: Iterable[Table] = TABLES) -> Json:
    """Each table's columns and what they hold; "?" marks those that may be null."""
    return {
        table.name: {column.key: kind_of(column) + ("?" if column.nullable else "") for column in table.columns}
        for table in tables
    }
