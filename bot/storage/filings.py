"""Filings: tickets that customers filed on the desk itself."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import tickets
from bot.storage.ticketrows import BEHIND_ALL
from bot.tickets import Via


async def since(tx: AsyncConnection, customer_id: int, moment: datetime, *, most: int) -> int:
    """How many this customer has filed since, counted up to ``most``."""
    latest = (
        select(tickets.c.via, tickets.c.opened_at)
        .where(tickets.c.customer_id == customer_id, tickets.c.via == Via.DESK)
        .order_by(tickets.c.id.desc())
        .limit(most)
        .subquery()
    )
    statement = select(func.count()).select_from(latest).where(latest.c.opened_at > moment)
    return (await tx.execute(statement)).scalar_one()


async def is_first(tx: AsyncConnection, customer_id: int, ticket_id: int = BEHIND_ALL) -> bool:
    """Whether they had filed none before this one; without one: whether they have filed none at all."""
    statement = select(tickets.c.id).where(
        tickets.c.customer_id == customer_id, tickets.c.via == Via.DESK, tickets.c.id < ticket_id
    )
    return (await tx.execute(statement.limit(1))).first() is None
