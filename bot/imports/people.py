"""Each line of a list as a contact, or what is wrong with it. Pure rules."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.imports.faults import Column, Fault, Wrong
from bot.imports.sheets import Sheet, shown
from bot.languages import code_of
from bot.marks import BLANK, INKLESS, UNSEEN
from bot.phone import phone_of

MOST = {Column.REFERENCE: 100, Column.NAME: 200, Column.COMPANY: 200, Column.TAGS: 500}
"""Characters."""
HIGHEST_TELEGRAM_ID = 2**52
_LANGUAGES = {
    "中文": "zh",
    "汉语": "zh",
    "简体中文": "zh",
    "chinese": "zh",
    "english": "en",
    "英文": "en",
    "英语": "en",
}
_BETWEEN_TAGS = re.compile(r"[,;|/、，；]")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")


@dataclass(frozen=True, slots=True)
class Person:
    """One line. None: the list has no such column, and what is known stays; "" and (): the cell is empty."""

    line: int
    reference: str
    name: str
    company: str | None = None
    language: str | None = None
    phone: str | None = None
    tags: tuple[str, ...] | None = None
    telegram_id: int | None = None


@dataclass(frozen=True, slots=True)
class People:
    good: tuple[Person, ...]
    faults: tuple[Fault, ...]
    bad_lines: int
    columns: frozenset[Column]
    unknown: tuple[str, ...]


def read(sheet: Sheet) -> People:
    good: list[Person] = []
    faults: list[Fault] = []
    bad = 0
    references: dict[str, int] = {}
    telegrams: dict[int, int] = {}
    for line, cells in sheet.rows:
        person, wrong = _person(sheet, line, cells)
        wrong += _repeated(person, references, telegrams)
        if wrong:
            bad += 1
            faults += wrong
        else:
            good.append(person)
    return People(tuple(good), tuple(faults), bad, frozenset(filter(None, sheet.columns)), sheet.unknown)


def _person(sheet: Sheet, line: int, cells: list[str]) -> tuple[Person, list[Fault]]:
    written = {column: cell for column, cell in zip(sheet.columns, cells, strict=False) if column is not None}
    written |= {column: "" for column in sheet.columns if column is not None and column not in written}
    said = {column: _tidy(column, cell) for column, cell in written.items()}
    faults = list(_faults(line, said))
    if "\n" in written[Column.REFERENCE]:
        faults.append(Fault(line, Column.REFERENCE, Wrong.LINES, shown(written[Column.REFERENCE])))
    if any(cells[len(sheet.columns) :]):
        faults.append(Fault(line, None, Wrong.CELLS))
    language, phone = said.get(Column.LANGUAGE), said.get(Column.PHONE)
    person = Person(
        line,
        said[Column.REFERENCE],
        said[Column.NAME],
        said.get(Column.COMPANY),
        _language(language) or "" if language is not None else None,
        phone_of(phone) or "" if phone is not None else None,
        _tags(said[Column.TAGS]) if Column.TAGS in said else None,
        _telegram(said.get(Column.TELEGRAM, "")),
    )
    return person, faults


def _tidy(column: Column, cell: str) -> str:
    """In one line. References that look the same are the same."""
    if column is Column.REFERENCE:
        cell = INKLESS.sub("", cell)
    return " ".join(UNSEEN.sub("", cell).split())


def _faults(line: int, said: Mapping[Column, str]) -> Iterator[Fault]:
    for column in (Column.REFERENCE, Column.NAME):
        if BLANK.fullmatch(said[column]):
            yield Fault(line, column, Wrong.EMPTY)
    for column, most in MOST.items():
        if len(said.get(column, "")) > most:
            yield Fault(line, column, Wrong.LONG, str(most))
    if (language := said.get(Column.LANGUAGE)) and _language(language) is None:
        yield Fault(line, Column.LANGUAGE, Wrong.LANGUAGE, shown(language))
    for column, right, wrong in (
        (Column.PHONE, phone_of, Wrong.PHONE),
        (Column.TELEGRAM, _telegram, Wrong.TELEGRAM),
    ):
        cell = said.get(column)
        if cell and right(cell) is None:
            yield Fault(line, column, Wrong.ROUNDED if _ROUNDED.fullmatch(cell) else wrong, shown(cell))


def _repeated(person: Person, references: dict[str, int], telegrams: dict[int, int]) -> list[Fault]:
    found = []
    if person.reference and (before := references.setdefault(person.reference, person.line)) != person.line:
        found.append(Fault(person.line, Column.REFERENCE, Wrong.REPEATED, str(before)))
    if person.telegram_id and (before := telegrams.setdefault(person.telegram_id, person.line)) != person.line:
        found.append(Fault(person.line, Column.TELEGRAM, Wrong.REPEATED, str(before)))
    return found


def _language(cell: str) -> str | None:
    return _LANGUAGES.get(cell.casefold()) or code_of(cell)


def _telegram(cell: str) -> int | None:
    right = cell.isascii() and cell.isdigit() and len(cell) <= 16 and 0 < int(cell) < HIGHEST_TELEGRAM_ID
    return int(cell) if right else None


def _tags(cell: str) -> tuple[str, ...]:
    """Each once, in the order of the cell."""
    return tuple(dict.fromkeys(filter(None, (tag.strip() for tag in _BETWEEN_TAGS.split(cell)))))
