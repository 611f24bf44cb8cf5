"""Drafts: what a holdout wrote after closing, kept for the desk's form."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import drafts
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Draft:
    id: int
    text: str
    created_at: datetime


async def keep(
    tx: AsyncConnection, *, customer_id: int, chat_id: int, message_id: int, text: str, now: datetime
) -> bool:
    """Keeps one message; False when it is kept already."""
    statement = (
        insert(tx, drafts)
        .values(customer_id=customer_id, chat_id=chat_id, message_id=message_id, text=text, created_at=now)
        .on_conflict_do_nothing()
        .returning(drafts.c.id)
    )
    return (await tx.execute(statement)).scalar_one_or_none() is not None


async def waiting(tx: AsyncConnection, customer_id: int) -> list[Draft]:
    """What this customer has not sent as a ticket yet, oldest first."""
    statement = (
        select(drafts.c.id, drafts.c.text, drafts.c.created_at)
        .where(drafts.c.customer_id == customer_id, drafts.c.ticket_id.is_(None))
        .order_by(drafts.c.id)
    )
    return [Draft(*row) for row in await tx.execute(statement)]


async def sent(tx: AsyncConnection, customer_id: int, ticket_id: int, *, last_id: int) -> None:
    """The customer filed a ticket from the form that held the drafts up to ``last_id``."""
    await tx.execute(
        update(drafts)
        .where(drafts.c.customer_id == customer_id, drafts.c.ticket_id.is_(None), drafts.c.id <= last_id)
        .values(ticket_id=ticket_id)
    )
