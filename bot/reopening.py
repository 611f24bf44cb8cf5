"""Reopening: channels that were closed and have been granted more time are told so."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.deliveries import Draft, Purpose
from bot.languages import choose
from bot.sections import Company
from bot.storage import chats, closings, customers, deliveries
from bot.storage.database import Database


async def reopen(database: Database, company: Company, outbox: Bell, now: datetime) -> None:
    """What closing did to groups is undone by the Closer, step by step; each channel is told once until when."""
    async with database.transaction() as tx:
        await tell(tx, company, await closings.reopen_all(tx, now), now)
    outbox.ring()


async def tell(tx: AsyncConnection, company: Company, chat_ids: Collection[int], now: datetime) -> None:
    """Until when they are open again; also whoever was before, and to the same moment, for a closing lay between."""
    times = await closings.times_begun(tx) if chat_ids else 0
    for chat_id in chat_ids:
        chat = await chats.get(tx, chat_id)
        if chat is None or chat.open_until is None or chat.unreachable is not None:
            continue
        own = await customers.language_of(tx, chat_id)
        language = choose(own or chat.language, company.language)
        words = texts.chat_reopened(language, company.name, chat.open_until, company.zone)
        occasion = f"reopened/{chat.open_until:%Y-%m-%dT%H:%M:%S}/{times}"
        await deliveries.plan(tx, Draft(occasion, chat_id, Purpose.STATUS, words), now)
