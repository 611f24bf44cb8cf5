"""ExtBot's transport against a real HTTP server that misbehaves in every known way."""

import asyncio
import json
import os
import traceback
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import InputFile, InputMediaDocument
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.transport import AiohttpRequest, NotSent, NotSentInTime
from tests.bot.telegram_stub import (
    TOKEN,
    Call,
    TelegramStub,
    accept,
    answering,
    assert_no_secret,
    drop,
    free_port,
    hang,
    ok,
    refusal,
)

Sender = ExtBot[None]


@pytest.fixture
async def stub() -> AsyncIterator[TelegramStub]:
    async with TelegramStub() as server:
        yield server


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as transport:
        yield transport


@pytest.fixture
def sender(stub: TelegramStub, request_: AiohttpRequest) -> Sender:
    return sender_at(stub.url, request_)


def sender_at(base: str, transport: AiohttpRequest) -> Sender:
    return ExtBot(TOKEN, base_url=f"{base}/bot", request=transport, get_updates_request=transport)


async def test_a_call_without_files_is_sent_as_json(stub: TelegramStub, sender: Sender) -> None:
    message = await sender.send_message(-100, "你好 <b>&</b>", reply_parameters=None, disable_notification=True)
    assert message.message_id == 7
    (call,) = stub.calls
    assert call.request.content_type == "application/json"
    assert call.fields == {"chat_id": -100, "text": "你好 <b>&</b>", "disable_notification": True}
    assert "python-telegram-bot" in call.request.headers["User-Agent"]


async def test_an_upload_arrives_whole(stub: TelegramStub, sender: Sender) -> None:
    content = os.urandom(3 * 2**20)
    await sender.send_document(5, InputFile(content, '报告 "1".pdf'), caption="见附件")
    (call,) = stub.calls
    assert call.fields == {"chat_id": "5", "caption": "见附件"}
    assert call.files["document"].content == content
    assert call.files["document"].content_type == "application/pdf"
    assert call.files["document"].filename == '报告 "1".pdf'


async def test_an_album_is_attached_by_name(stub: TelegramStub, sender: Sender) -> None:
    stub.answer = answering(ok([]))
    await sender.send_media_group(5, [InputMediaDocument(b"one", filename="1.txt"), InputMediaDocument(b"two")])
    (call,) = stub.calls
    names = [item["media"].removeprefix("attach://") for item in json.loads(call.fields["media"])]
    assert [call.files[name].content for name in names] == [b"one", b"two"]


async def test_an_open_file_is_read_while_it_is_sent(stub: TelegramStub, sender: Sender) -> None:
    with open(__file__, "rb") as file:  # noqa: ASYNC230 - a small local file
        await sender.send_document(5, InputFile(file, read_file_handle=False))
    with open(__file__, "rb") as file:  # noqa: ASYNC230 - the same
        assert stub.calls[0].files["document"].content == file.read()


@pytest.mark.parametrize("name", ["a\r\nX-Evil: 1.txt", "nul\0.txt", "../../etc/passwd", "half \ud800.txt"])
async def test_a_hostile_file_name_stays_a_name(stub: TelegramStub, sender: Sender, name: str) -> None:
    await sender.send_document(5, InputFile(b"x", name), caption="half \ud800")
    (upload,) = stub.calls[0].files.values()
    assert upload.content == b"x"
    assert upload.filename == name.replace("\r\n", "__").replace("\0", "_").replace("\ud800", "_")


async def test_a_file_is_downloaded_byte_by_byte_as_it_is(stub: TelegramStub, request_: AiohttpRequest) -> None:
    content = os.urandom(10_000)
    stub.answer = answering(web.Response(body=content))
    assert await request_.retrieve(f"{stub.url}/file/bot{TOKEN}/documents/file_1") == content


@pytest.mark.parametrize(
    ("response", "kind", "text"),
    [
        (refusal(400, "Bad Request: chat not found"), BadRequest, "Chat not found"),
        (refusal(401, "Unauthorized"), InvalidToken, "Unauthorized"),
        (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden, "Forbidden: bot was blocked by the user"),
        (refusal(404, "Not Found"), InvalidToken, "Not Found"),
        (refusal(409, "Conflict: terminated by other getUpdates request"), Conflict, "Conflict: terminated by other"),
        (refusal(500, "Internal Server Error"), NetworkError, "Internal Server Error"),
        (web.Response(status=502, text="<html>Bad Gateway</html>"), NetworkError, "HTTP 502, and no JSON"),
        (web.Response(status=403, text="<html>firewall</html>"), NetworkError, "HTTP 403, and no JSON"),
        (web.Response(status=520, text=""), NetworkError, "HTTP 520, and no JSON"),
        (web.Response(status=302, headers={"Location": "http://elsewhere.invalid"}), NetworkError, "HTTP 302"),
    ],
)
async def test_what_the_server_says_arrives_as_the_librarys_own_error(
    stub: TelegramStub, sender: Sender, response: web.Response, kind: type[TelegramError], text: str
) -> None:
    stub.answer = answering(response)
    with pytest.raises(kind) as caught:
        await sender.send_message(5, "x")
    assert type(caught.value) is kind
    assert str(caught.value).startswith(text)
    assert "SECRET" not in "".join(traceback.format_exception(caught.value))


async def test_retry_after_arrives_with_its_seconds(stub: TelegramStub, sender: Sender) -> None:
    stub.answer = answering(refusal(429, "Too Many Requests: retry after 7", retry_after=7))
    with pytest.raises(RetryAfter) as caught:
        await sender.send_message(5, "x")
    assert str(caught.value) == "Flood control exceeded. Retry in 0:00:07"


async def test_an_upgraded_group_arrives_with_its_new_id(stub: TelegramStub, sender: Sender) -> None:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    stub.answer = answering(refusal(400, description, migrate_to_chat_id=-1009))
    with pytest.raises(ChatMigrated) as caught:
        await sender.send_message(-9, "x")
    assert caught.value.new_chat_id == -1009


async def test_a_slow_answer_times_out(stub: TelegramStub, sender: Sender) -> None:
    stub.answer = hang
    with pytest.raises(TimedOut) as caught:
        await sender.send_message(5, "x", read_timeout=0.05)
    assert not isinstance(caught.value, NotSent)
    assert_no_secret(caught.value)


async def test_none_means_no_time_out_and_not_giving_one_means_the_default(stub: TelegramStub) -> None:
    async def late(call: Call) -> web.StreamResponse:
        await asyncio.sleep(0.3)
        return await accept(call)

    stub.answer = late
    async with AiohttpRequest(read_timeout=0.1) as transport:
        assert transport.read_timeout == 0.1
        sender = sender_at(stub.url, transport)
        assert await sender.send_message(5, "x", read_timeout=None)
        with pytest.raises(TimedOut):
            await sender.send_message(5, "x")


async def test_a_server_that_does_not_read_an_upload_is_given_up() -> None:
    given_up = asyncio.Event()

    async def never_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await given_up.wait()
        writer.transport.abort()

    server = await asyncio.start_server(never_read, "127.0.0.1", 0, limit=1)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with AiohttpRequest(read_timeout=0.1, connect_timeout=0.1, pool_timeout=0.1, upload_timeout=0.1) as transport:
        with pytest.raises(TimedOut) as caught:
            await sender_at(base, transport).send_document(5, InputFile(bytes(30 * 2**20), "big"))
    assert_no_secret(caught.value)
    given_up.set()
    server.close()
    await asyncio.sleep(0.05)  # both ends of the connection close


async def test_a_dropped_connection_may_have_delivered(stub: TelegramStub, sender: Sender) -> None:
    stub.answer = drop
    with pytest.raises(NetworkError) as caught:
        await sender.send_message(5, "x")
    assert type(caught.value) is NetworkError
    assert len(stub.calls) == 1  # never repeated behind our back
    assert_no_secret(caught.value)


async def test_a_refused_connection_was_never_sent(request_: AiohttpRequest) -> None:
    with pytest.raises(NotSent, match=r"ClientConnectorError: 127\.0\.0\.1:") as caught:
        await sender_at(f"http://127.0.0.1:{free_port()}", request_).send_message(5, "x")
    assert_no_secret(caught.value)


@pytest.mark.parametrize("base", ["http://", "ftp://127.0.0.1", "http://no-such-host.invalid"])
async def test_an_address_that_cannot_be_reached_was_never_sent(request_: AiohttpRequest, base: str) -> None:
    with pytest.raises(NotSent) as caught:
        await sender_at(base, request_).send_message(5, "x")
    assert_no_secret(caught.value)


async def test_a_call_that_finds_no_free_connection_was_never_sent(stub: TelegramStub) -> None:
    arrived = asyncio.Event()

    async def hang_and_tell(call: Call) -> web.StreamResponse:
        arrived.set()
        return await hang(call)

    stub.answer = hang_and_tell
    async with AiohttpRequest(connection_limit=1, pool_timeout=0.05, connect_timeout=0.05) as transport:
        sender = sender_at(stub.url, transport)
        blocking = asyncio.create_task(sender.send_message(5, "first"))
        await arrived.wait()
        with pytest.raises(NotSentInTime) as caught:
            await sender.send_message(5, "second")
        assert isinstance(caught.value, TimedOut)
        assert_no_secret(caught.value)
        blocking.cancel()
    assert [call.fields["text"] for call in stub.calls] == ["first"]


async def test_a_hundred_calls_at_once_keep_apart(stub: TelegramStub, sender: Sender) -> None:
    messages = await asyncio.gather(*(sender.send_message(n, str(n)) for n in range(1, 101)))
    assert [(message.chat.id, message.text) for message in messages] == [(n, str(n)) for n in range(1, 101)]


async def test_the_transport_closes_twice_and_opens_again(stub: TelegramStub) -> None:
    transport = AiohttpRequest()
    sender = sender_at(stub.url, transport)
    await transport.shutdown()
    with pytest.raises(NotSent, match="closed"):
        await sender.send_message(5, "x")
    await transport.initialize()
    await transport.initialize()
    assert await sender.send_message(5, "x")
    await transport.shutdown()
    await transport.shutdown()
