"""The Bot API's specification, reduced to facts, and the check of any value against it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sandbox.files import Upload

Json = dict[str, Any]

DATA = Path(__file__).parent / "data" / "bot-api-10.1.json"
_facts: Json = json.loads(DATA.read_text("utf-8"))
METHODS: Mapping[str, Json] = _facts["methods"]
TYPES: Mapping[str, Json] = _facts["types"]

# aiogram 3.31 speaks Bot API 10.3 and refuses administrators without this field; the data is 10.1.
NEWER_FIELDS: Mapping[str, frozenset[str]] = {
    "ChatMemberAdministrator": frozenset({"can_send_welcome_messages"}),
    "ChatAdministratorRights": frozenset({"can_send_welcome_messages"}),
}

_SCALARS: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "InputFile": (Upload,),
}
_ARRAY = "Array of "


def violations(types: Sequence[str], value: object, at: str = "") -> list[str]:
    """What keeps `value` from being any one of `types`, each as "path: reason"; empty when it is one.

    Of several types the one that comes closest speaks."""
    closest: list[str] | None = None
    for name in types:
        found = _violations_of_one(name, value, at or name)
        if not found:
            return []
        if closest is None or len(found) < len(closest):
            closest = found
    return closest or []


def update_violations(update: Json) -> list[str]:
    """As `violations`, and an update carries exactly one thing besides its id."""
    found = violations(["Update"], update)
    if len(update) != 2:
        found.append(f"Update: carries {sorted(update)}, not one thing")
    return found


def _violations_of_one(name: str, value: object, at: str) -> list[str]:
    if name.startswith(_ARRAY):
        if not isinstance(value, list):
            return [f"{at}: {name} expected, not {type(value).__name__}"]
        inner = [name.removeprefix(_ARRAY)]
        return [reason for n, item in enumerate(value) for reason in violations(inner, item, f"{at}[{n}]")]
    if name in _SCALARS:
        fits = isinstance(value, _SCALARS[name]) and (name == "Boolean" or not isinstance(value, bool))
        return [] if fits else [f"{at}: {name} expected, not {type(value).__name__}"]
    if subtypes := TYPES[name].get("subtypes"):
        return violations(subtypes, value, at)
    return _violations_of_object(name, value, at)


def _violations_of_object(name: str, value: object, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at}: {name} expected, not {type(value).__name__}"]
    fields = TYPES[name].get("fields", {})
    found = [
        f"{at}.{field}: missing in {name}" for field, fact in fields.items() if fact["required"] and field not in value
    ]
    for field, inner in value.items():
        if field in fields:
            found += violations(fields[field]["types"], inner, f"{at}.{field}")
        elif field not in NEWER_FIELDS.get(name, ()):
            found.append(f"{at}.{field}: unknown in {name}")
    return found
