"""Weak spots: causes by category, with the newest issues of each."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.reports.spans import WHOLE, Span, within
from bot.storage.schema import tickets
from bot.tickets import Cause

MOST = 100
"""More pairs of cause and category than these are no list to read."""


@dataclass(frozen=True, slots=True)
class Spot:
    cause: str
    category: str
    count: int
    issues: tuple[tuple[int, str], ...]
    """Numbers and titles, newest first."""


async def spots(tx: AsyncConnection, span: Span, *, issues: int) -> list[Spot]:
    """Of what was resolved; the most frequent first. What was no fault is no weak spot."""
    place = (tickets.c.cause, tickets.c.category)
    faulty = (tickets.c.cause.is_not(None), tickets.c.cause != Cause.NOT_A_FAULT)
    theirs = (within(tickets.c.resolved_at, span), *faulty, WHOLE)
    counted = select(*place, func.count().label("count")).where(*theirs).group_by(*place)
    counts = list(await tx.execute(counted.order_by(func.count().desc(), *place).limit(MOST)))
    nth = func.row_number().over(partition_by=place, order_by=tickets.c.id.desc()).label("nth")
    numbered = select(*place, tickets.c.id, tickets.c.title, nth).where(*theirs).subquery()
    newest = select(numbered).where(numbered.c.nth <= issues).order_by(numbered.c.id.desc())
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for cause, category, number, title, _nth in await tx.execute(newest):
        found.setdefault((cause, category), []).append((number, title))
    return [Spot(cause, category, count, tuple(found.get((cause, category), ()))) for cause, category, count in counts]
