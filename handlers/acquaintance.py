"""Whoever writes becomes known: the person as a customer, the chat as a channel."""

from dataclasses import replace
from datetime import datetime

from aiogram.types import Chat, Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import is_business
from bot.languages import code_of
from bot.storage import arrivals, chats, customers
from bot.storage.arrivals import Arrival
from bot.storage.customers import Customer
from handlers.reading import clean, name_of


async def meet(tx: AsyncConnection, user: User, now: datetime, known: Customer | None = None) -> Customer:
    """``known``: as this transaction holds them; then only what is new is written."""
    name, language = name_of(user), code_of(user.language_code)
    if known is not None and (known.name, known.username) == (name, user.username) and (known.language or not language):
        return known
    return await customers.seen(tx, user.id, name=name, username=user.username, language=language, now=now)


async def remember(
    tx: AsyncConnection, channel: int, chat: Chat, user: User | None, now: datetime, known: chats.Chat | None = None
) -> None:
    """Makes the chat a known channel, reachable again. It is spoken to in the language of who first wrote there.

    ``known``: as this transaction found it; then only what is new is written.
    """
    kind = chats.BUSINESS if is_business(channel) else chat.type
    title = clean(chat.title or chat.full_name or str(chat.id))
    language = code_of(user.language_code) if user is not None else None
    as_known = known is not None and (known.kind, known.title, known.unreachable) == (kind, title, None)
    if known is None or not as_known or (language and not known.language):
        await chats.seen(tx, channel, kind=kind, title=title, language=language, now=now)


async def arrive(
    tx: AsyncConnection, message: Message, user: User, channel: int, now: datetime, *, begun_since: datetime
) -> Arrival:
    """What is known around a message of this person's, who is known from now on, and so is the chat."""
    sought = {"customer_id": user.id, "chat_id": channel, "message_id": message.message_id}
    arrival = await arrivals.of_message(tx, **sought, begun_since=begun_since)
    if arrival is None:
        await meet(tx, user, now)
        arrival = await arrivals.of_message(tx, **sought, begun_since=begun_since)
        if arrival is None:
            raise LookupError("the transition has not begun")
    if arrival.kept:
        return arrival
    customer = await meet(tx, user, now, arrival.customer)
    await remember(tx, channel, message.chat, user, now, arrival.chat)
    return replace(arrival, customer=customer)
