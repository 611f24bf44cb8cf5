"""Corrections of categories, from which the suggestions learn."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import corrections


async def add(tx: AsyncConnection, text: str, category: str, now: datetime) -> None:
    await tx.execute(insert(corrections).values(text=text, category=category, at=now))


async def latest(tx: AsyncConnection, *, limit: int) -> list[tuple[str, str]]:
    """Text and the right category, newest first."""
    statement = select(corrections.c.text, corrections.c.category).order_by(corrections.c.id.desc()).limit(limit)
    return [(text, category) for text, category in await tx.execute(statement)]
