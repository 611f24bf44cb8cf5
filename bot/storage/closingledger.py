"""How far closing is, group by group: for the page that shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Purpose
from bot.storage.chats import GROUPS
from bot.storage.schema import chats, closings, deliveries


@dataclass(frozen=True, slots=True)
class GroupClosing:
    chat_id: int
    title: str
    began_at: datetime
    notice: str | None
    """The state of its delivery."""
    pinned: bool
    read_only: bool
    topics_closed: list[int] | None
    """None where there are none to close."""
    missing_rights: list[str] | None
    """None until they were looked at."""
    reopened_at: datetime | None
    finished_at: datetime | None
    retry_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Of private and business chats there is one step: they are closed from the moment on."""

    channels: int
    closed: int
    groups: int
    groups_closed: int
    """With every step done."""
    under_way: int
    in_trouble: int


_notice = (
    select(deliveries.c.state)
    .where(deliveries.c.chat_id == closings.c.chat_id, deliveries.c.purpose == Purpose.CLOSING.value)
    .order_by(deliveries.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_troubled = and_(closings.c.finished_at.is_(None), closings.c.error.is_not(None))


async def page(tx: AsyncConnection, *, offset: int = 0, limit: int) -> list[GroupClosing]:
    """What is in trouble first, then what is under way, then by title."""
    statement = (
        select(
            closings.c.chat_id,
            chats.c.title,
            closings.c.began_at,
            _notice,
            closings.c.pinned_message_id.is_not(None),
            closings.c.read_only,
            closings.c.topics_closed,
            closings.c.missing_rights,
            closings.c.reopened_at,
            closings.c.finished_at,
            closings.c.retry_at,
            closings.c.error,
        )
        .join(chats, chats.c.id == closings.c.chat_id)
        .order_by(
            case((_troubled, 0), (closings.c.finished_at.is_(None), 1), else_=2), chats.c.title, closings.c.chat_id
        )
        .offset(offset)
        .limit(limit)
    )
    return [GroupClosing(*row) for row in await tx.execute(statement)]


async def progress(tx: AsyncConnection, staff: Collection[int]) -> Progress:
    is_group = chats.c.kind.in_(GROUPS)
    done = and_(is_group, chats.c.closed_at.is_not(None), closings.c.finished_at.is_not(None))
    begun = closings.c.chat_id.is_not(None)
    counted = (
        func.count(),
        func.count(chats.c.closed_at),
        _count(is_group),
        _count(done),
        _count(and_(begun, closings.c.finished_at.is_(None))),
        _count(and_(begun, _troubled)),
    )
    known = select(*counted).select_from(chats).outerjoin(closings, closings.c.chat_id == chats.c.id)
    row = (await tx.execute(known.where(chats.c.id.not_in(staff)))).one()
    return Progress(*row)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
