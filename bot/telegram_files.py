"""Files as Telegram gives them out: where one lies at the moment, and its bytes from any place on.

The address of a file holds the bot's token. It is made and used here and never leaves, in no error either.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiohttp import ClientError, ClientResponse, ClientTimeout

from bot.aiogram_session import Session
from bot.errors import ChatferryError
from bot.transport import describe

PIECE = 256 * 1024
"""Bytes that are taken into memory at a time."""
_TIMEOUT = ClientTimeout(total=None, sock_connect=10, sock_read=30)
_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+)")


class TooBig(ChatferryError):
    """No bot may download this file."""


class NotGiven(ChatferryError):
    """Telegram refuses the file; that may still be a passing whim of its."""


class NotNow(ChatferryError):
    """Network or server: it is worth trying for as long as it lasts."""

    def __init__(self, said: str, wait_seconds: float = 0) -> None:
        super().__init__(said)
        self.wait_seconds = wait_seconds
        """As Telegram asked."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The bytes of a file from ``offset`` on: where it was asked for, or 0 where the server knows no such thing."""

    offset: int
    pieces: AsyncIterator[bytes]
    """Raises NotNow when the connection breaks."""


class TelegramFiles:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def locate(self, file_id: str) -> str:
        """Where it lies for an hour, relative to the token. Raises TooBig, NotGiven or NotNow."""
        try:
            path = (await self._bot.get_file(file_id)).file_path
        except TelegramRetryAfter as error:
            failure: ChatferryError = NotNow("too many requests", error.retry_after)
        except TelegramBadRequest as error:
            big = "file is too big" in error.message.lower()
            failure = TooBig(error.message) if big else NotGiven(error.message)
        except TelegramAPIError as error:
            failure = NotNow(error.message)
        except ClientDecodeError:
            failure = NotNow("not understood")
        else:
            if path is not None:
                return path
            failure = NotGiven("no path")
        raise failure

    @asynccontextmanager
    async def read(self, path: str, offset: int) -> AsyncIterator[Stream | None]:
        """None when there is nothing behind ``offset``. Raises NotGiven or NotNow."""
        session = self._bot.session
        if not isinstance(session, Session):
            raise TypeError("made for the session of bot/telegram.py")
        url = session.api.file_url(self._bot.token, path)
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        client = await session.create_session()
        try:
            response = await client.get(url, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
        except (ClientError, OSError) as error:
            failure = NotNow(describe(error))
        else:
            async with response:
                yield _stream(response, offset)
            return
        raise failure


def _stream(response: ClientResponse, offset: int) -> Stream | None:
    """Raises NotGiven or NotNow."""
    pieces = _pieces(response)
    told = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    match response.status:
        case HTTPStatus.OK:
            return Stream(0, pieces)
        case HTTPStatus.PARTIAL_CONTENT if told is not None and told[1] == str(offset):
            return Stream(offset, pieces)
        case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE if told is not None and told[2] == str(offset):
            return None
        case (
            HTTPStatus.PARTIAL_CONTENT
            | HTTPStatus.BAD_REQUEST
            | HTTPStatus.NOT_FOUND
            | HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        ):
            raise NotGiven(f"HTTP {response.status}")
    wait = response.headers.get("Retry-After", "")
    raise NotNow(f"HTTP {response.status}", float(wait) if wait.isdigit() else 0)


async def _pieces(response: ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in response.content.iter_chunked(PIECE):
            yield piece
        return
    except (ClientError, OSError) as error:
        failure = NotNow(describe(error))
    raise failure
