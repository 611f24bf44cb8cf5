"""The move from chat to desk, day by day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.reconciliation import KEPT, Books
from bot.storage.reports.spans import Span, seconds, within
from bot.storage.schema import customers, reconciliations


async def migrated(tx: AsyncConnection, span: Span) -> list[int]:
    """When each customer moved, in seconds since 1970."""
    statement = select(seconds(tx, customers.c.migrated_at)).where(within(customers.c.migrated_at, span))
    return list((await tx.execute(statement)).scalars())


async def messages(tx: AsyncConnection, days: Collection[date]) -> dict[date, int]:
    """What customers wrote in chat on each day that is over and has been counted."""
    columns = reconciliations.c
    statement = select(columns.day, columns.outcomes).where(columns.day >= min(days), columns.day <= max(days))
    return {day: said(Books(day, 0, outcomes, 0, 0, 0)) for day, outcomes in await tx.execute(statement)}


def said(books: Books) -> int:
    return sum(books.of(outcome) for outcome in KEPT)
