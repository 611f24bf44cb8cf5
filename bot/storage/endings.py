"""When chat ends: with the deadline of all, or at a channel's own later time."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import chats, grants

MOST = 100
"""Times of their own that are looked at; each is one act of an admin's."""

_OPEN = and_(chats.c.closed_at.is_(None), not_(chats.c.left_open))


def with_all(deadline: datetime) -> ColumnElement[bool]:
    """A condition on chats: open, and closed with all others."""
    return and_(_OPEN, or_(chats.c.open_until.is_(None), chats.c.open_until <= deadline))


def at(moment: datetime) -> ColumnElement[bool]:
    """A condition on chats: open, and closed at that time of their own."""
    return and_(_OPEN, chats.c.open_until == moment)


def stays_open(deadline: datetime) -> ColumnElement[bool]:
    """A condition on chats: granted a time of their own beyond the deadline of all, or left out of closing."""
    return or_(chats.c.left_open, and_(chats.c.open_until.is_not(None), chats.c.open_until > deadline))


async def own(tx: AsyncConnection, after: datetime, *, granted_by: datetime | None = None) -> list[datetime]:
    """The later times at which open channels are closed, the soonest first; those alone that stood at a moment."""
    statement = select(chats.c.open_until).where(_OPEN, chats.c.open_until > after).distinct()
    if granted_by is not None:
        stood = select(grants.c.id).where(
            grants.c.until == chats.c.open_until, grants.c.ended_at.is_(None), grants.c.at <= granted_by
        )
        statement = statement.where(stood.exists())
    return list((await tx.execute(statement.order_by(chats.c.open_until).limit(MOST))).scalars())


async def left_out(tx: AsyncConnection, *, limit: int) -> list[str]:
    """The titles of open channels that are left out of closing."""
    statement = select(chats.c.title).where(chats.c.left_open, chats.c.closed_at.is_(None)).order_by(chats.c.id)
    return list((await tx.execute(statement.limit(limit))).scalars())
