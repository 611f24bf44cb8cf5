"""Hears in what customers write that they wish to be called."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, TelegramObject, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.callwish import CallWish, call_wish_in
from bot.clock import Clock
from bot.languages import Language
from bot.storage import customers, entries, tickets
from bot.storage.customers import Customer
from bot.storage.database import Database
from bot.tickets import Ticket
from handlers.acquaintance import meet
from handlers.callquestions import Questions


class HearsCallWishes(BaseMiddleware):
    """After a message has become an entry: where it says "call me", the wish is noted and the call is spoken of."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        outcome = await handler(event, data)
        if outcome in {"ticket", "entry"} and isinstance(event, Message) and event.text:
            wish = call_wish_in(event.text)
            if wish is not None:
                # The message is kept, whether or not its writer can still be asked.
                with suppress(TelegramForbiddenError, TelegramBadRequest):
                    await _hear(
                        event,
                        wish,
                        data["event_from_user"],
                        data["channel"],
                        data["language"],
                        data["state"],
                        data["database"],
                        data["clock"],
                        data["outbox"],
                    )
        return outcome


async def _hear(
    message: Message,
    wish: CallWish,
    user: User,
    channel: int,
    language: Language,
    state: FSMContext,
    database: Database,
    clock: Clock,
    outbox: Bell,
) -> None:
    now = clock.now()
    async with database.transaction() as tx:
        ticket_id = await entries.ticket_of(tx, channel, message.message_id)
        ticket = await tickets.get(tx, ticket_id) if ticket_id is not None else None
        if ticket is None or not ticket.is_open:
            return
        customer = await note_wish(tx, ticket, user, wish.phone, now)
    outbox.ring()
    # A group is no place to ask for a number.
    if message.chat.type == ChatType.PRIVATE:
        questions = Questions(message, ticket.id, language, state, now)
        await (questions.time(customer, phone=wish.phone) if wish.phone else questions.begin(customer))


async def note_wish(tx: AsyncConnection, ticket: Ticket, user: User, phone: str | None, now: datetime) -> Customer:
    """Notes that the ticket's customer wishes to be called, what is known of when as it is, and the number if given."""
    if phone is not None:
        await customers.set_phone(tx, user.id, phone)
    if ticket.callback_wish is None:
        await tickets.wish_call(tx, ticket.id, "", now=now)
    return await meet(tx, user, now)
