"""What a list of people comes to, next to those who are known. Pure rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.imports.faults import Column, Fault, Wrong
from bot.imports.people import Person
from bot.storage.contacts import Contact


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database says of the people and companies on a list."""

    known: Mapping[str, Contact]
    """By reference."""
    taken: Mapping[int, Contact]
    """By Telegram id."""
    accounts: Mapping[str, int]
    """All companies, by their names in small letters."""

    def of(self, lines: Sequence[Person]) -> "Seen":
        references = {one.reference for one in lines}
        telegrams = {one.telegram_id for one in lines}
        return Seen(
            {name: one for name, one in self.known.items() if name in references},
            {number: one for number, one in self.taken.items() if number in telegrams},
            self.accounts,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    new: tuple[Person, ...]
    changed: tuple[Person, ...]
    same: int
    faults: tuple[Fault, ...]

    @property
    def lines(self) -> tuple[Person, ...]:
        """Those to be written."""
        return self.new + self.changed

    @property
    def bad(self) -> int:
        return len({fault.line for fault in self.faults})

    def then(self, later: "Plan") -> "Plan":
        """Of the same list, once its lines to be written were looked at again."""
        return Plan(later.new, later.changed, self.same + later.same, self.faults + later.faults)


def plan(lines: Sequence[Person], seen: Seen, now: datetime) -> Plan:
    new: list[Person] = []
    changed: list[Person] = []
    faults: list[Fault] = []
    same = 0
    for one in lines:
        before = seen.known.get(one.reference)
        if wrong := list(_strangers(one, before, seen.taken)):
            faults += wrong
        elif before is None:
            new.append(one)
        elif _differs(one, before, seen, now):
            changed.append(one)
        else:
            same += 1
    return Plan(tuple(new), tuple(changed), same, tuple(faults))


def companies(lines: Sequence[Person], seen: Seen) -> list[str]:
    """Those that are not known yet, each once, as they are written first by the alphabet."""
    named: dict[str, str] = {}
    for name in sorted({one.company for one in lines if one.company}):
        if name.lower() not in seen.accounts:
            named.setdefault(name.lower(), name)
    return list(named.values())


def after(one: Person, before: Contact | None, accounts: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """All that the contact has then; of a column that the list does not have, what was there."""
    account = accounts[one.company.lower()] if one.company else None
    fields = {
        "reference": one.reference,
        "name": one.name,
        "account_id": account if one.company is not None else before and before.account_id,
        "language": one.language or None if one.language is not None else before and before.language,
        "phone": one.phone or None if one.phone is not None else before and before.phone,
        "tags": list(one.tags) or None if one.tags is not None else before and before.tags,
        "customer_id": one.telegram_id or (before and before.customer_id),
    }
    if before is None:
        return fields | {"added_at": now}
    return fields | {"id": before.id}


def _differs(one: Person, before: Contact, seen: Seen, now: datetime) -> bool:
    if one.company and one.company.lower() not in seen.accounts:
        return True
    return any(getattr(before, name) != value for name, value in after(one, before, seen.accounts, now).items())


def _strangers(one: Person, known: Contact | None, taken: Mapping[int, Contact]) -> Iterator[Fault]:
    """Where the list and the invitations that were followed disagree on who somebody is."""
    if one.telegram_id is None:
        return
    holder = taken.get(one.telegram_id)
    if holder is not None and holder.reference != one.reference:
        yield Fault(one.line, Column.TELEGRAM, Wrong.TAKEN, holder.reference)
    elif known is not None and known.joined_at and known.customer_id not in {None, one.telegram_id}:
        yield Fault(one.line, Column.TELEGRAM, Wrong.JOINED, str(known.customer_id))
