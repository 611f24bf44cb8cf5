"""Private chats that are open while the others are closed: each has a menu of its own as long as that lasts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, case, false, literal, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.chats import PRIVATE
from bot.storage.schema import chats


async def to_turn(
    tx: AsyncConnection, now: datetime, *, closed: bool, staff: Collection[int], limit: int
) -> list[tuple[int, bool]]:
    """Chats whose menu does not fit, and whether they are to have one of their own. ``closed``: chat is, for all."""
    longer = or_(chats.c.left_open, chats.c.open_until > literal(now, chats.c.open_until.type))
    is_open = and_(longer, chats.c.closed_at.is_(None), chats.c.unreachable.is_(None), literal(closed))
    # Never null, as "open_until > now" would be where there is none.
    wanted = case((and_(chats.c.kind == PRIVATE, is_open), true()), else_=false())
    statement = select(chats.c.id, chats.c.own_menu).where(chats.c.own_menu != wanted, chats.c.id.not_in(staff))
    rows = await tx.execute(statement.order_by(chats.c.id).limit(limit))
    return [(chat_id, not has) for chat_id, has in rows]


async def turned(tx: AsyncConnection, chat_id: int, own: bool) -> None:
    await tx.execute(update(chats).where(chats.c.id == chat_id).values(own_menu=own))
