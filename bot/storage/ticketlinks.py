"""Links between tickets that have to do with each other; both see it."""

from sqlalchemy import BigInteger, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tickets, upsert
from bot.storage.schema import ticket_links
from bot.tickets import Ticket


async def link(tx: AsyncConnection, one_id: int, other_id: int) -> bool:
    """False when they were linked before."""
    statement = upsert.insert(tx, ticket_links).values(_pair(one_id, other_id)).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(ticket_links.c.low_id))).first() is not None


async def unlink(tx: AsyncConnection, one_id: int, other_id: int) -> bool:
    """False when they were not linked."""
    pair = _pair(one_id, other_id)
    same = (ticket_links.c.low_id == pair["low_id"], ticket_links.c.high_id == pair["high_id"])
    return (await tx.execute(delete(ticket_links).where(*same))).rowcount > 0


_low, _high, _asked = ticket_links.c.low_id, ticket_links.c.high_id, bindparam("ticket", type_=BigInteger)
_pairs = select(_low, _high).where(or_(_low == _asked, _high == _asked))


async def of_ticket(tx: AsyncConnection, ticket_id: int) -> list[Ticket]:
    """Those that it is linked with, by number."""
    pairs = await tx.execute(_pairs, {"ticket": ticket_id})
    numbers = {low if high == ticket_id else high for low, high in pairs}
    found = await tickets.by_id(tx, numbers)
    return [found[number] for number in sorted(found)]


def _pair(one_id: int, other_id: int) -> dict[str, int]:
    return {"low_id": min(one_id, other_id), "high_id": max(one_id, other_id)}
