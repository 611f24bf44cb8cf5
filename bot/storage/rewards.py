"""Rewards: what customers earned by filing on the desk, and what of it they were given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import upsert
from bot.storage.schema import rewards


@dataclass(frozen=True, slots=True)
class Earning:
    id: int
    customer_id: int
    ticket_id: int
    rule: str
    gift: str
    earned_at: datetime
    handed_at: datetime | None
    handed_by_id: int | None
    handed_by_name: str | None


async def has(tx: AsyncConnection, customer_id: int, rule: str) -> bool:
    statement = select(rewards.c.id).where(rewards.c.customer_id == customer_id, rewards.c.rule == rule)
    return (await tx.execute(statement.limit(1))).first() is not None


async def earn(tx: AsyncConnection, *, customer_id: int, ticket_id: int, rule: str, gift: str, now: datetime) -> bool:
    """False when this ticket has earned it already."""
    values = {"customer_id": customer_id, "ticket_id": ticket_id, "rule": rule, "gift": gift, "earned_at": now}
    statement = upsert.insert(tx, rewards).values(**values).on_conflict_do_nothing().returning(rewards.c.id)
    return (await tx.execute(statement)).scalar_one_or_none() is not None


async def of_customer(tx: AsyncConnection, customer_id: int) -> list[Earning]:
    """Newest first."""
    statement = select(rewards).where(rewards.c.customer_id == customer_id).order_by(rewards.c.id.desc())
    return [Earning(**row) for row in (await tx.execute(statement)).mappings()]


async def page(
    tx: AsyncConnection, *, handed: bool | None = None, before: int | None = None, limit: int
) -> list[Earning]:
    """Newest first, behind number ``before``; ``handed``: only those that were handed out, or were not."""
    statement = select(rewards).order_by(rewards.c.id.desc()).limit(limit)
    if handed is not None:
        statement = statement.where(rewards.c.handed_at.is_not(None) if handed else rewards.c.handed_at.is_(None))
    if before is not None:
        statement = statement.where(rewards.c.id < before)
    return [Earning(**row) for row in (await tx.execute(statement)).mappings()]


async def counts(tx: AsyncConnection) -> tuple[int, int]:
    """How many are still to be handed out, and how many were."""
    every, handed = (await tx.execute(select(func.count(), func.count(rewards.c.handed_at)))).one()
    return every - handed, handed


async def hand_out(tx: AsyncConnection, reward_id: int, *, by_id: int, by_name: str, now: datetime) -> bool:
    """False when somebody had handed it out before, or there is none of that number."""
    statement = (
        update(rewards)
        .where(rewards.c.id == reward_id, rewards.c.handed_at.is_(None))
        .values(handed_at=now, handed_by_id=by_id, handed_by_name=by_name)
    )
    return (await tx.execute(statement)).rowcount == 1
