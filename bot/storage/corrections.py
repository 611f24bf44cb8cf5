"""Corrections of categories, from which the suggestions learn."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import cards, customers, entries, tickets
from bot.storage.schema import corrections
from bot.tickets import EntryKind, Ticket

Correction = tuple[str, str]
"""A text, and the key of the category that people chose for it."""


async def correct(tx: AsyncConnection, ticket: Ticket, key: str, now: datetime) -> str | None:
    """Files the ticket under that category, and remembers it for the words that it began with.

    Returns these, for a suggester to learn from once they are committed; None where nothing is to be learned: the
    ticket was filed so before, or its words are erased or may still be rewritten (erasing finds a correction by them).
    """
    # An erasure going on is waited for, or waits.
    await customers.hold(tx, ticket.customer_id)
    # Where nothing changes too: the card, whose buttons may offer the categories just now, is shown anew.
    filed = await tickets.set_category(tx, ticket.id, key, now=now)
    first = await entries.first_of(tx, ticket.id)
    if first is None or first.kind is not EntryKind.MESSAGE or key == ticket.category or filed.erased_at is not None:
        return None
    if await cards.is_unsent(tx, ticket.id):
        return None
    await add(tx, first.text, key, now)
    return first.text


async def add(tx: AsyncConnection, text: str, category: str, now: datetime) -> None:
    await tx.execute(insert(corrections).values(text=text, category=category, at=now))


async def latest(tx: AsyncConnection, *, limit: int) -> list[Correction]:
    """Newest first."""
    statement = select(corrections.c.text, corrections.c.category).order_by(corrections.c.id.desc()).limit(limit)
    return [(text, category) for text, category in await tx.execute(statement)]
