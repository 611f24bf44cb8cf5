"""The record of promises: every time that was promised, and what became of it."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.promises import Outcome
from bot.storage.schema import promises


async def make(
    tx: AsyncConnection, ticket_id: int, promised_at: datetime, *, by_id: int | None, by_name: str, now: datetime
) -> None:
    """Ends the one before, if any stands."""
    await end(tx, ticket_id, Outcome.MOVED, now)
    values = {"ticket_id": ticket_id, "promised_at": promised_at, "made_at": now, "by_id": by_id, "by_name": by_name}
    await tx.execute(insert(promises).values(**values))


async def merge(tx: AsyncConnection, ticket_id: int, into_id: int | None, now: datetime) -> None:
    """The one that stands goes on with another ticket; None: it ends, as another one stands there."""
    if into_id is None:
        await end(tx, ticket_id, Outcome.DROPPED, now)
    else:
        standing = (promises.c.ticket_id == ticket_id, promises.c.outcome.is_(None))
        await tx.execute(update(promises).where(*standing).values(ticket_id=into_id))


async def end(tx: AsyncConnection, ticket_id: int, outcome: Outcome, now: datetime) -> None:
    """The one that stands, if any. What ended after its time has slipped, whatever came of it then."""
    standing = (promises.c.ticket_id == ticket_id, promises.c.outcome.is_(None))
    late = (*standing, promises.c.promised_at < now)
    if outcome is not Outcome.DROPPED:
        await tx.execute(update(promises).where(*late).values(outcome=Outcome.SLIPPED, ended_at=now))
    await tx.execute(update(promises).where(*standing).values(outcome=outcome, ended_at=now))
