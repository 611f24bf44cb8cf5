"""How a broadcast goes, more closely than its books: why some did not arrive, and how fast it is of late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import DeliveryState
from bot.storage.schema import deliveries

LATEST = 300
"""So many of the last messages tell the rate."""
STALE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Reason:
    state: DeliveryState
    reason: str
    count: int


async def reasons(tx: AsyncConnection, broadcast_id: int) -> list[Reason]:
    """Of what failed or was skipped, the most frequent first."""
    columns = deliveries.c
    many = func.count().label("many")
    statement = (
        select(columns.state, columns.reason, many)
        .where(
            columns.broadcast_id == broadcast_id,
            columns.state.in_([DeliveryState.FAILED.value, DeliveryState.SKIPPED.value]),
        )
        .group_by(columns.state, columns.reason)
        .order_by(many.desc(), func.coalesce(columns.reason, ""))
    )
    return [Reason(DeliveryState(row.state), row.reason or "", row.many) for row in await tx.execute(statement)]


async def rate(tx: AsyncConnection, broadcast_id: int, now: datetime) -> float | None:
    """Messages a second, of the last ones that were sent; None where there are too few to tell, or none of late."""
    columns = deliveries.c
    last = (
        select(columns.settled_at)
        .where(columns.broadcast_id == broadcast_id, columns.state == DeliveryState.SENT)
        # They are sent in this order, but for those that are tried again: no index by time is needed.
        .order_by(columns.id.desc())
        .limit(LATEST)
    )
    moments = [moment for moment in (await tx.execute(last)).scalars() if moment is not None]
    if len(moments) < 2 or now - max(moments) > STALE:
        return None
    lasted = (max(moments) - min(moments)).total_seconds()
    return (len(moments) - 1) / lasted if lasted > 0 else None
