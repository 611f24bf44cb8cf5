"""The call list: who wishes a call, is to be called again or after resolving, is unhappy, or is still to be won."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.phoning import SETTLES, Result
from bot.storage.schema import calls, contacts, customers, tickets
from bot.storage.tables.tickets import CALLBACK, PROMISED
from bot.tickets import LOW_RATING, State

UNHAPPY_FOR = timedelta(days=30)
"""So long after a low rating a call still helps."""
REST = {Result.NO_ANSWER: timedelta(days=1), Result.REACHED: timedelta(days=3), Result.MOVES: timedelta(days=3)}
"""How long somebody who was called about the move is left in peace; after any other result for good."""


class Why(StrEnum):
    """Why somebody is to be called."""

    WISH = "wish"
    AGAIN = "again"
    FOLLOW_UP = "follow-up"
    UNHAPPY = "unhappy"
    STAYING = "staying"
    """They have not moved to the desk yet."""
    CONTACT = "contact"
    """Of the company's lists, with a number, and they have not come to the bot yet."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line. ``at``: since when; ``number`` of the ticket, the call or the person tells two lines apart.

    About a customer or a contact.
    """

    why: Why
    at: datetime
    number: int
    customer_id: int | None
    contact_id: int | None
    ticket_id: int | None


Position = tuple[datetime, int]
"""Of a line: what `due` pages on behind."""

Lines = Select[Any]


async def due(
    tx: AsyncConnection, now: datetime, *, why: Why | None = None, after: Position | None = None, limit: int
) -> list[Due]:
    """All but those who stay or never came, unless ``why`` names one kind; who has waited longest first."""
    lines = union_all(*(one for kind, one in _every(now).items() if why in (None, kind))).subquery()
    statement = select(lines).order_by(lines.c.at, lines.c.number).limit(limit)
    if after is not None:
        moment = literal(after[0], tickets.c.opened_at.type)
        statement = statement.where(tuple_(lines.c.at, lines.c.number) > tuple_(moment, literal(after[1])))
    return [
        Due(Why(row.why), row.at, row.number, row.customer_id, row.contact_id, row.ticket_id)
        for row in await tx.execute(statement)
    ]


async def staying(
    tx: AsyncConnection, now: datetime, staff: Collection[int], *, after: int = 0, limit: int
) -> list[Due]:
    """Customers whom somebody could call or write to, and nobody of whose company has moved; longest known first."""
    statement = (
        select(customers.c.id, customers.c.first_seen_at)
        .where(customers.c.id > after, _stays(now, staff))
        .order_by(customers.c.id)
        .limit(limit)
    )
    return [Due(Why.STAYING, row.first_seen_at, row.id, row.id, None, None) for row in await tx.execute(statement)]


async def not_come(tx: AsyncConnection, now: datetime, *, after: int = 0, limit: int) -> list[Due]:
    """Contacts with a number of whose company nobody has moved either; longest known first."""
    statement = (
        select(contacts.c.id, contacts.c.added_at)
        .where(contacts.c.id > after, _is_to_come(now))
        .order_by(contacts.c.id)
        .limit(limit)
    )
    return [Due(Why.CONTACT, row.added_at, row.id, None, row.id, None) for row in await tx.execute(statement)]


async def counts(tx: AsyncConnection, now: datetime, staff: Collection[int]) -> dict[Why, int]:
    found = {why: await _count(tx, statement) for why, statement in _every(now).items()}
    found[Why.STAYING] = await _count(tx, select(customers.c.id).where(_stays(now, staff)))
    found[Why.CONTACT] = await _count(tx, select(contacts.c.id).where(_is_to_come(now)))
    return found


async def count_work(tx: AsyncConnection, now: datetime) -> tuple[int, int, int]:
    """How many tickets are new, how many promises are overdue, how many calls are due."""
    new = await _count(tx, select(tickets.c.id).where(tickets.c.state == State.RECEIVED))
    moment = literal(now, tickets.c.promised_at.type)
    overdue = await _count(tx, select(tickets.c.id).where(text(PROMISED), tickets.c.promised_at <= moment))
    return new, overdue, await _count(tx, union_all(*_every(now).values()))


async def open_of(tx: AsyncConnection, customer_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Number and title of each customer's unresolved tickets."""
    statement = select(tickets.c.id, tickets.c.title, tickets.c.customer_id).where(
        tickets.c.customer_id.in_(customer_ids), tickets.c.state != State.RESOLVED, tickets.c.erased_at.is_(None)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for row in await tx.execute(statement.order_by(tickets.c.id)):
        found.setdefault(row.customer_id, []).append((row.id, row.title))
    return found


def _every(now: datetime) -> dict[Why, Lines]:
    return {Why.WISH: _wishes(), Why.AGAIN: _again(now), Why.FOLLOW_UP: _follow_ups(now), Why.UNHAPPY: _unhappy(now)}


def _wishes() -> Lines:
    # The very words of the index's condition.
    wished = (text(CALLBACK), tickets.c.callback_wished_at.is_not(None), tickets.c.erased_at.is_(None))
    return _of_tickets(Why.WISH, tickets.c.callback_wished_at).where(*wished)


def _again(now: datetime) -> Lines:
    due_now = (calls.c.again_at.is_not(None), calls.c.again_at <= now)
    columns = (calls.c.again_at.label("at"), calls.c.id.label("number"), calls.c.customer_id)
    whose = (calls.c.contact_id, calls.c.ticket_id)
    return select(literal(Why.AGAIN.value).label("why"), *columns, *whose).where(*due_now)


def _follow_ups(now: datetime) -> Lines:
    due_now = (tickets.c.follow_up_at.is_not(None), tickets.c.follow_up_at <= now, tickets.c.erased_at.is_(None))
    return _of_tickets(Why.FOLLOW_UP, tickets.c.follow_up_at).where(*due_now)


def _unhappy(now: datetime) -> Lines:
    """Until somebody has spoken to them about it."""
    spoken = exists().where(
        calls.c.ticket_id == tickets.c.id,
        calls.c.at >= tickets.c.rated_at,
        calls.c.result.in_([result.value for result in SETTLES]),
    )
    return _of_tickets(Why.UNHAPPY, tickets.c.rated_at).where(
        tickets.c.rated_at.is_not(None),
        tickets.c.rated_at > now - UNHAPPY_FOR,
        tickets.c.rating <= LOW_RATING,
        tickets.c.erased_at.is_(None),
        ~spoken,
    )


def _of_tickets(why: Why, at: ColumnElement[Any]) -> Lines:
    columns = (at.label("at"), tickets.c.id.label("number"), tickets.c.customer_id)
    about = (cast(null(), BigInteger).label("contact_id"), tickets.c.id.label("ticket_id"))
    return select(literal(why.value).label("why"), *columns, *about)


def _stays(now: datetime, staff: Collection[int]) -> ColumnElement[bool]:
    return and_(
        customers.c.migrated_at.is_(None),
        customers.c.id.not_in(staff),
        or_(customers.c.phone.is_not(None), customers.c.username.is_not(None)),
        ~_company_moved(customers.c.account_id),
        ~left_alone(now),
    )


def _is_to_come(now: datetime) -> ColumnElement[bool]:
    came = exists().where(customers.c.id == contacts.c.customer_id)
    return and_(contacts.c.phone.is_not(None), ~came, ~_company_moved(contacts.c.account_id), ~contact_left_alone(now))


def _company_moved(account_id: ColumnElement[Any]) -> ColumnElement[bool]:
    others = customers.alias()
    return exists().where(others.c.account_id == account_id, others.c.migrated_at.is_not(None))


def left_alone(now: datetime) -> ColumnElement[bool]:
    """A condition on customers: somebody has called them about the move, and they are left in peace for a while."""
    return _called(now, calls.c.customer_id == customers.c.id)


def contact_left_alone(now: datetime) -> ColumnElement[bool]:
    """The same, on contacts."""
    return _called(now, calls.c.contact_id == contacts.c.id)


def _called(now: datetime, theirs: ColumnElement[bool]) -> ColumnElement[bool]:
    at_rest = [
        and_(calls.c.result == result.value, calls.c.at > literal(now - rest, calls.c.at.type))
        for result, rest in REST.items()
    ]
    for_good = calls.c.result.not_in([result.value for result in (*REST, Result.AGAIN)])
    return exists().where(theirs, or_(for_good, calls.c.again_at.is_not(None), *at_rest))


async def _count(tx: AsyncConnection, statement: Select[Any] | CompoundSelect[Any]) -> int:
    return (await tx.execute(select(func.count()).select_from(statement.subquery()))).scalar_one()
