"""Events in the database, until they have been told to the company's other programs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.events import Event
from bot.storage.schema import events


async def add(
    tx: AsyncConnection, kind: Event, *, ticket_id: int | None, now: datetime, about: Mapping[str, Any] | None = None
) -> None:
    """``about``: what the ticket's row does not say, fit for JSON."""
    await tx.execute(insert(events).values(kind=kind, ticket_id=ticket_id, about=dict(about or {}), at=now))
