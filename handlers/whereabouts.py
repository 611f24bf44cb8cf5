"""Where something was said: the channel, which for a chat of a staff member's own account is not Telegram's chat id."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BusinessConnection, TelegramObject, Update

from bot.bell import Bell
from bot.clock import Clock
from bot.people import Action, People, may
from bot.storage import business, deliveries
from bot.storage.database import Database


class Whereabouts(BaseMiddleware):
    """Adds `channel`, and `owner_id` where the channel is somebody's own account.

    Whoever has Telegram Premium can connect the bot to their account: only what comes through staff's is heard.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        where: EventContext = data[EVENT_CONTEXT_KEY]
        data["channel"] = where.chat_id
        if where.business_connection_id is None or where.chat_id is None or not isinstance(event, Update):
            return await handler(event, data)
        people: People = data["people"]
        database: Database = data["database"]
        owner_id = await _owner_of(where.business_connection_id, people, database, data["bot"], data["clock"])
        if owner_id is None or not is_ours(people, owner_id):
            return "ignored: account of a stranger"
        data["owner_id"] = owner_id
        async with database.transaction() as tx:
            data["channel"] = await business.channel(tx, owner_id, where.chat_id)
            message = event.business_message
            if message is not None and where.user_id == where.chat_id:
                await business.heard(tx, data["channel"], message.date)
                clock: Clock = data["clock"]
                await deliveries.let_go(tx, [data["channel"]], clock.now())
        outbox: Bell = data["outbox"]
        outbox.ring()
        return await handler(event, data)


async def note_connection(connection: BusinessConnection, database: Database, clock: Clock) -> None:
    may_reply = bool(connection.rights and connection.rights.can_reply)
    async with database.transaction() as tx:
        await business.connect(
            tx, connection.user.id, connection.id, may_reply=may_reply, enabled=connection.is_enabled
        )
        if may_reply and connection.is_enabled:
            await deliveries.let_go(tx, business.channels_of_owner(connection.user.id), clock.now())


def is_ours(people: People, owner_id: int) -> bool:
    return may(people.role(owner_id), Action.WORK_TICKETS)


async def _owner_of(connection_id: str, people: People, database: Database, bot: Bot, clock: Clock) -> int | None:
    """Telegram is asked of an account that was connected when nobody was listening; None when it knows none such."""
    async with database.reading() as tx:
        owner_id = await business.owner_of(tx, connection_id)
    if owner_id is not None:
        return owner_id
    with suppress(TelegramBadRequest):
        connection = await bot.get_business_connection(connection_id)
        if is_ours(people, connection.user.id):
            await note_connection(connection, database, clock)
        return connection.user.id
    return None
