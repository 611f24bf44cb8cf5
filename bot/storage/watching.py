"""What the watch over tickets looks at: what was written since the last look, and what falls due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.escalation import Reason
from bot.storage.cards import occasion
from bot.storage.schema import deliveries, entries, escalations, tickets
from bot.storage.tables.tickets import KEPT, UNACCEPTED
from bot.storage.ticketrows import ticket_of
from bot.tickets import EntryKind, Ticket

# The very words of the indexes' conditions: SQLite knows by them alone that an index will do.
_UNACCEPTED, _KEPT = text(UNACCEPTED), text(KEPT)
_SAID = (EntryKind.MESSAGE.value, EntryKind.EDIT.value)
_READ = (*_SAID, EntryKind.STATUS.value)
_read = case((entries.c.kind.in_(_READ), entries.c.text), else_="")
_WRITTEN = (entries.c.id, entries.c.ticket_id, entries.c.kind, _read.label("text"), entries.c.at)


@dataclass(frozen=True, slots=True)
class Written:
    """One new entry."""

    id: int
    ticket_id: int
    kind: EntryKind
    text: str
    at: datetime


async def last(tx: AsyncConnection) -> tuple[int, int]:
    """The numbers of the newest ticket and of the newest entry."""
    newest = select(select(func.max(tickets.c.id)).scalar_subquery(), select(func.max(entries.c.id)).scalar_subquery())
    ticket_id, entry_id = (await tx.execute(newest)).one()
    return ticket_id or 0, entry_id or 0


async def opened(tx: AsyncConnection, *, after: int, limit: int) -> list[Ticket]:
    rows = await tx.execute(select(tickets).where(tickets.c.id > after).order_by(tickets.c.id).limit(limit))
    return [ticket_of(row) for row in rows.mappings()]


async def written(tx: AsyncConnection, *, after: int, limit: int) -> list[Written]:
    """All of them; of those that nobody looks for anything in without their texts."""
    return await _entries(tx, select(*_WRITTEN).where(entries.c.id > after).order_by(entries.c.id).limit(limit))


async def said_in(tx: AsyncConnection, ticket_ids: Collection[int]) -> list[Written]:
    """What customers have written in these tickets."""
    if not ticket_ids:
        return []
    said = (entries.c.ticket_id.in_(ticket_ids), entries.c.kind.in_(_SAID))
    return await _entries(tx, select(*_WRITTEN).where(*said).order_by(entries.c.id))


async def _entries(tx: AsyncConnection, statement: Select[Any]) -> list[Written]:
    return [
        Written(row.id, row.ticket_id, EntryKind(row.kind), row.text, row.at) for row in await tx.execute(statement)
    ]


async def shown_at(tx: AsyncConnection, ticket_ids: Collection[int]) -> dict[int, datetime]:
    """When the customers' own cards of these tickets are sent, of those that have one."""
    statement = select(deliveries.c.ticket_id, deliveries.c.due_at).where(
        deliveries.c.occasion.in_([occasion(ticket_id) for ticket_id in ticket_ids]),
        deliveries.c.message_id.is_(None),
    )
    return {row.ticket_id: row.due_at for row in await tx.execute(statement)}


async def wait_for(tx: AsyncConnection, ticket_ids: Collection[int], accept_by: datetime) -> None:
    """Those of them that nobody has accepted, and that nobody waits for, are waited for until then."""
    gone_up = exists().where(
        escalations.c.ticket_id == tickets.c.id, escalations.c.reason == Reason.STILL_NOT_ACCEPTED.value
    )
    await tx.execute(
        update(tickets)
        .where(tickets.c.id.in_(ticket_ids), tickets.c.state == "received", tickets.c.accept_by.is_(None), ~gone_up)
        .values(accept_by=accept_by)
    )


async def unaccepted(tx: AsyncConnection, now: datetime, *, limit: int) -> list[int]:
    """Tickets that nobody has accepted in time, the longest overdue first."""
    statement = select(tickets.c.id).where(_UNACCEPTED, tickets.c.accept_by <= _at(now))
    return list((await tx.execute(statement.order_by(tickets.c.accept_by).limit(limit))).scalars())


async def slipping(tx: AsyncConnection, now: datetime, *, limit: int) -> list[int]:
    """Tickets whose promised time has passed, and of which nobody has said so yet."""
    statement = select(tickets.c.id).where(_KEPT, tickets.c.promised_at <= _at(now))
    return list((await tx.execute(statement.order_by(tickets.c.promised_at).limit(limit))).scalars())


async def next_unaccepted(tx: AsyncConnection) -> datetime | None:
    moment: datetime | None = (await tx.execute(select(func.min(tickets.c.accept_by)).where(_UNACCEPTED))).scalar_one()
    return moment


async def next_slipping(tx: AsyncConnection) -> datetime | None:
    moment: datetime | None = (await tx.execute(select(func.min(tickets.c.promised_at)).where(_KEPT))).scalar_one()
    return moment


def _at(now: datetime) -> ColumnElement[datetime]:
    return literal(now, tickets.c.promised_at.type)
