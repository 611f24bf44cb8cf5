"""Turns what is wrong with a configuration into lines that name the key, the fact and the mend, and show no secret."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, Final, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

Place = tuple[int | str, ...]

_LONGEST_SHOWN: Final = 60
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")

# The beginning of pydantic's error type, and the fact in our words: pydantic's own may quote the value.
_FACTS: Final = {
    "int_": "is not a whole number",
    "float_": "is not a number",
    "bool_": "is not true or false",
    "string_": "is not a text in quotes",
    "path_": "is not a text in quotes",
    "literal_": "is not among the choices",
    "list_": "is not a list",
    "tuple_": "is not a list",
    "frozen_set_": "is not a list",
    "model_": "is not a table",
}


class Misfit(ValueError):
    """Values that are right one by one but do not go together.

    Each problem is the place of the value below the field that was checked, and a whole clause on what is wrong.
    """

    def __init__(self, *problems: tuple[Place, str]) -> None:
        super().__init__("; ".join(fact for _, fact in problems))
        self.problems = problems


def lines(error: ValidationError, model: type[BaseModel], origin: Callable[[Place], str]) -> list[str]:
    """One line for each thing wrong; `origin` tells for a place which file or variable it was read from."""
    return [
        f"{origin(place)}: {dotted(place)}: {what}"
        for details in error.errors(include_url=False)
        for place, what in _problems(details["type"], details["loc"], details["input"], details.get("ctx", {}), model)
    ]


def unknown_key(name: str, known: Iterable[str]) -> str:
    """What is wrong with a key that does not exist, with the one that was probably meant."""
    known = sorted(known)
    if near := get_close_matches(name.lower(), known, n=1):
        return f"unknown key; did you mean {near[0]}?"
    return f"unknown key; remove it or choose one of {', '.join(known)}"


def dotted(place: Place) -> str:
    """A place as people write it: `categories[3].department`."""
    text = ""
    for part in place:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if _BARE_KEY.fullmatch(part) else f".{part[:_LONGEST_SHOWN]!r}"
    return text.removeprefix(".")


def _problems(
    kind: str, place: Place, value: object, context: dict[str, Any], model: type[BaseModel]
) -> Iterator[tuple[Place, str]]:
    if kind == "default_factory_not_called":  # what the default is made of is wrong, and has its own line
        return
    if kind == "extra_forbidden":
        parent = _model_at(model, place[:-1])
        yield place, unknown_key(str(place[-1]), parent.model_fields if parent else ())
    elif isinstance(misfit := context.get("error"), Misfit):
        for below, fact in misfit.problems:
            yield (*place, *below), f"{fact}; {_mend(model, (*place, *below))}"
    elif kind == "missing":
        yield place, f"missing; {_mend(model, place)}"
    else:
        fact = str(context["error"]) if kind == "value_error" else _fact(kind)
        yield place, f"{_subject(value, _field_at(model, place))}{fact}; {_mend(model, place)}"


def _fact(kind: str) -> str:
    return next((fact for beginning, fact in _FACTS.items() if kind.startswith(beginning)), "is not valid")


def _mend(model: type[BaseModel], place: Place) -> str:
    field = _field_at(model, place)
    if field and field.description:
        return field.description
    return f"write it as the section [{dotted(place)}]"


def _subject(value: object, field: FieldInfo | None) -> str:
    """The value as the beginning of a clause: never a secret one, nor a whole table, which may hold secrets."""
    if value is None:
        return ""
    shown = "the value"
    if field and not _holds(field, SecretStr, BaseModel):
        match value:
            case bool():
                shown = str(value).lower()
            case str():
                shown = repr(value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…")
            case int() | float() if abs(value) < 1e18:  # longer ones are no help, and Python may refuse to write them
                shown = str(value)
            case datetime() | date() | time():
                shown = value.isoformat()
    return f"{shown} "


def _field_at(model: type[BaseModel], place: Place) -> FieldInfo | None:
    """The field that a place belongs to: for an item of a list, the list's."""
    names = [part for part in place if isinstance(part, str)]
    parent = _model_at(model, tuple(names[:-1])) if names else None
    return parent.model_fields.get(names[-1]) if parent else None


def _model_at(model: type[BaseModel] | None, place: Place) -> type[BaseModel] | None:
    for part in place:
        if isinstance(part, str) and model:
            field = model.model_fields.get(part)
            model = (
                next((kind for kind in _kinds(field.annotation) if issubclass(kind, BaseModel)), None)
                if field
                else None
            )
    return model


def _holds(field: FieldInfo, *wanted: type) -> bool:
    return any(issubclass(kind, wanted) for kind in _kinds(field.annotation))


def _kinds(annotation: Any) -> Iterator[type]:
    """The classes that a type is made of: of `tuple[Category, ...] | None` the class Category, among others."""
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for argument in get_args(annotation):
        yield from _kinds(argument)
