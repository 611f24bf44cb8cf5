"""The webhook: called in order, with the secret, until the update is taken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.webhook import SECRET_HEADER
from tests.sandbox.wire import Wire, decode_update


class Receiver:
    """A bot's webhook that answers as it is told: the next of `answers`, then 200; None breaks the connection."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()
        self.answers: list[web.Response | None] = []

    async def receive(self, request: web.Request) -> web.Response:
        update = await request.json()
        decode_update(update)
        self.calls.put_nowait((request.headers.get(SECRET_HEADER), update))
        answer = self.answers.pop(0) if self.answers else web.Response()
        if answer is None and request.transport is not None:
            request.transport.abort()
        return answer or web.Response()

    async def texts(self, count: int) -> list[str]:
        received = [await asyncio.wait_for(self.calls.get(), 5) for _ in range(count)]
        return [update["message"]["text"] for _, update in received]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def settled(wire: Wire, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The webhook's state, as soon as it is the one waited for."""
    for _ in range(500):
        info: dict[str, Any] = await wire("getWebhookInfo")
        if holds(info):
            return info
        await asyncio.sleep(0.01)
    raise TimeoutError


def is_empty(info: dict[str, Any]) -> bool:
    return not info["pending_update_count"]


async def test_updates_arrive_in_order_with_the_secret(
    wire: Wire, ann: Person, sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.world.say(ann.id, ann.id, "before")
    await wire("setWebhook", url=receiver.url, secret_token="s3cret", allowed_updates=["message"], max_connections=1)
    sandbox.world.say(ann.id, ann.id, "after")
    secret, update = await asyncio.wait_for(receiver.calls.get(), 5)
    assert (secret, update["message"]["text"]) == ("s3cret", "before")
    assert await receiver.texts(1) == ["after"]
    info = await settled(wire, is_empty)
    assert (info["url"], info["max_connections"], info["allowed_updates"]) == (receiver.url, 1, ["message"])


async def test_a_refused_update_comes_again_before_the_next(
    wire: Wire, ann: Person, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.answers = [web.Response(status=500), web.Response(status=302)]
    await wire("setWebhook", url=receiver.url)
    sandbox.world.say(ann.id, ann.id, "1")
    sandbox.world.say(ann.id, ann.id, "2")
    assert await receiver.texts(4) == ["1", "1", "1", "2"]
    info = await settled(wire, is_empty)
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    assert info["last_error_date"] == int(sandbox.world.now().timestamp())


async def test_while_nobody_is_there_updates_wait_for_another_address(
    wire: Wire, ann: Person, sandbox: Sandbox, receiver: Receiver
) -> None:
    await wire("setWebhook", url="http://127.0.0.1:1/")
    sandbox.world.say(ann.id, ann.id, "1")
    info = await settled(wire, lambda info: "last_error_message" in info)
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await wire("setWebhook", url=receiver.url)
    assert await receiver.texts(1) == ["1"]


async def test_a_broken_connection_is_tried_again(
    wire: Wire, ann: Person, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.answers = [None]
    await wire("setWebhook", url=receiver.url)
    sandbox.world.say(ann.id, ann.id, "1")
    assert await receiver.texts(2) == ["1", "1"]
    info = await settled(wire, is_empty)
    assert info["last_error_message"] == "Connection closed"


async def test_an_answer_may_name_a_method(wire: Wire, ann: Person, sandbox: Sandbox, receiver: Receiver) -> None:
    receiver.answers = [web.json_response({"method": "sendMessage", "chat_id": ann.id, "text": "Taken"})]
    await wire("setWebhook", url=receiver.url)
    sandbox.world.say(ann.id, ann.id, "1")
    await settled(wire, is_empty)
    assert [stored.body["text"] for stored in sandbox.world.chat(ann.id).messages.values()] == ["1", "Taken"]


async def test_pending_updates_can_be_dropped(wire: Wire, ann: Person, sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.world.say(ann.id, ann.id, "1")
    await wire("setWebhook", url=receiver.url, drop_pending_updates=True)
    sandbox.world.say(ann.id, ann.id, "2")
    assert await receiver.texts(1) == ["2"]
    await settled(wire, is_empty)
    await wire("setWebhook", url="")
    sandbox.world.say(ann.id, ann.id, "3")
    assert (await wire("getWebhookInfo"))["pending_update_count"] == 1
    await wire("deleteWebhook", drop_pending_updates=True)
    assert await wire("getWebhookInfo") == {"url": "", "has_custom_certificate": False, "pending_update_count": 0}


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "ftp://example.com"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "http://127.0.0.1/", "secret_token": "no spaces"}, "secret token contains unallowed characters"),
        (
            {"url": "http://127.0.0.1/", "max_connections": 101},
            "bad webhook: max_connections must be between 1 and 100",
        ),
        ({}, 'parameter "url" is required'),
    ],
)
async def test_a_bad_webhook_is_refused(wire: Wire, params: dict[str, object], refusal: str) -> None:
    assert await wire.refused("setWebhook", **params) == f"400 Bad Request: {refusal}"
