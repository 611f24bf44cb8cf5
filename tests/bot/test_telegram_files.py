"""A file server that is not as one would wish: each answer has its meaning, and none brings the token to light."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from bot.aiogram_session import Session
from bot.telegram_files import NotGiven, NotNow, TelegramFiles, TooBig
from tests.bot.telegram_stub import TOKEN, Call, TelegramStub, answering, assert_no_secret, drop, ok, refusal


@pytest.fixture
async def stub() -> AsyncIterator[TelegramStub]:
    async with TelegramStub() as server:
        yield server


@pytest.fixture
async def telegram(stub: TelegramStub) -> AsyncIterator[TelegramFiles]:
    async with Bot(TOKEN, session=Session(api=TelegramAPIServer.from_base(stub.url))) as bot:
        yield TelegramFiles(bot)


async def _read(telegram: TelegramFiles, offset: int) -> tuple[int, bytes] | None:
    """Where it began, and the bytes."""
    async with telegram.read("documents/1", offset) as stream:
        if stream is None:
            return None
        return stream.offset, b"".join([piece async for piece in stream.pieces])


def _partial(told: str, status: int = 206) -> web.Response:
    return web.Response(status=status, headers={"Content-Range": told}, body=b"" if status == 416 else b"lo")


async def test_the_rest_is_asked_for_and_taken(stub: TelegramStub, telegram: TelegramFiles) -> None:
    asked = []

    async def note(call: Call) -> web.StreamResponse:
        asked.append(call.request.headers.get("Range"))
        return _partial("bytes 3-4/5")

    stub.answer = note
    assert await _read(telegram, 3) == (3, b"lo")
    assert asked == ["bytes=3-"]


async def test_a_server_that_knows_no_ranges_sends_all_from_the_start(
    stub: TelegramStub, telegram: TelegramFiles
) -> None:
    stub.answer = answering(web.Response(body=b"hello"))
    assert await _read(telegram, 3) == (0, b"hello")


async def test_there_is_nothing_behind_the_end(stub: TelegramStub, telegram: TelegramFiles) -> None:
    stub.answer = answering(_partial("bytes */5", 416))
    assert await _read(telegram, 5) is None


@pytest.mark.parametrize(
    "answer",
    [
        _partial("bytes 0-4/5"),
        _partial("nonsense"),
        _partial("bytes */4", 416),
        web.Response(status=404),
        web.Response(status=400),
    ],
    ids=lambda answer: f"{answer.status} {answer.headers.get('Content-Range')}",
)
async def test_what_does_not_fit_is_not_given(
    stub: TelegramStub, telegram: TelegramFiles, answer: web.Response
) -> None:
    stub.answer = answering(answer)
    with pytest.raises(NotGiven) as caught:
        await _read(telegram, 5)
    assert_no_secret(caught.value)


@pytest.mark.parametrize("status", [302, 401, 403, 429, 500, 502])
async def test_any_other_answer_means_later(stub: TelegramStub, telegram: TelegramFiles, status: int) -> None:
    headers = {"Location": "https://elsewhere.example/", "Retry-After": "9"}
    stub.answer = answering(web.Response(status=status, headers=headers))
    with pytest.raises(NotNow, match=f"HTTP {status}") as caught:
        await _read(telegram, 0)
    assert caught.value.wait_seconds == 9
    assert_no_secret(caught.value)


async def test_a_connection_that_breaks_means_later(stub: TelegramStub, telegram: TelegramFiles) -> None:
    async def broken(call: Call) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(call.request)
        await response.write(b"hel")
        assert call.request.transport is not None
        call.request.transport.close()
        return response

    for answer in (broken, drop):
        stub.answer = answer
        with pytest.raises(NotNow) as caught:
            await _read(telegram, 0)
        assert_no_secret(caught.value)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal(400, "Bad Request: file is too big"), TooBig),
        (refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), NotGiven),
        (refusal(429, "Too Many Requests: retry after 5", retry_after=5), NotNow),
        # A token that does not hold for a while must not cost a single file.
        (refusal(401, "Unauthorized"), NotNow),
        (refusal(404, "Not Found"), NotNow),
        (refusal(500, "Internal Server Error"), NotNow),
        (web.Response(status=502, text="<html>"), NotNow),
        (web.Response(text="<html>"), NotNow),
        (ok({"file_id": "x", "file_unique_id": "y"}), NotGiven),
    ],
    ids=lambda it: it.__name__ if isinstance(it, type) else str(it.status),
)
async def test_each_refusal_of_a_files_place_has_its_meaning(
    stub: TelegramStub, telegram: TelegramFiles, answer: web.Response, kind: type[Exception]
) -> None:
    stub.answer = answering(answer)
    with pytest.raises(kind) as caught:
        await telegram.locate("id")
    assert_no_secret(caught.value)
