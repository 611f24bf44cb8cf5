"""Events in the database, until they have been told to the company's other programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.events import Event
from bot.storage.schema import events


@dataclass(frozen=True, slots=True)
class Happened:
    """One event."""

    kind: Event
    ticket_id: int | None
    about: dict[str, Any]
    at: datetime


async def add(
    tx: AsyncConnection, kind: Event, *, ticket_id: int | None, now: datetime, about: Mapping[str, Any] | None = None
) -> None:
    """``about``: what the ticket's row does not say, fit for JSON."""
    await tx.execute(insert(events).values(kind=kind, ticket_id=ticket_id, about=dict(about or {}), at=now))


async def wait(tx: AsyncConnection) -> bool:
    """Whether there is any."""
    return (await tx.execute(select(events.c.id).limit(1))).first() is not None


async def take(tx: AsyncConnection, *, limit: int) -> list[Happened]:
    """Takes them out, oldest first; whoever takes them passes them on in the same transaction."""
    rows = (await tx.execute(select(events).order_by(events.c.id).limit(limit))).all()
    await tx.execute(delete(events).where(events.c.id.in_([row.id for row in rows])))
    return [Happened(Event(row.kind), row.ticket_id, row.about, row.at) for row in rows]
