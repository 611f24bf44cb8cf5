"""Reopening: channels that were closed and have been granted more time are told so."""

from datetime import datetime

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
        for chat_id in await closings.reopen_all(tx, now):
            chat = await chats.get(tx, chat_id)
            if chat is None or chat.open_until is None or chat.unreachable is not None:
                continue
            own = await customers.language_of(tx, chat_id)
            language = choose(own or chat.language, company.language)
            words = texts.chat_reopened(language, company.name, chat.open_until, company.zone)
            occasion = f"reopened/{chat.open_until:%Y-%m-%dT%H:%M:%S}"
            await deliveries.plan(tx, Draft(occasion, chat_id, Purpose.STATUS, words), now)
    outbox.ring()
