"""Calls that staff made, and what came of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import calls


@dataclass(frozen=True, slots=True)
class Call:
    id: int
    customer_id: int | None
    contact_id: int | None
    """Where it was somebody of the company's lists who had not come yet."""
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
    customer_id: int | None = None,
    contact_id: int | None = None,
    ticket_id: int | None,
    person_id: int,
    person_name: str,
    result: str,
    note: str,
    again_at: datetime | None,
    now: datetime,
) -> None:
    """One of ``customer_id`` and ``contact_id`` says who was called."""
    whom = {"customer_id": customer_id, "contact_id": contact_id, "ticket_id": ticket_id}
    values = whom | {"person_id": person_id, "person_name": person_name}
    await tx.execute(insert(calls).values(**values, result=result, note=note, again_at=again_at, at=now))


async def settle(tx: AsyncConnection, *, customer_id: int | None = None, contact_id: int | None = None) -> None:
    """Whoever was to be called again has been."""
    theirs = calls.c.contact_id == contact_id if customer_id is None else calls.c.customer_id == customer_id
    await tx.execute(update(calls).where(theirs, calls.c.again_at.is_not(None)).values(again_at=None))


async def latest(tx: AsyncConnection, customer_ids: Collection[int]) -> dict[int, Call]:
    """The last call of each customer who was called at all."""
    found = await _last(tx, calls.c.customer_id, customer_ids)
    return {one.customer_id: one for one in found if one.customer_id is not None}


async def latest_of_contacts(tx: AsyncConnection, contact_ids: Collection[int]) -> dict[int, Call]:
    found = await _last(tx, calls.c.contact_id, contact_ids)
    return {one.contact_id: one for one in found if one.contact_id is not None}


async def _last(tx: AsyncConnection, whose: Column[Any], ids: Collection[int]) -> list[Call]:
    last = select(func.max(calls.c.id)).where(whose.in_(ids)).group_by(whose)
    rows = await tx.execute(select(calls).where(calls.c.id.in_(last)))
    return [Call(**row) for row in rows.mappings()]


async def pass_on(tx: AsyncConnection, contact_id: int, customer_id: int) -> None:
    """The contact has come: their calls are the customer's, also one that is still to be made."""
    theirs = update(calls).where(calls.c.contact_id == contact_id)
    await tx.execute(theirs.values(customer_id=customer_id, contact_id=None))


async def forget_contacts(tx: AsyncConnection, contact_ids: Collection[int] | Select[tuple[int]]) -> None:
    """With the contacts goes what was said to them."""
    await tx.execute(delete(calls).where(calls.c.contact_id.in_(contact_ids)))


async def of_customer(tx: AsyncConnection, customer_id: int, *, limit: int) -> list[Call]:
    """Newest first."""
    statement = select(calls).where(calls.c.customer_id == customer_id).order_by(calls.c.id.desc()).limit(limit)
    return [Call(**row) for row in (await tx.execute(statement)).mappings()]
