"""A long list is filed with a few statements, and nobody waits for what is only looked at."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, func, select, update

from bot.imports.faults import Column, Fault, Wrong
from bot.imports.filing import bring_in
from bot.storage import accounts, calls, contacts, customers
from bot.storage.database import Database
from bot.storage.schema import accounts as account_rows
from bot.storage.schema import contacts as contact_rows
from bot.storage.schema import customers as customer_rows
from tests.bot.moments import NOW

LINES, COMPANIES = 2000, 1000
HEADING = "id,name,company,telegram_id\n"


def listed(name: str = "A") -> bytes:
    """Every line with a Telegram id of its own."""
    rows = (f"C-{number},{name},Company {number % COMPANIES},{number + 1}\n" for number in range(LINES))
    return (HEADING + "".join(rows)).encode()


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    said: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    try:
        yield said
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", count)


async def test_a_long_list_takes_a_few_statements(database: Database) -> None:
    async with database.transaction() as tx:
        for number in range(1, 301):
            await customers.seen(tx, number, name="x", username=None, language=None, now=NOW)
    with counted(database) as said:
        report = await bring_in(database, listed(), NOW)
    assert (report.new, report.companies) == (LINES, COMPANIES)
    assert len(said) < 60
    with counted(database) as said:
        assert (await bring_in(database, listed("B"), NOW)).changed == LINES
    assert len(said) < 60
    async with database.reading() as tx:
        assert (await tx.execute(select(func.count()).select_from(account_rows))).scalar_one() == COMPANIES
        tied = select(func.count()).where(contact_rows.c.account_id.is_not(None))
        assert (await tx.execute(tied)).scalar_one() == LINES
        same = customer_rows.c.account_id == account_rows.c.id
        theirs = select(customer_rows.c.id, account_rows.c.name).join(account_rows, same)
        assert {(number, f"Company {number - 1}") for number in range(1, 301)} == {
            (number, name) for number, name in await tx.execute(theirs)
        }


async def test_what_is_not_written_waits_for_no_writer(database: Database) -> None:
    await bring_in(database, b"id,name\n1,Ann\n", NOW)
    async with database.transaction(), asyncio.timeout(5):
        assert (await bring_in(database, b"id,name\n1,Eve\n", NOW, dry_run=True)).changed == 1
        assert (await bring_in(database, b"id,name\n1,Eve\n2,\n", NOW)).bad == 1
        assert (await bring_in(database, b"id,name\n1,Ann\n", NOW)).same == 1


async def test_who_comes_between_the_look_and_the_writing_is_seen(sqlite: Database) -> None:
    # There, writers take turns, so that the test can come between.
    await bring_in(sqlite, b"id,name\n1,Ann\n2,Bob\n", NOW)
    raw = (HEADING + "1,Anne,New Ltd,11\n2,Bobby,New Ltd,\n").encode()
    for skip_bad, kept in ((False, (False, ["Ann", "Bob"])), (True, (True, ["Ann", "Bobby"]))):
        held = await _ready_to_write(sqlite, raw, skip_bad=skip_bad)
        report = await held
        assert report.faults == (Fault(2, Column.TELEGRAM, Wrong.JOINED, "77"),)
        async with sqlite.reading() as tx:
            names = (await tx.execute(select(contact_rows.c.name).order_by(contact_rows.c.reference))).scalars().all()
            assert (report.kept, names) == kept
            assert list(await accounts.every(tx)) == (["new ltd"] if skip_bad else [])
        async with sqlite.transaction() as tx:
            await tx.execute(update(contact_rows).values(customer_id=None, joined_at=None))


async def _ready_to_write(sqlite: Database, raw: bytes, *, skip_bad: bool) -> "asyncio.Task[Any]":
    """An import that has looked at everything; meanwhile the first contact came as somebody else."""
    async with sqlite.transaction() as tx:
        task = asyncio.create_task(bring_in(sqlite, raw, NOW, skip_bad=skip_bad))
        await asyncio.sleep(0.5)
        ann = (await contacts.of_references(tx, ["1"]))["1"]
        await tx.execute(update(contact_rows).where(contact_rows.c.id == ann.id).values(customer_id=77, joined_at=NOW))
    return task


async def test_calls_with_a_contact_go_to_the_customer_that_the_list_names(database: Database) -> None:
    await bring_in(database, b"id,name\n1,Ann\n", NOW)
    async with database.transaction() as tx:
        await customers.seen(tx, 11, name="Ann", username=None, language=None, now=NOW)
        ann = (await contacts.of_references(tx, ["1"]))["1"]
        said: dict[str, Any] = {
            "person_id": 7,
            "person_name": "Pia",
            "result": "reached",
            "note": "spoke",
            "again_at": None,
        }
        await calls.add(tx, contact_id=ann.id, ticket_id=None, now=NOW, **said)
    await bring_in(database, (HEADING + "1,Ann,,11\n").encode(), NOW)
    async with database.reading() as tx:
        assert [one.note for one in await calls.of_customer(tx, 11, limit=5)] == ["spoke"]
