"""Broadcasts: messages to many, announcements among them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Purpose
from bot.storage.schema import broadcasts
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Broadcast:
    id: int
    kind: Purpose
    slot: str | None
    texts: dict[str, str]
    audience: str
    due_at: datetime
    created_by: int | None
    created_at: datetime
    started_at: datetime | None


async def schedule(
    tx: AsyncConnection,
    *,
    kind: Purpose,
    texts: dict[str, str],
    audience: str,
    due_at: datetime,
    now: datetime,
    slot: str | None = None,
    created_by: int | None = None,
    origin: str | None = None,
) -> int | None:
    """Returns the new broadcast's id; None when this slot, or this press of a button (origin), has one already.

    ``texts``: HTML by language; the language "" serves where a chat's own is missing.
    """
    statement = (
        insert(tx, broadcasts)
        .values(
            kind=kind,
            slot=slot,
            texts=texts,
            audience=audience,
            due_at=due_at,
            created_by=created_by,
            created_at=now,
            origin=origin,
        )
        .on_conflict_do_nothing()
        .returning(broadcasts.c.id)
    )
    broadcast_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return broadcast_id


async def due(tx: AsyncConnection, now: datetime) -> list[Broadcast]:
    statement = (
        select(broadcasts)
        .where(broadcasts.c.started_at.is_(None), broadcasts.c.due_at <= now)
        .order_by(broadcasts.c.due_at, broadcasts.c.id)
    )
    return [
        Broadcast(**{name: row[name] for name in Broadcast.__dataclass_fields__} | {"kind": Purpose(row["kind"])})
        for row in (await tx.execute(statement)).mappings()
    ]


async def start(tx: AsyncConnection, broadcast_id: int, now: datetime) -> bool:
    """False when somebody else has started it."""
    statement = (
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.started_at.is_(None))
        .values(started_at=now)
    )
    return (await tx.execute(statement)).rowcount == 1


async def next_due(tx: AsyncConnection) -> datetime | None:
    statement = select(func.min(broadcasts.c.due_at)).where(broadcasts.c.started_at.is_(None))
    earliest: datetime | None = (await tx.execute(statement)).scalar_one()
    return earliest
