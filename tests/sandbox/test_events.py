"""The live events of the web chat."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import Wire


class Stream:
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> dict[str, Any]:
        while True:
            line = (await asyncio.wait_for(self.response.content.readline(), 5)).decode()
            if line.startswith("data: "):
                event: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return event


@pytest.fixture
async def stream(wire: Wire) -> AsyncIterator[Stream]:
    async with wire.session.get(f"{wire.url}/sandbox/events") as response:
        assert response.content_type == "text/event-stream"
        await response.content.readline()  # from now on it listens
        yield Stream(response)


async def test_everything_that_happens_is_told(wire: Wire, ann: Person, sandbox: Sandbox, stream: Stream) -> None:
    world = sandbox.world
    said = world.say(ann.id, ann.id, "Hi")[0]
    assert (await stream.next())["message"] == said.listed()
    world.edit(ann.id, said.id, "Hello")
    assert await stream.next() == {"type": "edit", "message": said.listed()}
    await wire("sendChatAction", chat_id=ann.id, action="typing")
    assert await stream.next() == {"type": "typing", "chat_id": ann.id}
    await wire("pinChatMessage", chat_id=ann.id, message_id=said.id)
    assert await stream.next() == {"type": "pin", "chat_id": ann.id, "message_id": said.id}
    pinned = await stream.next()
    assert (pinned["type"], pinned["message"]["pinned_message"]["text"]) == ("message", "Hello")
    await wire("unpinAllChatMessages", chat_id=ann.id)
    assert await stream.next() == {"type": "unpin", "chat_id": ann.id, "message_id": said.id}
    query_id = world.press(ann.id, world.post(world.chat(ann.id), world.bot.as_user(), {"text": "?"}).id, ann.id, "x")
    assert (await stream.next())["type"] == "message"
    await wire("answerCallbackQuery", callback_query_id=query_id, text="Done")
    told = await stream.next()
    assert (told["type"], told["callback_query_id"], told["text"]) == ("callback_answer", query_id, "Done")
    world.delete(ann.id, [said.id])
    assert await stream.next() == {"type": "delete", "chat_id": ann.id, "message_ids": [said.id]}
    world.block(ann.id)
    assert (await stream.next())["user"]["blocked"] is True
    group = world.add_chat("G", bot="none")
    assert await stream.next() == {"type": "chat", "chat": group.as_state()}


async def test_a_closed_page_is_forgotten(wire: Wire, ann: Person, sandbox: Sandbox, stream: Stream) -> None:
    async with wire.session.get(f"{wire.url}/sandbox/events") as other:
        await other.content.readline()
        other.close()
    for n in range(3):
        sandbox.world.say(ann.id, ann.id, f"{n}")
        await asyncio.sleep(0.01)
    assert [(await stream.next())["message"]["text"] for _ in range(3)] == ["0", "1", "2"]


async def test_the_stream_ends_with_the_sandbox(sandbox: Sandbox, stream: Stream) -> None:
    await asyncio.wait_for(sandbox.stop(), 5)
    while await asyncio.wait_for(stream.response.content.readline(), 5):
        pass
