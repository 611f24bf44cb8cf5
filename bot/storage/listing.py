"""Rows for programs, page by page: each page begins behind the number that the one before ended with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.office.office import Office
from bot.storage.customers import Customer
from bot.storage.entries import COLUMNS, Entry, with_files
from bot.storage.schema import accounts, customers, entries, tickets
from bot.storage.tickets import by_id
from bot.tickets import State, Ticket


@dataclass(frozen=True, slots=True)
class Filters:
    """What is None lets every ticket through."""

    state: State | None = None
    category: str | None = None
    department: str | None = None
    customer: int | None = None
    updated_since: datetime | None = None


async def of_tickets(tx: AsyncConnection, office: Office, filters: Filters, *, after: int, limit: int) -> list[Ticket]:
    """Oldest first. A ticket's department is `Office.department_of`."""
    statement = select(tickets.c.id).where(tickets.c.id > after).order_by(tickets.c.id).limit(limit)
    if filters.state is not None:
        statement = statement.where(tickets.c.state == filters.state)
    if filters.category is not None:
        statement = statement.where(tickets.c.category == filters.category)
    if filters.customer is not None:
        statement = statement.where(tickets.c.customer_id == filters.customer)
    if filters.updated_since is not None:
        statement = statement.where(tickets.c.changed_at >= filters.updated_since)
    if filters.department is not None:
        statement = _in_department(statement, office, filters.department)
    found = list((await tx.execute(statement)).scalars())
    whole = await by_id(tx, found)
    return [whole[ticket_id] for ticket_id in found]


def _in_department(statement: Select[int], office: Office, department: str) -> Select[int]:
    known = [one.key for one in office.departments]
    if department not in known:
        return statement.where(tickets.c.id < 0)
    categories = [one.key for one in office.categories if one.department == department]
    elsewhere = or_(tickets.c.department.is_(None), tickets.c.department.not_in(known))
    return statement.where(or_(tickets.c.department == department, and_(elsewhere, tickets.c.category.in_(categories))))


async def of_entries(tx: AsyncConnection, ticket_id: int, *, after: int, limit: int) -> list[Entry]:
    """Of the whole thread, internal ones too, oldest first."""
    wanted = (entries.c.ticket_id == ticket_id, entries.c.id > after)
    rows = await tx.execute(select(*COLUMNS).where(*wanted).order_by(entries.c.id).limit(limit))
    return await with_files(tx, rows.all())


async def last_entries(tx: AsyncConnection, ticket_ids: Collection[int]) -> dict[int, int]:
    """The newest entry's number by ticket."""
    last = func.max(entries.c.id)
    rows = await tx.execute(
        select(entries.c.ticket_id, last).where(entries.c.ticket_id.in_(ticket_ids)).group_by(entries.c.ticket_id)
    )
    return {ticket_id: entry_id for ticket_id, entry_id in rows}


async def of_customers(tx: AsyncConnection, account: int | None, *, after: int, limit: int) -> list[Customer]:
    statement = select(customers).where(customers.c.id > after).order_by(customers.c.id).limit(limit)
    if account is not None:
        statement = statement.where(customers.c.account_id == account)
    return [Customer(**row) for row in (await tx.execute(statement)).mappings()]


async def of_accounts(tx: AsyncConnection, *, after: int, limit: int) -> list[tuple[int, str]]:
    """Number and name of each."""
    statement = select(accounts.c.id, accounts.c.name).where(accounts.c.id > after).order_by(accounts.c.id)
    return [(row.id, row.name) for row in await tx.execute(statement.limit(limit))]
