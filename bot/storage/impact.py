"""How many people and chats an act on the transition is about: shown before it is confirmed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.audiences import has_migrated
from bot.storage.chats import GROUPS
from bot.storage.schema import chats


@dataclass(frozen=True, slots=True)
class Impact:
    """``private``: customers' own chats, those through accounts of staff among them."""

    private: int
    groups: int
    staying: int
    """Of the private ones: not migrated."""
    unreachable: int
    closed: int
    extended: int
    left_open: int


async def of_all(tx: AsyncConnection, staff: Collection[int], *, about: ColumnElement[bool] | None = None) -> Impact:
    """``about``: a condition on chats, such as `grants.channels_of`; without one, all channels."""
    is_group = chats.c.kind.in_(GROUPS)
    counted = select(
        _count(~is_group),
        _count(is_group),
        _count(~is_group & ~has_migrated()),
        _count(chats.c.unreachable.is_not(None)),
        _count(chats.c.closed_at.is_not(None)),
        _count(chats.c.open_until.is_not(None)),
        _count(chats.c.left_open),
    ).where(chats.c.id.not_in(staff))
    row = (await tx.execute(counted if about is None else counted.where(about))).one()
    return Impact(*row)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
