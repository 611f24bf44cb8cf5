"""Telegram at the outermost edge: an HTTP server that records each call and answers as a test tells it to."""

import asyncio
import json
import socket
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

TOKEN = "42:SECRET-part_of-the-token"


@dataclass(frozen=True)
class Upload:
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Call:
    at: float
    """Monotonic seconds at its arrival."""
    method: str
    fields: dict[str, Any]
    files: dict[str, Upload]
    request: web.Request = field(repr=False)

    @property
    def chat_id(self) -> int:
        return int(self.fields["chat_id"])


def free_port() -> int:
    """Where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


Answer = Callable[[Call], Awaitable[web.StreamResponse]]


def ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refusal(code: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


async def accept(call: Call) -> web.StreamResponse:
    """What Telegram says when all is well."""
    if call.method == "getMe":
        return ok({"id": 42, "is_bot": True, "first_name": "Ferry", "username": "ferry_bot"})
    if call.method in {"sendMessage", "SendMessage", "sendDocument", "editMessageText"}:
        chat = {"id": call.chat_id, "type": "private", "first_name": "Li"}
        return ok({"message_id": 7, "date": 1_700_000_000, "chat": chat, "text": call.fields.get("text", "")})
    return ok(True)


async def drop(call: Call) -> web.StreamResponse:
    """The connection breaks after the request was read."""
    assert call.request.transport is not None
    call.request.transport.abort()
    return web.Response()


async def hang(call: Call) -> web.StreamResponse:
    """No answer comes."""
    await asyncio.Event().wait()
    raise AssertionError


def answering(response: web.Response) -> Answer:
    async def answer(call: Call) -> web.StreamResponse:
        return response

    return answer


def assert_no_secret(error: BaseException) -> None:
    """Neither the error nor anything a traceback prints with it."""
    told = "".join(traceback.format_exception(error)) + repr(error) + str(error)
    assert "SECRET" not in told
    assert error.__cause__ is None
    assert error.__context__ is None


class TelegramStub:
    """Use as `async with`; `url` is the `api_base`. `answer` may be replaced at any time."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer: Answer = accept
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        self.url = ""

    def of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        fields: dict[str, Any] = {}
        files: dict[str, Upload] = {}
        if request.content_type == "application/json":
            fields = json.loads(await request.read())
        elif request.method == "POST":
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    files[name] = Upload(value.filename, value.content_type, value.file.read())
                else:
                    fields[name] = value
        call = Call(at, request.match_info["method"], fields, files, request)
        self.calls.append(call)
        return await self.answer(call)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        return await self.answer(Call(time.monotonic(), "file", {"path": request.match_info["path"]}, {}, request))
