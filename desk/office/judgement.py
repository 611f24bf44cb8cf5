"""What was read from a sheet, judged by the document's model: each fault with its row, its field and a kind."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.office.documents import MODELS, Document
from desk.office.sheet import Fault, Reading

KINDS = {
    "missing": "empty",
    "int_parsing": "no-number",
    "int_parsing_size": "no-number",
    "greater_than_equal": "too-low",
    "less_than_equal": "too-high",
    "string_too_long": "too-long",
    "too_long": "too-many",
    "literal_error": "no-choice",
    "enum": "no-choice",
}
SAID = {
    "is empty": "empty",
    "is not the id of a person": "no-person",
    "is not like 09:00-18:00": "no-span",
    "ends before it begins": "backwards",
    "overlaps": "overlap",
    "is not a date": "no-day",
}
_LIMITS = ("ge", "le", "max_length")


def judged(document: Document, reading: Reading) -> tuple[Any, list[Fault]]:
    """The document's value, or else what is wrong."""
    faults = list(reading.faults)
    try:
        value = MODELS[document].validate_python(reading.raw)
    except ValidationError as error:
        known = {fault.at for fault in faults}
        found = [_fault(one, reading.rows) for one in error.errors(include_url=False, include_input=False)]
        # Of a list with a faulty item pydantic also says that it has too few.
        found = [one for one in found if not any(other.at.startswith(f"{one.at}.") for other in found)]
        # One line for a field is enough.
        faults += {fault.at: fault for fault in found if fault.at not in known}.values()
        value = None
    return (None if faults else value), sorted(faults, key=lambda fault: fault.row)


def _fault(error: ErrorDetails, rows: Sequence[int] | None) -> Fault:
    context = error.get("ctx", {})
    kind = SAID.get(str(context.get("error")), "") or KINDS.get(error["type"], "wrong")
    about = next((f"{context[name]:,}" for name in _LIMITS if name in context), "")
    where = list(error["loc"])
    row = -1
    if rows is None:
        row = 0
    elif where and isinstance(where[0], int):
        row, where = rows[where[0]], where[1:]
    if where[:1] == ["hours"]:
        return Fault(kind, row, ".".join(map(str, where[:2])), about)
    return Fault(kind, row, ".".join(one for one in where if isinstance(one, str)), about)
