"""What staff did in a period: answers, time, and gestures of goodwill."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.reports.spans import Person, Span, within
from bot.storage.schema import efforts, entries
from bot.tickets import EntryKind


@dataclass(frozen=True, slots=True)
class Effort:
    minutes: int = 0
    cents: int = 0
    """Hundredths of the company's currency."""
    gestures: int = 0


async def answers(tx: AsyncConnection, span: Span) -> dict[Person, int]:
    columns = (entries.c.author_id, entries.c.author_name)
    statement = select(*columns, func.count()).where(entries.c.kind == EntryKind.REPLY, within(entries.c.at, span))
    return {(number, name): count for number, name, count in await tx.execute(statement.group_by(*columns))}


async def spent(tx: AsyncConnection, span: Span) -> dict[Person, Effort]:
    columns = (efforts.c.person_id, efforts.c.person_name)
    gestures = func.sum(case((efforts.c.gesture != "", 1), else_=0))
    sums = (func.sum(efforts.c.minutes), func.sum(efforts.c.cents), gestures)
    statement = select(*columns, *sums).where(within(efforts.c.at, span)).group_by(*columns)
    return {
        (number, name): Effort(int(minutes), int(cents), int(count))
        for number, name, minutes, cents, count in await tx.execute(statement)
    }
