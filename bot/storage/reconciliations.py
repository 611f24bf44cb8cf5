"""The books of the inbox: counted from its rows, and kept for each day that is over."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.reconciliation import KEPT, Books
from bot.storage.schema import drafts, entries, reconciliations, updates
from bot.storage.upsert import insert

Span = tuple[datetime, datetime]
"""Half-open."""


async def count(tx: AsyncConnection, day: date | None = None, span: Span | None = None) -> Books:
    """What was received in ``span`` (None: ever), and what has become of it by now."""
    then = true() if span is None else and_(updates.c.received_at >= span[0], updates.c.received_at < span[1])
    by_state = select(updates.c.state, func.count()).where(then).group_by(updates.c.state)
    states = {state: number for state, number in await tx.execute(by_state)}
    by_outcome = select(updates.c.outcome, func.count()).where(then, updates.c.state == "done")
    outcomes = {word or "": number for word, number in await tx.execute(by_outcome.group_by(updates.c.outcome))}
    return Books(
        day,
        received=sum(states.values()),
        outcomes=outcomes,
        waiting=states.get("waiting", 0),
        failed=states.get("dead", 0),
        kept=await _kept(tx, then),
    )


async def _kept(tx: AsyncConnection, then: ColumnElement[bool]) -> int:
    """Of the updates whose words are said to be kept, those whose words are there."""
    said = or_(*(updates.c.outcome.startswith(word) for word in KEPT))
    there = or_(
        exists().where(entries.c.update_id == updates.c.update_id),
        exists().where(drafts.c.update_id == updates.c.update_id),
    )
    statement = select(func.count()).select_from(updates).where(then, updates.c.state == "done", said, there)
    return (await tx.execute(statement)).scalar_one()


async def keep(tx: AsyncConnection, books: Books, now: datetime) -> None:
    """For a day that is over; counted again, it replaces what was counted before."""
    values = {
        "received": books.received,
        "outcomes": dict(books.outcomes),
        "waiting": books.waiting,
        "failed": books.failed,
        "kept": books.kept,
        "counted_at": now,
    }
    statement = insert(tx, reconciliations).values(day=books.day, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=[reconciliations.c.day], set_=values))


async def latest(tx: AsyncConnection, *, limit: int) -> list[Books]:
    """The newest days first."""
    columns = reconciliations.c
    statement = (
        select(columns.day, columns.received, columns.outcomes, columns.waiting, columns.failed, columns.kept)
        .order_by(columns.day.desc())
        .limit(limit)
    )
    return [Books(*row) for row in await tx.execute(statement)]


async def first_received(tx: AsyncConnection) -> datetime | None:
    moment: datetime | None = (await tx.execute(select(func.min(updates.c.received_at)))).scalar_one()
    return moment
