"""The queue: tickets as staff look for them, by filters that go together and by words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    text,
    union_all,
)
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
from bot.storage.ticketrows import BEHIND_ALL, COLUMNS, of_row
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

_NOW, _LIMIT = bindparam("now", type_=tickets.c.promised_at.type), bindparam("limit", type_=Integer)
_BEFORE: BindParameter[int] = bindparam("before", type_=BigInteger)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the office's tickets go: its departments, and that of each category that has one of them."""

    departments: tuple[str, ...]
    categories: tuple[tuple[str, str], ...]


async def page(
    tx: AsyncConnection, office: Office, filters: Filters, now: datetime, *, before: int | None = None, limit: int
) -> list[Ticket]:
    """Newest first; ``before`` pages on behind that number."""
    statement = _page(tx.dialect.name, filters, _places(office, [filters]))
    asked = {"now": now, "before": BEHIND_ALL if before is None else before, "limit": limit}
    return [of_row(row) for row in await tx.execute(statement, asked)]


async def count(tx: AsyncConnection, office: Office, named: dict[str, Filters], now: datetime) -> dict[str, int]:
    """How many each of these lets through, up to COUNTED, in one statement."""
    statement = _counts(tx.dialect.name, tuple(named.values()), _places(office, named.values()))
    row = (await tx.execute(statement, {"now": now, "before": BEHIND_ALL, "limit": COUNTED})).one()
    return dict(zip(named, row, strict=True))


# To make a statement of so many parts costs more than to run it, and the same ones are wanted over and over.


@lru_cache(maxsize=256)
def _page(dialect: str, filters: Filters, places: Places | None) -> Select[Any]:
    found = _ids(dialect, filters, places)
    return select(*COLUMNS).join(found, found.c.id == tickets.c.id).order_by(tickets.c.id.desc())


@lru_cache(maxsize=256)
def _counts(dialect: str, each: tuple[Filters, ...], places: Places | None) -> Select[Any]:
    found = [select(func.count()).select_from(_ids(dialect, filters, places)).scalar_subquery() for filters in each]
    return select(*found)


def _places(office: Office, each: Iterable[Filters]) -> Places | None:
    """None where nobody asks for a department."""
    if all(filters.department is None for filters in each):
        return None
    known = tuple(one.key for one in office.departments)
    return Places(known, tuple((one.key, one.department) for one in office.categories if one.department in known))


def _ids(dialect: str, filters: Filters, places: Places | None) -> Subquery:
    """The newest of them. Where a filter has several ways to be met, each goes by an index of its own."""
    ways = [None] if filters.department is None or places is None else _of_department(places, filters.department)
    each = [_newest(dialect, filters, way) for way in ways]
    if len(each) == 1:
        return each[0].subquery()
    together = union_all(*(select(one.subquery()) for one in each)).subquery()
    return select(together.c.id).order_by(together.c.id.desc()).limit(_LIMIT).subquery()


def _newest(dialect: str, filters: Filters, way: ColumnElement[bool] | None) -> Select[Any]:
    wanted = _conditions(filters)
    if way is not None:
        wanted.append(way)
    number: ColumnElement[int] = tickets.c.id
    statement: Select[Any] = select(tickets.c.id)
    if filters.words is not None:
        number, condition = search.found_by(dialect, filters.words)
        # In the index's own order: a word that stands in half of all tickets costs no more than a rare one.
        statement = select(number.label("id"))
        if wanted:
            statement = statement.join(tickets, tickets.c.id == number)
        wanted.append(condition)
    return statement.where(*wanted, number < _BEFORE).order_by(number.desc()).limit(_LIMIT)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool] | None] = [
        _as_indexed(OPEN) if filters.open or filters.nobody else None,
        tickets.c.state == filters.state if filters.state is not None else None,
        tickets.c.category == filters.category if filters.category is not None else None,
        tickets.c.owner_id == filters.owner if filters.owner is not None else None,
        tickets.c.owner_name.is_(None) if filters.nobody else None,
        *(_as_indexed(condition) for mark, condition in MARKED.items() if mark in filters.marks),
        and_(_as_indexed(PROMISED), tickets.c.promised_at <= _NOW) if Mark.OVERDUE in filters.marks else None,
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


def _of_department(places: Places, department: str) -> list[ColumnElement[bool] | None]:
    """As `Office.department_of` says: dispatched there, or nowhere that is known and of one of its categories."""
    if department not in places.departments:
        return [false()]
    elsewhere = or_(tickets.c.department.is_(None), tickets.c.department.not_in(places.departments))
    stayed = (and_(tickets.c.category == key, elsewhere) for key, its in places.categories if its == department)
    return [tickets.c.department == department, *stayed]
