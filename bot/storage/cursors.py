"""Cursors: how far the rows of a table have been looked through, by their numbers."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import upsert
from bot.storage.schema import cursors


async def position(tx: AsyncConnection, name: str) -> int:
    """0 where nothing has been looked at."""
    statement = select(cursors.c.position).where(cursors.c.name == name)
    return (await tx.execute(statement)).scalar_one_or_none() or 0


async def move(tx: AsyncConnection, name: str, to: int) -> None:
    statement = upsert.insert(tx, cursors).values(name=name, position=to)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=[cursors.c.name], set_={"position": statement.excluded.position})
    )
