"""Calls that staff made, and what came of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import calls


@dataclass(frozen=True, slots=True)
class Call:
    id: int
    customer_id: int
    ticket_id: int | None
    at: datetime
    person_id: int
    person_name: str
    result: str
    note: str
    again_at: datetime | None
    """When to call again, while that is still to be done."""


async def add(
    tx: AsyncConnection,
    *,
    customer_id: int,
    ticket_id: int | None,
    person_id: int,
    person_name: str,
    result: str,
    note: str,
    again_at: datetime | None,
    now: datetime,
) -> None:
    values = {"customer_id": customer_id, "ticket_id": ticket_id, "person_id": person_id, "person_name": person_name}
    await tx.execute(insert(calls).values(**values, result=result, note=note, again_at=again_at, at=now))


async def settle(tx: AsyncConnection, customer_id: int) -> None:
    """Whoever was to be called again has been."""
    await tx.execute(
        update(calls).where(calls.c.customer_id == customer_id, calls.c.again_at.is_not(None)).values(again_at=None)
    )


async def latest(tx: AsyncConnection, customer_ids: Collection[int]) -> dict[int, Call]:
    """The last call of each customer who was called at all."""
    last = select(func.max(calls.c.id)).where(calls.c.customer_id.in_(customer_ids)).group_by(calls.c.customer_id)
    rows = await tx.execute(select(calls).where(calls.c.id.in_(last)))
    return {row["customer_id"]: Call(**row) for row in rows.mappings()}


async def of_customer(tx: AsyncConnection, customer_id: int, *, limit: int) -> list[Call]:
    """Newest first."""
    statement = select(calls).where(calls.c.customer_id == customer_id).order_by(calls.c.id.desc()).limit(limit)
    return [Call(**row) for row in (await tx.execute(statement)).mappings()]
