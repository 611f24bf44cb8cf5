"""Brings a list of people into the database: all of it, or nothing; what is there already stays as it is."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.imports import people, sheets
from bot.imports.faults import Fault
from bot.imports.people import People, Person
from bot.imports.plan import Plan, Seen, after, companies, plan
from bot.storage import accounts, contacts, intake
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
    # Fifty thousand lines take seconds, in which customers write: they wait for what is written, and nothing else.
    listed = await asyncio.to_thread(lambda: people.read(sheets.read(raw)))
    async with database.reading() as tx:
        seen = await _seen(tx, listed.good)
    planned = await asyncio.to_thread(plan, listed.good, seen, now)
    bad = listed.bad_lines + planned.bad
    if dry_run or (bad and not skip_bad):
        return _report(listed, planned, companies(planned.lines, seen), kept=False)
    if not planned.lines:
        return _report(listed, planned, [], kept=True)
    expected = seen.of(planned.lines)
    async with database.transaction() as tx:
        seen = await _seen(tx, planned.lines)
        if seen != expected:
            planned = planned.then(plan(planned.lines, seen, now))
        new = companies(planned.lines, seen)
        if planned.bad and not skip_bad:
            return _report(listed, planned, new, kept=False)
        await _file(tx, planned, seen, new, now)
    return _report(listed, planned, new, kept=True)


async def _seen(tx: AsyncConnection, lines: Sequence[Person]) -> Seen:
    return Seen(
        await contacts.of_references(tx, [one.reference for one in lines]),
        await contacts.of_customers(tx, [one.telegram_id for one in lines if one.telegram_id]),
        await accounts.every(tx),
    )


async def _file(tx: AsyncConnection, planned: Plan, seen: Seen, new: Sequence[str], now: datetime) -> None:
    known = await intake.add_accounts(tx, new) if new else seen.accounts
    added = [after(one, None, known, now) for one in planned.new]
    changed = [
        (seen.known[one.reference], after(one, seen.known[one.reference], known, now)) for one in planned.changed
    ]
    await contacts.add(tx, added)
    await contacts.change(tx, [row for _, row in changed])
    await intake.pass_on(tx, [*((None, row) for row in added), *changed])


def _report(listed: People, planned: Plan, new: Sequence[str], *, kept: bool) -> Report:
    return Report(
        len(planned.new),
        len(planned.changed),
        planned.same,
        listed.bad_lines + planned.bad,
        len(new),
        tuple(sorted([*listed.faults, *planned.faults], key=lambda fault: fault.line)),
        listed.unknown,
        kept=kept,
    )
