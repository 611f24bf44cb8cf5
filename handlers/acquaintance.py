"""Whoever writes becomes known: the person as a customer, the chat as a channel."""

from datetime import datetime

from aiogram.types import Chat, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import is_business
from bot.languages import code_of
from bot.storage import chats, customers
from bot.storage.customers import Customer
from handlers.reading import clean, name_of


async def meet(tx: AsyncConnection, user: User, now: datetime) -> Customer:
    return await customers.seen(
        tx,
        user.id,
        name=name_of(user),
        username=user.username,
        language=code_of(user.language_code),
        now=now,
    )


async def remember(tx: AsyncConnection, channel: int, chat: Chat, user: User | None, now: datetime) -> None:
    """Makes the chat a known channel, reachable again. It is spoken to in the language of who first wrote there."""
    await chats.seen(
        tx,
        channel,
        kind=chats.BUSINESS if is_business(channel) else chat.type,
        title=clean(chat.title or chat.full_name or str(chat.id)),
        language=code_of(user.language_code) if user is not None else None,
        now=now,
    )
