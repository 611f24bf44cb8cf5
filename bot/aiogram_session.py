"""aiogram's way to Telegram over HTTP, under the same rule as `bot/transport.py`: no error quotes the token."""

from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError

from bot.transport import describe, not_json


class Session(AiohttpSession):
    """aiogram's own session, its failures without URLs and a proxy's error page as the server error it is."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except TelegramNetworkError as error:
            if not isinstance(error.__cause__, ClientError | OSError):
                raise  # Telegram's own words
            failure = TelegramNetworkError(method=method, message=describe(error.__cause__))
        raise failure

    async def close(self) -> None:
        """Without aiogram's wait of a quarter of a second: aiohttp itself waits for its connections to close."""
        if self._session is not None:
            await self._session.close()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if status_code >= HTTPStatus.MULTIPLE_CHOICES and not content.lstrip().startswith("{"):
            raise TelegramServerError(method=method, message=not_json(status_code))
        return super().check_response(bot, method, status_code, content)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of a file; what goes wrong on the way is a ClientError with a text of ours."""
        try:
            async for chunk in super().stream_content(url, headers, timeout, chunk_size, raise_for_status):
                yield chunk
            return
        except (ClientError, OSError) as error:
            failure = ClientError(describe(error))
        raise failure
