"""The queue: tickets as staff look for them, by filters that go together and by words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, false, func, or_, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.office.office import Office
from bot.search import Query
from bot.storage import search
from bot.storage.schema import accounts, customers, tickets
from bot.storage.tables.tickets import (
    CALLBACK,
    ESCALATED,
    FILED,
    IN_GROUP,
    OPEN,
    PROMISED,
    THROUGH_STAFF,
    URGENT,
    WAITING,
)
from bot.storage.tickets import ticket_of
from bot.tickets import State, Ticket

COUNTED = 1_000
"""Nobody reads on beyond that: what is more is counted no further."""


class Channel(StrEnum):
    """Where a ticket came from."""

    PRIVATE = "private"
    GROUP = "group"
    BUSINESS = "business"
    DESK = "desk"


class Mark(StrEnum):
    """What open tickets may want somebody to do."""

    OVERDUE = "overdue"
    WAITING = "waiting"
    """For the customer."""
    CALLBACK = "callback"
    URGENT = "urgent"
    ESCALATED = "escalated"


MARKED = {
    Mark.WAITING: WAITING,
    Mark.CALLBACK: CALLBACK,
    Mark.URGENT: URGENT,
    Mark.ESCALATED: ESCALATED,
}
CAME_BY = {Channel.GROUP: IN_GROUP, Channel.BUSINESS: THROUGH_STAFF, Channel.DESK: FILED}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is not set lets every ticket through."""

    open: bool = False
    """Not resolved."""
    state: State | None = None
    category: str | None = None
    department: str | None = None
    owner: int | None = None
    nobody: bool = False
    """Open, and no one has accepted it."""
    marks: frozenset[Mark] = frozenset()
    channel: Channel | None = None
    account: str | None = None
    """A company's name, in small or capital letters."""
    words: Query | None = None


EVERY = Filters()


async def page(
    tx: AsyncConnection, office: Office, filters: Filters, now: datetime, *, before: int | None = None, limit: int
) -> list[Ticket]:
    """Newest first; ``before`` pages on behind that number."""
    found = _ids(tx, office, filters, now, before, limit)
    statement = select(tickets).join(found, found.c.id == tickets.c.id).order_by(tickets.c.id.desc())
    return [ticket_of(row) for row in (await tx.execute(statement)).mappings()]


async def count(tx: AsyncConnection, office: Office, named: dict[str, Filters], now: datetime) -> dict[str, int]:
    """How many each of these lets through, up to COUNTED, in one statement."""
    numbers = [
        select(func.count()).select_from(_ids(tx, office, filters, now, None, COUNTED)).scalar_subquery()
        for filters in named.values()
    ]
    row = (await tx.execute(select(*numbers))).one()
    return dict(zip(named, row, strict=True))


def _ids(
    tx: AsyncConnection, office: Office, filters: Filters, now: datetime, before: int | None, limit: int
) -> Subquery:
    """The newest of them. Where a filter has several ways to be met, each goes by an index of its own."""
    ways = [*_of_department(office, filters.department)] if filters.department is not None else [None]
    each = [_newest(tx, filters, way, now, before, limit) for way in ways]
    if len(each) == 1:
        return each[0].subquery()
    together = union_all(*(select(one.subquery()) for one in each)).subquery()
    return select(together.c.id).order_by(together.c.id.desc()).limit(limit).subquery()


def _newest(
    tx: AsyncConnection,
    filters: Filters,
    way: ColumnElement[bool] | None,
    now: datetime,
    before: int | None,
    limit: int,
) -> Select[Any]:
    wanted = _conditions(filters, now)
    if way is not None:
        wanted.append(way)
    number: ColumnElement[int] = tickets.c.id
    statement: Select[Any] = select(tickets.c.id)
    if filters.words is not None:
        number, condition = search.found_by(tx.dialect.name, filters.words)
        # In the index's own order: a word that stands in half of all tickets costs no more than a rare one.
        statement = select(number.label("id"))
        if wanted:
            statement = statement.join(tickets, tickets.c.id == number)
        wanted.append(condition)
    if before is not None:
        wanted.append(number < before)
    return statement.where(*wanted).order_by(number.desc()).limit(limit)


def _conditions(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool] | None] = [
        _as_indexed(OPEN) if filters.open or filters.nobody else None,
        tickets.c.state == filters.state if filters.state is not None else None,
        tickets.c.category == filters.category if filters.category is not None else None,
        tickets.c.owner_id == filters.owner if filters.owner is not None else None,
        tickets.c.owner_name.is_(None) if filters.nobody else None,
        *(_as_indexed(condition) for mark, condition in MARKED.items() if mark in filters.marks),
        and_(_as_indexed(PROMISED), tickets.c.promised_at <= now) if Mark.OVERDUE in filters.marks else None,
        _came_by(filters.channel) if filters.channel is not None else None,
        _of_account(filters.account) if filters.account is not None else None,
    ]
    return [condition for condition in found if condition is not None]


def _as_indexed(condition: str) -> ColumnElement[bool]:
    """In the words of a partial index."""
    return text(condition)  # type: ignore[return-value]  # it stands where a condition does


def _came_by(channel: Channel) -> ColumnElement[bool]:
    if channel is not Channel.PRIVATE:
        return _as_indexed(CAME_BY[channel])
    return and_(*(_as_indexed(f"NOT ({condition})") for condition in CAME_BY.values()), tickets.c.chat_id.is_not(None))


def _of_account(name: str) -> ColumnElement[bool]:
    named = select(accounts.c.id).where(func.lower(accounts.c.name) == func.lower(name))
    return tickets.c.customer_id.in_(select(customers.c.id).where(customers.c.account_id.in_(named)))


def _of_department(office: Office, department: str) -> list[ColumnElement[bool]]:
    """As `Office.department_of` says: dispatched there, or nowhere that is known and of one of its categories."""
    known = [one.key for one in office.departments]
    if department not in known:
        return [false()]
    elsewhere = or_(tickets.c.department.is_(None), tickets.c.department.not_in(known))
    stayed = (
        and_(tickets.c.category == one.key, elsewhere) for one in office.categories if one.department == department
    )
    return [tickets.c.department == department, *stayed]
