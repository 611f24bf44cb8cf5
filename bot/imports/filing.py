"""Brings a list of people into the database: all of it, or nothing; what is there already stays as it is."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.imports import people, sheets
from bot.imports.faults import Column, Fault, Wrong
from bot.imports.people import People, Person
from bot.storage import contacts
from bot.storage.contacts import Contact
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Report:
    new: int
    changed: int
    same: int
    bad: int
    """Lines with a fault or more."""
    companies: int
    """That were not known before."""
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]
    """Headings that say nothing to us."""
    kept: bool
    """Whether anything was written; if not, the numbers say what would have been."""


async def bring_in(
    database: Database, raw: bytes, now: datetime, *, skip_bad: bool = False, dry_run: bool = False
) -> Report:
    """Where a line is bad, nothing is written but with ``skip_bad``. Raises NoList."""
    # Fifty thousand lines take seconds, in which customers write.
    listed = await asyncio.to_thread(lambda: people.read(sheets.read(raw)))
    try:
        async with database.transaction() as tx:
            report = await _file(tx, listed, now)
            if dry_run or (report.bad and not skip_bad):
                raise _NotMeant(report)
    except _NotMeant as undone:
        return replace(undone.report, kept=False)
    return report


class _NotMeant(Exception):
    """Takes back what was written to see what it would be."""

    def __init__(self, report: Report) -> None:
        self.report = report


async def _file(tx: AsyncConnection, listed: People, now: datetime) -> Report:
    known = await contacts.of_references(tx, [one.reference for one in listed.good])
    telegrams = [one.telegram_id for one in listed.good if one.telegram_id]
    taken = await contacts.of_customers(tx, telegrams)
    faults = [fault for one in listed.good for fault in _strangers(one, known.get(one.reference), taken)]
    bad = {fault.line for fault in faults}
    good = [one for one in listed.good if one.line not in bad]
    there = await contacts.account_names(tx)
    companies = {one.company for one in good if one.company}
    accounts = await contacts.account_ids(tx, companies)
    new: list[Mapping[str, Any]] = []
    changed: list[tuple[Contact, Mapping[str, Any]]] = []
    for one in good:
        before = known.get(one.reference)
        after = _after(one, before, accounts, now)
        if before is None:
            new.append(after)
        elif any(getattr(before, name) != value for name, value in after.items()):
            changed.append((before, after))
    await contacts.add(tx, new)
    await contacts.change(tx, [after for _, after in changed])
    await _pass_on(tx, [*((None, row) for row in new), *changed])
    return Report(
        len(new),
        len(changed),
        len(good) - len(new) - len(changed),
        listed.bad_lines + len(bad),
        len({name.lower() for name in companies} - there),
        tuple(sorted([*listed.faults, *faults], key=lambda fault: fault.line)),
        listed.unknown,
        kept=True,
    )


async def _pass_on(tx: AsyncConnection, filed: Iterable[tuple[Contact | None, Mapping[str, Any]]]) -> None:
    for before, after in filed:
        if after["customer_id"] is not None:
            await contacts.pass_on(tx, before, after)


def _strangers(one: Person, known: Contact | None, taken: Mapping[int, Contact]) -> Iterator[Fault]:
    """Where the list and the invitations that were followed disagree on who somebody is."""
    if one.telegram_id is None:
        return
    holder = taken.get(one.telegram_id)
    if holder is not None and holder.reference != one.reference:
        yield Fault(one.line, Column.TELEGRAM, Wrong.TAKEN, holder.reference)
    elif known is not None and known.joined_at and known.customer_id not in {None, one.telegram_id}:
        yield Fault(one.line, Column.TELEGRAM, Wrong.JOINED, str(known.customer_id))


def _after(one: Person, before: Contact | None, accounts: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """All that the contact has then; of a column that the list does not have, what was there."""
    account = accounts[one.company] if one.company else None
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
