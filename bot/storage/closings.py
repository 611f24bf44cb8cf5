"""What closing did to each channel, step by step: repeatable after a failure, and with all that undoing it needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Purpose
from bot.grants import GrantKind
from bot.storage.chats import GROUPS
from bot.storage.grants import about_chat
from bot.storage.schema import broadcasts, chats, closings, grants, tickets
from bot.storage.upsert import insert

AT_ONCE = 500
GENERAL = 0
"""The topic that each forum has, which calls of its own are about: no topic has this number."""


@dataclass(frozen=True, slots=True)
class Closing:
    chat_id: int
    attempts: int
    permissions_before: dict[str, Any] | None
    """Kept from before the first try to take them away until they are given back."""
    pinned_message_id: int | None
    read_only: bool
    began_at: datetime
    reopened_at: datetime | None = None
    """Set while, and since, it was undone."""
    missing_rights: list[str] | None = None
    """None until the bot's rights were looked at."""
    topics_closed: list[int] | None = None
    """Of a forum: the topics that closing closed."""


def is_due(now: datetime) -> ColumnElement[bool]:
    """A condition on chats, for once the deadline has come: open, and not granted more time than until this moment."""
    more = and_(chats.c.open_until.is_not(None), chats.c.open_until > now)
    return and_(chats.c.closed_at.is_(None), not_(chats.c.left_open), not_(more))


async def times_begun(tx: AsyncConnection) -> int:
    """How often closing has begun: for all at the deadline, then whenever somebody's own time had ended."""
    statement = select(func.count()).where(broadcasts.c.kind == Purpose.CLOSING)
    return int((await tx.execute(statement)).scalar_one())


async def begin_all(tx: AsyncConnection, now: datetime) -> int:
    """Every channel that is due is closed from this moment, also one that was opened again; returns how many.

    Groups have steps to take, and so a row here; in private and business chats there is nothing to take away. Where the
    undoing of an earlier closing was not finished, what that one kept and has not given back stays kept.
    """
    moment = literal(now, closings.c.began_at.type)
    rows = select(chats.c.id, moment, moment).where(is_due(now), chats.c.kind.in_(GROUPS))
    statement = insert(tx, closings).from_select(["chat_id", "began_at", "retry_at"], rows)
    fresh = dict.fromkeys(("missing_rights", "finished_at", "reopened_at", "error"), None)
    again = {"began_at": now, "retry_at": now, "read_only": False, "attempts": 0}
    await tx.execute(statement.on_conflict_do_update(index_elements=[closings.c.chat_id], set_=fresh | again))
    return (await tx.execute(update(chats).where(is_due(now)).values(closed_at=now))).rowcount


async def any_due(tx: AsyncConnection, now: datetime) -> bool:
    return (await tx.execute(select(chats.c.id).where(is_due(now)).limit(1))).first() is not None


async def close_newcomers(tx: AsyncConnection, deadline: datetime, now: datetime) -> None:
    """Who first wrote after the deadline was answered so already: their own chat is closed without another word."""
    late = and_(chats.c.first_seen_at >= deadline, chats.c.kind.not_in(GROUPS))
    await tx.execute(update(chats).where(is_due(now), late).values(closed_at=now))


async def next_to_close(tx: AsyncConnection) -> datetime | None:
    """When the next channel's granted time ends."""
    statement = select(func.min(chats.c.open_until)).where(
        chats.c.open_until.is_not(None), chats.c.closed_at.is_(None), not_(chats.c.left_open)
    )
    earliest: datetime | None = (await tx.execute(statement)).scalar_one()
    return earliest


async def reopen_all(tx: AsyncConnection, now: datetime) -> list[int]:
    """Every closed channel that was granted more time is open from this moment; returns them.

    What closing did to a group is undone step by step, as its row says from now on.
    """
    again = and_(chats.c.closed_at.is_not(None), chats.c.open_until > now)
    statement = update(chats).where(again).values(closed_at=None).returning(chats.c.id)
    opened = list((await tx.execute(statement)).scalars())
    steps = {"reopened_at": now, "retry_at": now, "finished_at": None, "attempts": 0, "error": None}
    for first in range(0, len(opened), AT_ONCE):
        those = closings.c.chat_id.in_(opened[first : first + AT_ONCE])
        await tx.execute(update(closings).where(those).values(steps))
    return opened


async def reopened_already(tx: AsyncConnection, now: datetime) -> list[int]:
    """Channels that an admin opened again after the deadline, before closing came to close them."""
    standing = and_(grants.c.kind == GrantKind.REOPENING, grants.c.ended_at.is_(None), about_chat())
    reopening = select(grants.c.id).where(standing, grants.c.until == chats.c.open_until).correlate(chats)
    still_open = and_(chats.c.closed_at.is_(None), not_(chats.c.left_open), chats.c.open_until > now)
    return list((await tx.execute(select(chats.c.id).where(still_open, reopening.exists()))).scalars())


async def due(tx: AsyncConnection, now: datetime, *, limit: int) -> list[Closing]:
    """Closings with a step left that may be tried now."""
    statement = (
        select(
            closings.c.chat_id,
            closings.c.attempts,
            closings.c.permissions_before,
            closings.c.pinned_message_id,
            closings.c.read_only,
            closings.c.began_at,
            closings.c.reopened_at,
            closings.c.missing_rights,
            closings.c.topics_closed,
        )
        .where(closings.c.finished_at.is_(None), closings.c.retry_at <= now)
        .order_by(closings.c.retry_at, closings.c.chat_id)
        .limit(limit)
    )
    return [Closing(*row) for row in await tx.execute(statement)]


async def note(tx: AsyncConnection, chat_id: int, **values: Any) -> None:
    """Records a step that was done, a failure, or the end."""
    await tx.execute(update(closings).where(closings.c.chat_id == chat_id).values(**values))


async def topics_of(tx: AsyncConnection, chat_id: int) -> list[int]:
    """The topics of this chat that tickets came from."""
    statement = select(tickets.c.thread_id).where(tickets.c.chat_id == chat_id, tickets.c.thread_id.is_not(None))
    return list((await tx.execute(statement.distinct().order_by(tickets.c.thread_id))).scalars())


async def next_due(tx: AsyncConnection) -> datetime | None:
    statement = select(func.min(closings.c.retry_at)).where(closings.c.finished_at.is_(None))
    earliest: datetime | None = (await tx.execute(statement)).scalar_one()
    return earliest


async def failing(tx: AsyncConnection) -> list[tuple[int, str]]:
    """Channels whose closing is not finished for a reason that an admin can mend."""
    statement = select(closings.c.chat_id, closings.c.error).where(
        closings.c.finished_at.is_(None), closings.c.error.is_not(None)
    )
    return [(chat_id, error) for chat_id, error in await tx.execute(statement)]
