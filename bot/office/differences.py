"""What was changed in a document, item by item: what the record keeps of it. Pure rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.office.documents import MODELS, Document

ORDER = "order"
"""The item of which the sequence of all others is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Fit for JSON. Of an item that stays only the fields that changed; None where there was or is no item."""

    item: str
    before: Any
    after: Any


def dumped(document: Document, value: Any) -> Any:
    """Fit for JSON, as it is stored."""
    return MODELS[document].dump_python(value, mode="json")


def differences(document: Document, before: Any, after: Any) -> list[Difference]:
    """Between two values of a document."""
    old, new = items(dumped(document, before)), items(dumped(document, after))
    found = [Difference(name, *_changed(item, new.get(name))) for name, item in old.items() if item != new.get(name)]
    found += [Difference(name, None, item) for name, item in new.items() if name not in old]
    stayed = [name for name in old if name in new], [name for name in new if name in old]
    if isinstance(before, tuple) and stayed[0] != stayed[1]:
        found.append(Difference(ORDER, *stayed))
    return found


def items(dump: Any) -> dict[str, Any]:
    """Each part of a dumped document by what tells it from the others, in order."""
    if isinstance(dump, Mapping):
        hours = {f"hours.{number}": spans for number, spans in enumerate(dump.get("hours", ()))}
        return {**hours, **{name: value for name, value in dump.items() if name != "hours"}}
    counted: Counter[str] = Counter()
    found = {}
    for item in dump:
        name = named(item)
        counted[name] += 1
        found[name if counted[name] == 1 else f"{name} ({counted[name]})"] = item
    return found


def named(item: Mapping[str, Any]) -> str:
    """A key, a person's id, a rule; for a phrase its language and title."""
    told: Sequence[Any] = [item[name] for name in ("key", "id", "rule") if name in item]
    return str(told[0]) if told else f"{item['language']}: {item['title']}"


def _changed(before: Any, after: Any) -> tuple[Any, Any]:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return before, after
    fields = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in fields}, {name: after[name] for name in fields}
