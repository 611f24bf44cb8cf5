"""What tickets cost: time, and gestures of goodwill."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import efforts


async def add(
    tx: AsyncConnection,
    ticket_id: int,
    *,
    person_id: int | None,
    person_name: str,
    minutes: int,
    cents: int,
    gesture: str,
    now: datetime,
) -> None:
    """``cents``: hundredths of the company's currency."""
    values = {"person_id": person_id, "person_name": person_name, "at": now}
    values |= {"ticket_id": ticket_id, "minutes": minutes, "cents": cents, "gesture": gesture}
    await tx.execute(insert(efforts).values(**values))
