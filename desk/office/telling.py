"""A change of the record, as people read it: field by field, what went and what came. Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.categories import Names as CategoryNames
from bot.office.office import Office
from bot.storage.office import Change
from bot.storage.record import TRANSITION

TOLD_BY_THE_ITEM = frozenset({"key", "id", "rule"})


@dataclass(frozen=True, slots=True)
class Names:
    """What departments and people are called now, by key and by id."""

    departments: Mapping[str, str]
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Of a list only what is in it no more, and what was not in it before. ``field`` is "" for the thing as a whole."""

    field: str
    gone: tuple[Any, ...]
    come: tuple[Any, ...]


def names_of(office: Office, code: str) -> Names:
    """In one of our languages."""
    return Names(CategoryNames(office.departments, code), {str(member.id): member.name for member in office.members})


def parts_of(change: Change) -> list[Part]:
    """Fields within fields are named with dots."""
    before, after = _told(change.before), _told(change.after)
    if change.subject == TRANSITION:
        before, after = ({name: _moment(value) for name, value in one.items()} for one in (before, after))
    found = []
    for field in before | after:
        old, new = _many(before.get(field)), _many(after.get(field))
        gone = tuple(value for value in old if value not in new)
        come = tuple(value for value in new if value not in old)
        if gone or come:
            found.append(Part(field, gone, come))
        elif old != new:
            # The same things in another order.
            found.append(Part(field, old, new))
    return found


def _told(value: Any) -> dict[str, Any]:
    return {name: inner for name, inner in _flat(value).items() if name not in TOLD_BY_THE_ITEM}


def _flat(value: Any, name: str = "") -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {} if value is None else {name: value}
    found: dict[str, Any] = {}
    for field, inner in value.items():
        found |= _flat(inner, f"{name}.{field}" if name else str(field))
    return found


def _many(value: Any) -> tuple[Any, ...]:
    if value is None or value == "":
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _moment(value: Any) -> Any:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return moment if moment.tzinfo is not None else value
