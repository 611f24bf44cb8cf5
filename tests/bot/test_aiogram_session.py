"""aiogram's session against a real HTTP server that misbehaves."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramEntityTooLarge, TelegramNetworkError, TelegramServerError
from aiohttp import ClientError, web

from bot.aiogram_session import Session
from tests.bot.telegram_stub import (
    TOKEN,
    Answer,
    TelegramStub,
    answering,
    assert_no_secret,
    drop,
    free_port,
    hang,
    refusal,
)


@pytest.fixture
async def stub() -> AsyncIterator[TelegramStub]:
    async with TelegramStub() as server:
        yield server


@pytest.fixture
async def bot(stub: TelegramStub) -> AsyncIterator[Bot]:
    async with bot_at(stub.url) as client:
        yield client


def bot_at(base: str) -> Bot:
    return Bot(TOKEN, session=Session(api=TelegramAPIServer.from_base(base)))


@pytest.mark.parametrize("answer", [drop, hang])
async def test_aiograms_network_errors_hold_no_token(stub: TelegramStub, bot: Bot, answer: Answer) -> None:
    stub.answer = answer
    with pytest.raises(TelegramNetworkError) as caught:
        await bot.get_me(request_timeout=1)
    assert_no_secret(caught.value)


@pytest.mark.parametrize("base", ["http://127.0.0.1:{port}", "http://", "ftp://127.0.0.1"])
async def test_aiograms_connection_errors_hold_no_token(base: str) -> None:
    async with bot_at(base.format(port=free_port())) as bot:
        with pytest.raises(TelegramNetworkError) as caught:
            await bot.get_me()
    assert_no_secret(caught.value)


async def test_an_error_page_is_a_server_error_to_aiogram(stub: TelegramStub, bot: Bot) -> None:
    stub.answer = answering(web.Response(status=502, text="<html>Bad Gateway</html>"))
    with pytest.raises(TelegramServerError, match="HTTP 502, and no JSON"):
        await bot.get_me()


async def test_an_answer_that_aiogram_cannot_read_stays_a_decode_error(stub: TelegramStub, bot: Bot) -> None:
    stub.answer = answering(web.Response(text="<html>Welcome to our hotel</html>"))
    with pytest.raises(ClientDecodeError):
        await bot.get_me()


async def test_telegrams_own_words_reach_aiogram_unchanged(stub: TelegramStub, bot: Bot) -> None:
    stub.answer = answering(refusal(413, "Request Entity Too Large"))
    with pytest.raises(TelegramEntityTooLarge, match="Request Entity Too Large"):
        await bot.get_me()


async def test_aiogram_downloads_a_file_and_hides_where_from(stub: TelegramStub, bot: Bot) -> None:
    stub.answer = answering(web.Response(body=b"contents"))
    downloaded = await bot.download_file("documents/1")
    assert downloaded is not None
    assert downloaded.read() == b"contents"
    stub.answer = answering(web.Response(status=404))
    with pytest.raises(ClientError, match="ClientResponseError: HTTP 404") as caught:
        await bot.download_file("documents/1")
    assert_no_secret(caught.value)
