"""What the bot may not do in each group that closing needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rights import Right
from bot.storage.chats import GROUPS
from bot.storage.schema import chats


@dataclass(frozen=True, slots=True)
class GroupRights:
    chat_id: int
    title: str
    missing: tuple[Right, ...]
    seen_at: datetime | None
    """None until it has been looked at, and again once something changed there."""


_TO_CLOSE = and_(
    chats.c.kind.in_(GROUPS), chats.c.unreachable.is_(None), chats.c.closed_at.is_(None), not_(chats.c.left_open)
)


async def unseen(tx: AsyncConnection, since: datetime, *, limit: int) -> list[int]:
    """Groups that will be closed and were not looked at since then."""
    old = or_(chats.c.rights_seen_at.is_(None), chats.c.rights_seen_at <= since)
    statement = select(chats.c.id).where(_TO_CLOSE, old).order_by(chats.c.rights_seen_at, chats.c.id).limit(limit)
    return list((await tx.execute(statement)).scalars())


async def first_seen(tx: AsyncConnection) -> datetime | None:
    """When the look that is longest ago was, of groups that will be closed."""
    moment: datetime | None = (await tx.execute(select(func.min(chats.c.rights_seen_at)).where(_TO_CLOSE))).scalar_one()
    return moment


async def note(tx: AsyncConnection, chat_id: int, missing: Collection[Right], now: datetime) -> None:
    values = {"rights_missing": [right.value for right in missing] or None, "rights_seen_at": now}
    await tx.execute(update(chats).where(chats.c.id == chat_id).values(values))


async def forget(tx: AsyncConnection, chat_id: int | None = None) -> None:
    """They may be others by now: of one group, or of all."""
    statement = update(chats).where(chats.c.kind.in_(GROUPS)).values(rights_seen_at=None)
    await tx.execute(statement if chat_id is None else statement.where(chats.c.id == chat_id))


async def lacking(
    tx: AsyncConnection, about: ColumnElement[bool] | None = None, *, limit: int = 100
) -> list[GroupRights]:
    """Groups that will be closed, or were, and in which something is missing; ``about``: a condition on chats."""
    reachable = and_(chats.c.kind.in_(GROUPS), chats.c.unreachable.is_(None), not_(chats.c.left_open))
    statement = (
        select(chats.c.id, chats.c.title, chats.c.rights_missing, chats.c.rights_seen_at)
        .where(reachable, chats.c.rights_missing.is_not(None))
        .order_by(chats.c.title, chats.c.id)
        .limit(limit)
    )
    rows = await tx.execute(statement if about is None else statement.where(about))
    return [GroupRights(row[0], row[1], tuple(Right(right) for right in row[2]), row[3]) for row in rows]


async def counts(tx: AsyncConnection) -> tuple[int, int]:
    """How many groups will be closed, and how many of them were looked at."""
    row = (await tx.execute(select(func.count(), func.count(chats.c.rights_seen_at)).where(_TO_CLOSE))).one()
    return row[0], row[1]
