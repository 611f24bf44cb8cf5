"""What became of promises, how customers rated, and what went up a level, in a period."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.promises import Outcome
from bot.storage.reports.spans import WHOLE, Person, Span, within
from bot.storage.schema import escalations, promises, tickets


async def promised(tx: AsyncConnection, span: Span) -> dict[tuple[Person, Outcome | None], int]:
    """Promises for a time in the period by who made them and what became of them; None: it still stands."""
    columns = (promises.c.by_id, promises.c.by_name, promises.c.outcome)
    meant = promises.c.outcome.is_distinct_from(Outcome.DROPPED.value)
    statement = select(*columns, func.count()).where(within(promises.c.promised_at, span), meant).group_by(*columns)
    return {
        ((number, name), Outcome(outcome) if outcome else None): count
        for number, name, outcome, count in await tx.execute(statement)
    }


async def ratings(tx: AsyncConnection, span: Span) -> dict[tuple[Person | None, int], int]:
    """Ratings given in the period by the ticket's owner (None: nobody had it) and the stars."""
    columns = (tickets.c.owner_id, tickets.c.owner_name, tickets.c.rating)
    given = (within(tickets.c.rated_at, span), tickets.c.rating.is_not(None), WHOLE)
    rows = await tx.execute(select(*columns, func.count()).where(*given).group_by(*columns))
    return {((number, name) if name else None, stars): count for number, name, stars, count in rows}


async def escalated(tx: AsyncConnection, span: Span) -> dict[tuple[str, int], int]:
    """By reason and the level that they reached."""
    columns = (escalations.c.reason, escalations.c.level)
    statement = select(*columns, func.count()).where(within(escalations.c.at, span)).group_by(*columns)
    return {(reason, level): count for reason, level, count in await tx.execute(statement)}
