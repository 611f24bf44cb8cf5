"""Colleagues: the company's own people, and the language that each of them reads."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import colleagues, customers
from bot.storage.upsert import insert


async def language_of(tx: AsyncConnection, person_id: int) -> str | None:
    """What their app last spoke, as far as we have heard from it."""
    found: str | None = (
        await tx.execute(select(colleagues.c.language).where(colleagues.c.id == person_id))
    ).scalar_one_or_none()
    return found


async def languages_of(tx: AsyncConnection, person_ids: Collection[int]) -> Mapping[int, str]:
    """By their ids; what they chose goes before what their app speaks. Who never wrote is missing."""
    found: dict[int, str] = {}
    for table in (colleagues, customers):
        known = select(table.c.id, table.c.language).where(table.c.id.in_(person_ids), table.c.language.is_not(None))
        found |= {number: language for number, language in await tx.execute(known)}
    return found


async def note(tx: AsyncConnection, person_id: int, language: str) -> None:
    statement = insert(tx, colleagues).values(id=person_id, language=language)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[colleagues.c.id], set_={"language": statement.excluded.language}
        )
    )
