"""How tickets were before somebody's latest deed, and all that this deed made beside the ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.promises import Outcome
from bot.deliveries import DeliveryState, Purpose
from bot.storage.schema import corrections, deliveries, efforts, promises, rewards, tickets, undos
from bot.storage.types import Moment


@dataclass(frozen=True, slots=True)
class Undo:
    id: int
    ticket_id: int
    person_id: int
    at: datetime
    deed: str
    before: dict[str, Any]
    """Columns of the ticket's, with their values."""


async def remember(
    tx: AsyncConnection,
    *,
    ticket_id: int,
    person_id: int,
    deed: str,
    before: Mapping[str, Any],
    batch: str | None,
    now: datetime,
) -> None:
    values = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()}
    await tx.execute(
        insert(undos).values(ticket_id=ticket_id, person_id=person_id, at=now, deed=deed, before=values, batch=batch)
    )


_latest = select(undos).where(undos.c.ticket_id == bindparam("ticket")).order_by(undos.c.id.desc()).limit(1)


async def latest(tx: AsyncConnection, ticket_id: int) -> Undo | None:
    """The last deed on this ticket, unless it was taken back."""
    row = (await tx.execute(_latest, {"ticket": ticket_id})).mappings().one_or_none()
    return _undo(row) if row is not None and not row["taken_back"] else None


async def of_batch(tx: AsyncConnection, batch: str) -> list[Undo]:
    statement = select(undos).where(undos.c.batch == batch, undos.c.taken_back.is_(False)).order_by(undos.c.id)
    return [_undo(row) for row in (await tx.execute(statement)).mappings()]


async def take_back(tx: AsyncConnection, undo: Undo, now: datetime) -> None:
    """All but the ticket's own columns. The moment of a deed is that of all it made."""
    await tx.execute(update(undos).where(undos.c.id == undo.id).values(taken_back=True))
    made = (promises.c.ticket_id == undo.ticket_id, promises.c.made_at == undo.at, promises.c.outcome.is_(None))
    await tx.execute(update(promises).where(*made).values(outcome=Outcome.DROPPED, ended_at=now))
    ended = (promises.c.ticket_id == undo.ticket_id, promises.c.ended_at == undo.at, promises.c.made_at < undo.at)
    await tx.execute(update(promises).where(*ended).values(outcome=None, ended_at=None))
    spent = (efforts.c.ticket_id == undo.ticket_id, efforts.c.at == undo.at, efforts.c.person_id == undo.person_id)
    await tx.execute(delete(efforts).where(*spent))
    earned = (rewards.c.ticket_id == undo.ticket_id, rewards.c.earned_at == undo.at, rewards.c.handed_at.is_(None))
    await tx.execute(delete(rewards).where(*earned))
    if undo.deed == "category":
        await tx.execute(delete(corrections).where(corrections.c.at == undo.at))
    unsent = (
        deliveries.c.ticket_id == undo.ticket_id,
        deliveries.c.purpose == Purpose.STATUS,
        deliveries.c.planned_at == undo.at,
        deliveries.c.state == DeliveryState.PLANNED,
    )
    skipped = {"state": DeliveryState.SKIPPED, "reason": "taken back", "settled_at": now}
    await tx.execute(update(deliveries).where(*unsent).values(**skipped))


def _undo(row: RowMapping) -> Undo:
    before = {
        name: datetime.fromisoformat(value)
        if isinstance(value, str) and isinstance(tickets.c[name].type, Moment)
        else value
        for name, value in row["before"].items()
    }
    return Undo(row["id"], row["ticket_id"], row["person_id"], row["at"], row["deed"], before)
