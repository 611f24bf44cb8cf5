"""Issues resolved in a period."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.reports.spans import WHOLE, Person, Span, seconds, within
from bot.storage.schema import tickets


class Kept(StrEnum):
    """Whether the one who was asked first saw it through."""

    FIRST = "first"
    DISPATCHED = "dispatched"
    """By the one who was asked first, in a department that it was passed on to."""
    TRANSFERRED = "transferred"
    NOBODY = "nobody"
    """The customer closed it before anybody had accepted it."""


@dataclass(frozen=True, slots=True)
class Group:
    category: str
    cause: str | None
    way: str | None
    kept: Kept
    count: int


# Names change, ids do not; programs have no id.
_same = or_(
    tickets.c.first_owner_id == tickets.c.owner_id,
    and_(
        or_(tickets.c.first_owner_id.is_(None), tickets.c.owner_id.is_(None)),
        tickets.c.first_owner_name == tickets.c.owner_name,
    ),
)
_kept = case(
    (tickets.c.first_owner_name.is_(None), Kept.NOBODY.value),
    (_same, case((tickets.c.department.is_(None), Kept.FIRST.value), else_=Kept.DISPATCHED.value)),
    else_=Kept.TRANSFERRED.value,
)


async def groups(tx: AsyncConnection, span: Span) -> list[Group]:
    columns = (tickets.c.category, tickets.c.cause, tickets.c.way)
    statement = select(*columns, _kept.label("kept"), func.count()).where(within(tickets.c.resolved_at, span), WHOLE)
    rows = await tx.execute(statement.group_by(*columns, "kept"))
    return [Group(category, cause, way, Kept(kept), count) for category, cause, way, kept, count in rows]


async def times(tx: AsyncConnection, span: Span) -> list[tuple[int, int]]:
    """Of each: when it was opened and resolved, in seconds since 1970."""
    moments = (seconds(tx, tickets.c.opened_at), seconds(tx, tickets.c.resolved_at))
    rows = await tx.execute(select(*moments).where(within(tickets.c.resolved_at, span), WHOLE))
    return [(opened, resolved) for opened, resolved in rows]


async def owners(tx: AsyncConnection, span: Span) -> dict[Person, int]:
    columns = (tickets.c.owner_id, tickets.c.owner_name)
    named = tickets.c.owner_name.is_not(None)
    statement = select(*columns, func.count()).where(within(tickets.c.resolved_at, span), WHOLE, named)
    return {(number, name): count for number, name, count in await tx.execute(statement.group_by(*columns))}
