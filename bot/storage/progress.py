"""The one message that tells an author how their broadcast goes: a delivery, edited whenever its words change."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcast import BroadcastState
from bot.deliveries import Button, DeliveryState, Draft, Purpose
from bot.storage import deliveries
from bot.storage.broadcasts import Broadcast, get
from bot.storage.schema import broadcasts
from bot.storage.schema import deliveries as table

# What is being sent at this moment is left alone, and what cannot be sent is not tried for ever.
_CHANGEABLE = (DeliveryState.PLANNED.value, DeliveryState.SENT.value)
_STARTED = [BroadcastState.RUNNING.value, BroadcastState.PAUSED.value, BroadcastState.CANCELLED.value]


async def followed(tx: AsyncConnection, ended_since: datetime) -> list[Broadcast]:
    """Staff's broadcasts that are under way, and those that ended since then."""
    under_way = broadcasts.c.finished_at.is_(None) & broadcasts.c.state.in_(_STARTED)
    statement = select(broadcasts.c.id).where(
        broadcasts.c.kind == Purpose.BROADCAST,
        broadcasts.c.created_by.is_not(None),
        broadcasts.c.started_at.is_not(None),
        or_(under_way, broadcasts.c.finished_at >= ended_since),
    )
    ids = (await tx.execute(statement.order_by(broadcasts.c.id))).scalars().all()
    return [await get(tx, broadcast_id) for broadcast_id in ids]


async def shown(tx: AsyncConnection, broadcast: Broadcast) -> str | None:
    """The words that the message has, or will have soon; None when there is no message yet."""
    statement = select(table.c.text).where(
        table.c.occasion == _occasion(broadcast), table.c.chat_id == broadcast.created_by
    )
    text: str | None = (await tx.execute(statement)).scalar_one_or_none()
    return text


async def show(
    tx: AsyncConnection, broadcast: Broadcast, text: str, buttons: Sequence[tuple[Button, ...]], now: datetime
) -> bool:
    """False when it must wait: it is being sent just now, or cannot be sent at all."""
    if broadcast.created_by is None:
        return False
    draft = Draft(_occasion(broadcast), broadcast.created_by, Purpose.NOTICE, text, buttons=tuple(buttons))
    if await deliveries.plan(tx, draft, now):
        return True
    statement = (
        update(table)
        .where(
            table.c.occasion == draft.occasion,
            table.c.chat_id == draft.chat_id,
            table.c.state.in_(_CHANGEABLE),
        )
        .values(
            text=text,
            buttons=[[asdict(button) for button in row] for row in buttons],
            state=DeliveryState.PLANNED,
            due_at=now,
            settled_at=None,
            # Each change is a message of its own as far as tries are counted.
            attempts=0,
        )
    )
    return (await tx.execute(statement)).rowcount == 1


def _occasion(broadcast: Broadcast) -> str:
    return f"progress/{broadcast.id}"
