"""Escalations: each step by which a ticket went up a level, and whether somebody has been told of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import upsert
from bot.storage.schema import escalations, tickets


@dataclass(frozen=True, slots=True)
class Escalation:
    id: int
    ticket_id: int
    reason: str
    level: int
    at: datetime
    told_at: datetime | None


async def add(tx: AsyncConnection, ticket_id: int, reason: str, level: int, now: datetime) -> bool:
    """False when this ticket went up for this reason before."""
    values = {"ticket_id": ticket_id, "reason": reason, "level": level, "at": now}
    statement = upsert.insert(tx, escalations).values(**values).on_conflict_do_nothing().returning(escalations.c.id)
    return (await tx.execute(statement)).scalar_one_or_none() is not None


async def of_ticket(tx: AsyncConnection, ticket_id: int) -> list[Escalation]:
    """Oldest first."""
    statement = select(escalations).where(escalations.c.ticket_id == ticket_id).order_by(escalations.c.id)
    return [Escalation(**row) for row in (await tx.execute(statement)).mappings()]


async def untold(tx: AsyncConnection, *, urgent_only: bool, after: int = 0, limit: int) -> list[Escalation]:
    """Oldest first, behind that number; ``urgent_only``: of urgent tickets, which may disturb people at any hour."""
    statement = select(escalations).where(escalations.c.told_at.is_(None), escalations.c.id > after)
    if urgent_only:
        statement = statement.join(tickets, tickets.c.id == escalations.c.ticket_id).where(tickets.c.urgent)
    rows = await tx.execute(statement.order_by(escalations.c.id).limit(limit))
    return [Escalation(**row) for row in rows.mappings()]


async def told(tx: AsyncConnection, escalation_id: int, now: datetime) -> bool:
    """False when somebody had been told before."""
    statement = (
        update(escalations)
        .where(escalations.c.id == escalation_id, escalations.c.told_at.is_(None))
        .values(told_at=now)
    )
    return (await tx.execute(statement)).rowcount == 1
