"""Whose chat an act could be about now: a short list to choose from, groups first, then who has not moved yet."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.grants import Scope
from bot.storage.audiences import has_migrated
from bot.storage.chats import GROUPS, PRIVATE
from bot.storage.schema import chats
from bot.storage.targets import Target

MOST = 10


def is_open() -> ColumnElement[bool]:
    """A condition on chats: closing would close them."""
    return and_(chats.c.closed_at.is_(None), not_(chats.c.left_open))


def is_extendable(latest: datetime) -> ColumnElement[bool]:
    return and_(is_open(), or_(chats.c.open_until.is_(None), chats.c.open_until < latest))


def is_closed(now: datetime) -> ColumnElement[bool]:
    """And not about to be opened again."""
    return and_(chats.c.closed_at.is_not(None), or_(chats.c.open_until.is_(None), chats.c.open_until <= now))


async def first_of(
    tx: AsyncConnection, condition: ColumnElement[bool], staff: Collection[int]
) -> tuple[list[Target], int]:
    """At most MOST of those that the bot reaches, and how many there are."""
    these = (condition, chats.c.unreachable.is_(None), chats.c.id.not_in(staff))
    count = (await tx.execute(select(func.count()).select_from(chats).where(*these))).scalar_one()
    order = (chats.c.kind.in_(GROUPS).desc(), has_migrated().asc(), chats.c.title, chats.c.id)
    statement = select(chats.c.id, chats.c.title, chats.c.kind).where(*these).order_by(*order).limit(MOST)
    found = [
        Target(Scope.CUSTOMER if kind == PRIVATE else Scope.CHANNEL, number, title)
        for number, title, kind in await tx.execute(statement)
    ]
    return found, count
