"""The two clients on one token: aiogram answers, python-telegram-bot delivers, one budget paces both."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Self, cast

from aiogram import Bot, types
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from telegram import LinkPreviewOptions
from telegram.error import InvalidToken, RetryAfter
from telegram.ext import BaseRateLimiter, Defaults, ExtBot

from bot.aiogram_session import Session
from bot.budget import Priority, SendBudget
from bot.outcome import flood_wait_seconds
from bot.transport import AiohttpRequest

_ANSWER_TRIES = 4

# Calls that put a message into a chat or change one, by the beginning of their names: these meet the chat's own rate.
_WRITING = ("send", "edit", "copy", "forward", "pin", "stop")
# It acts in a chat, and names none.
_NAMELESS = "deletebusinessmessages"

# At DEBUG, python-telegram-bot logs its base URL, which holds the token, and the texts of customers.
logging.getLogger("telegram.ext.ExtBot").setLevel(logging.INFO)


@dataclass(frozen=True)
class Telegram:
    """Both clients show the token in their representation, so this one shows neither."""

    bot: Bot = field(repr=False)
    """aiogram's: takes updates in and answers them."""
    sender: ExtBot[Priority] = field(repr=False)
    """python-telegram-bot's: sends deliveries. Its calls take `rate_limit_args=Priority...`, else NOTIFICATION."""
    budget: SendBudget

    async def start(self) -> None:
        """Open the sender and ask Telegram for the bot's name.

        Raises InvalidToken or NetworkError of python-telegram-bot. After a NetworkError both clients are usable all
        the same, for when Telegram is back.
        """
        try:
            await self.sender.initialize()
            return
        except InvalidToken:
            failure = InvalidToken("Telegram does not know this token")  # the original's text quotes it
        raise failure

    async def close(self) -> None:
        try:
            await self.sender.shutdown()
        finally:
            # A sender that was stopped in the middle of `start` believes that it has nothing to close.
            await self.sender.request.shutdown()
            await self.bot.session.close()

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def connect(token: str, api_base: str, budget: SendBudget) -> Telegram:
    """Make both clients for any Bot API server. Both write HTML without link previews unless told otherwise.

    Nothing goes over the network before `start`.
    """
    api_base = api_base.rstrip("/")
    bot = Bot(
        token,
        session=Session(api=TelegramAPIServer.from_base(api_base)),
        default=DefaultBotProperties(
            parse_mode=ParseMode.HTML, link_preview=types.LinkPreviewOptions(is_disabled=True)
        ),
    )
    bot.session.middleware(BudgetMiddleware(budget))
    request = AiohttpRequest()
    sender = ExtBot(
        token,
        base_url=f"{api_base}/bot",
        base_file_url=f"{api_base}/file/bot",
        request=request,
        get_updates_request=request,
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=BudgetRateLimiter(budget),
    )
    return Telegram(bot, sender, budget)


async def call(sender: ExtBot[Priority], endpoint: str, parameters: dict[str, Any], priority: Priority) -> Any:
    """JSON in, JSON out, by way of the sender's rate limiter and transport; raises what its own methods raise.

    To make a Message of the answer costs more than the request itself, and a delivery needs the id alone. None of the
    sender's defaults are added: the parameters are all that is sent, without those that are None.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    limiter = cast(BudgetRateLimiter, sender.rate_limiter)
    request = cast(AiohttpRequest, sender.request)
    return await limiter.process_request(
        request.post_json, (f"{sender.base_url}/{endpoint}", given), {}, endpoint, given, priority
    )


class BudgetMiddleware(BaseRequestMiddleware):
    """aiogram's calls: each waits for its turn as an answer, and again after a `retry_after`, a few times."""

    def __init__(self, budget: SendBudget) -> None:
        self._budget = budget

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat_id = getattr(method, "chat_id", None)
        if not _acts_in_a_chat(method.__api_method__, chat_id):
            return await make_request(bot, method)
        tries = 0
        while True:
            await self._budget.acquire(_chat_to_pace(method.__api_method__, chat_id), Priority.ANSWER)
            tries += 1
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._budget.refused(error.retry_after)
                if tries == _ANSWER_TRIES:
                    raise


class BudgetRateLimiter(BaseRateLimiter[Priority]):
    """`ExtBot`'s calls: each waits for its turn; a `retry_after` pauses everyone and is left to the sender."""

    def __init__(self, budget: SendBudget) -> None:
        self._budget = budget

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        chat_id = data.get("chat_id")
        if not _acts_in_a_chat(endpoint, chat_id):
            return await callback(*args, **kwargs)
        priority = Priority.NOTIFICATION if rate_limit_args is None else rate_limit_args
        await self._budget.acquire(_chat_to_pace(endpoint, chat_id), priority)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._budget.refused(flood_wait_seconds(error))
            raise


def _acts_in_a_chat(endpoint: str, chat_id: int | str | None) -> bool:
    """Whether a call costs budget. Asking, settings of the bot and answers to presses do not.

    A `retry_after` on those is about that method alone (renaming the bot: hours) and must not silence the chats.
    """
    name = endpoint.lower()  # as Telegram takes them
    return name.startswith((*_WRITING, _NAMELESS)) or (chat_id is not None and not name.startswith("get"))


def _chat_to_pace(endpoint: str, chat_id: int | str | None) -> int | str | None:
    """The chat whose own rate counts; None for calls that leave no message, such as rights, deletions, "typing"."""
    name = endpoint.lower()
    return chat_id if name.startswith(_WRITING) and name != "sendchataction" else None
