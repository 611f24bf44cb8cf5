"""Filters of the queue that somebody keeps under a name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import views
from bot.storage.upsert import insert

MOST = 30
"""Of one person."""


@dataclass(frozen=True, slots=True)
class View:
    id: int
    name: str
    query: str
    """As in the queue's address."""


_of_person = (
    select(views.c.id, views.c.name, views.c.query).where(views.c.person_id == bindparam("person")).order_by(views.c.id)
)


async def of_person(tx: AsyncConnection, person_id: int) -> list[View]:
    """In the order in which they were first saved."""
    return [View(*row) for row in await tx.execute(_of_person, {"person": person_id})]


async def save(tx: AsyncConnection, person_id: int, name: str, query: str, now: datetime) -> bool:
    """In the place of their view of the same name; False when there are MOST others already."""
    others = select(func.count()).where(views.c.person_id == person_id, views.c.name != name)
    if (await tx.execute(others)).scalar_one() >= MOST:
        return False
    statement = insert(tx, views).values(person_id=person_id, name=name, query=query, created_at=now)
    same = [views.c.person_id, views.c.name]
    await tx.execute(statement.on_conflict_do_update(index_elements=same, set_={"query": query}))
    return True


async def forget(tx: AsyncConnection, person_id: int, view_id: int) -> None:
    """Nothing happens to another person's."""
    await tx.execute(delete(views).where(views.c.id == view_id, views.c.person_id == person_id))
