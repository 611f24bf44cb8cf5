"""Who is speaking: role and language, before any handler is asked."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import EVENT_FROM_USER_KEY
from aiogram.types import TelegramObject, User

from bot.languages import choose, code_of
from bot.people import People, Role
from bot.sections import Company
from bot.storage import colleagues, customers
from bot.storage.database import Database


class Speaker(BaseMiddleware):
    """Adds `role` and `language`; a customer's own choice of language goes before what their app says."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user: User | None = data.get(EVENT_FROM_USER_KEY)
        people: People = data["people"]
        company: Company = data["company"]
        database: Database = data["database"]
        chosen = None
        if user is not None:
            role = data["role"] = people.role(user.id)
            async with database.reading() as tx:
                chosen = await customers.language_of(tx, user.id) or code_of(user.language_code)
            if role is not Role.CUSTOMER:
                await _note_language(database, user)
        data["language"] = choose(chosen, company.language)
        return await handler(event, data)


async def _note_language(database: Database, user: User) -> None:
    """Colleagues are also written to unasked, and are no customers, whose rows would hold it."""
    spoken = code_of(user.language_code)
    if spoken is None:
        return
    async with database.reading() as tx:
        known = await colleagues.language_of(tx, user.id)
    if spoken != known:
        async with database.transaction() as tx:
            await colleagues.note(tx, user.id, spoken)
