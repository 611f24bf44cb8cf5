"""What staff made of the announcements' words, by stage and language."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.placeholders import Stage
from bot.storage.schema import announcement_texts
from bot.storage.upsert import insert


async def of_stage(tx: AsyncConnection, stage: Stage) -> dict[str, str]:
    """HTML with placeholders, by language; a language is missing where nobody wrote anything."""
    columns = announcement_texts.c
    rows = await tx.execute(select(columns.language, columns.text).where(columns.phase == stage))
    return {code: text for code, text in rows}


async def save(tx: AsyncConnection, stage: Stage, language: str, text: str, *, by: int, now: datetime) -> None:
    values = {"text": text, "changed_by": by, "changed_at": now}
    statement = insert(tx, announcement_texts).values(phase=stage, language=language, **values)
    columns = [announcement_texts.c.phase, announcement_texts.c.language]
    await tx.execute(statement.on_conflict_do_update(index_elements=columns, set_=values))


async def forget(tx: AsyncConnection, stage: Stage, language: str) -> None:
    """The words in the code stand again."""
    columns = announcement_texts.c
    await tx.execute(delete(announcement_texts).where(columns.phase == stage, columns.language == language))
