"""Duplicates: broadcasts that are made from others, and drafts that are begun once however often it is asked for."""

from datetime import datetime

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.deliveries import Purpose
from bot.storage import broadcasts
from bot.storage.audiences import EVERYONE
from bot.storage.schema import broadcasts as table
from bot.storage.schema import recipients


async def begin_draft(
    tx: AsyncConnection, content: Content, *, created_by: int, language: str, origin: str, now: datetime
) -> int:
    """To everyone, until something else is chosen. Returns the id, of the one that is there where there is one."""
    created = await broadcasts.create(
        tx,
        kind=Purpose.BROADCAST,
        content=content,
        audience=EVERYONE,
        due_at=now,
        state=BroadcastState.DRAFT,
        created_by=created_by,
        language=language,
        origin=origin,
        now=now,
    )
    return created if created is not None else await _of_origin(tx, origin)


async def duplicate(
    tx: AsyncConnection,
    broadcast_id: int,
    *,
    state: BroadcastState,
    due_at: datetime,
    created_by: int,
    origin: str,
    now: datetime,
    language: str | None = None,
) -> int:
    """The same content to the same audience, its listed recipients too. Raises UnknownBroadcast.

    ``language``: the author's; None: that of the first author.
    """
    original = await broadcasts.get(tx, broadcast_id)
    created = await broadcasts.create(
        tx,
        kind=Purpose.BROADCAST,
        content=original.content,
        audience=original.audience,
        due_at=due_at,
        state=state,
        created_by=created_by,
        language=language or original.language,
        origin=origin,
        now=now,
    )
    if created is None:
        return await _of_origin(tx, origin)
    listed = select(literal(created), recipients.c.chat_id).where(recipients.c.broadcast_id == broadcast_id)
    await tx.execute(recipients.insert().from_select(["broadcast_id", "chat_id"], listed))
    return created


async def _of_origin(tx: AsyncConnection, origin: str) -> int:
    broadcast_id: int = (await tx.execute(select(table.c.id).where(table.c.origin == origin))).scalar_one()
    return broadcast_id
