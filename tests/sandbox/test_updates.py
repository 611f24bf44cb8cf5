"""getUpdates: offsets, long polling, the kinds asked for, and one poller at a time."""

import asyncio
import json
from typing import Any

import pytest

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import Wire, refusal


async def poll(wire: Wire, **params: Any) -> list[dict[str, Any]]:
    answer = await wire.answer("getUpdates", **params)
    assert answer["ok"], answer
    result: list[dict[str, Any]] = answer["result"]
    return result


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


def say(sandbox: Sandbox, person: Person, *said: str) -> None:
    for text in said:
        sandbox.world.say(person.id, person.id, text)


async def test_updates_come_again_until_the_offset_confirms_them(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    say(sandbox, ann, "1", "2", "3")
    updates = await poll(wire)
    first = updates[0]["update_id"]
    assert [update["update_id"] - first for update in updates] == [0, 1, 2]
    assert texts(await poll(wire)) == ["1", "2", "3"]
    assert texts(await poll(wire, offset=first + 1)) == ["2", "3"]
    assert texts(await poll(wire, offset=0)) == ["2", "3"]
    assert texts(await poll(wire, limit=1)) == ["2"]
    assert texts(await poll(wire, offset=-1)) == ["3"]
    assert texts(await poll(wire)) == ["3"]
    assert await poll(wire, offset=first + 3) == []


async def test_a_hundred_at_most_come_at_once(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    say(sandbox, ann, *(f"{n}" for n in range(101)))
    assert len(await poll(wire)) == 100
    assert len(await poll(wire, limit=1000)) == 100


async def test_a_long_poll_ends_with_the_first_update(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    waiting = asyncio.create_task(poll(wire, timeout=50))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    say(sandbox, ann, "Hello")
    assert texts(await asyncio.wait_for(waiting, 5)) == ["Hello"]


async def test_a_long_poll_ends_by_itself(wire: Wire) -> None:
    assert await asyncio.wait_for(poll(wire, timeout=1), 5) == []


async def test_the_second_poller_ends_the_first(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    first = asyncio.create_task(wire.answer("getUpdates", timeout=50))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(poll(wire, timeout=50))
    conflict = refusal(await asyncio.wait_for(first, 5))
    assert conflict == (
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    say(sandbox, ann, "Hello")
    assert texts(await asyncio.wait_for(second, 5)) == ["Hello"]


async def test_setting_a_webhook_ends_the_poll_and_forbids_the_next(wire: Wire) -> None:
    first = asyncio.create_task(wire.answer("getUpdates", timeout=50))
    await asyncio.sleep(0.05)
    await wire("setWebhook", url="http://127.0.0.1:1/")
    assert refusal(await asyncio.wait_for(first, 5)) == "409 Conflict: terminated by setWebhook request"
    forbidden = await wire.refused("getUpdates")
    assert forbidden.startswith("409 Conflict: can't use getUpdates method while webhook is active")
    await wire("deleteWebhook")
    assert await poll(wire) == []


async def test_some_kinds_come_on_request_only_and_the_request_is_remembered(
    wire: Wire, ann: Person, group: Chat, sandbox: Sandbox
) -> None:
    await wire.updates()

    async def kinds_told() -> list[str]:
        sandbox.world.set_member(group.id, ann.id, "left")
        sandbox.world.set_member(group.id, ann.id, "member")
        message = next(reversed(group.messages))
        sandbox.world.react(group.id, message, ann.id, "👍")
        return await wire.kinds()

    assert await kinds_told() == ["message", "message"]
    await poll(wire, allowed_updates=["chat_member", "message_reaction", "no_such_kind"])
    assert await kinds_told() == ["chat_member", "chat_member", "message_reaction"]
    assert await kinds_told() == ["chat_member", "chat_member", "message_reaction"]
    await poll(wire, allowed_updates=[])
    assert await kinds_told() == ["message", "message"]


async def test_what_a_test_puts_in_comes_out_as_it_is(wire: Wire, sandbox: Sandbox) -> None:
    put = await wire.control("POST", "/updates", {"message": {"nonsense": True}, "odd": [1]})
    assert await poll(wire) == [{"update_id": put["update_id"], "message": {"nonsense": True}, "odd": [1]}]
    await wire.control("POST", "/updates", {"update_id": 7, "poll": None})
    late = await poll(wire, offset=put["update_id"] + 1)  # an old number, and yet it comes once
    assert late == [{"update_id": 7, "poll": None}]
    assert await poll(wire, offset=put["update_id"] + 1) == []


@pytest.mark.parametrize("body", ['{"update_id": 1, "message": ', "no JSON at all"])
async def test_broken_text_can_be_put_in_too(wire: Wire, sandbox: Sandbox, body: str) -> None:
    headers = {"Content-Type": "text/plain"}
    async with wire.session.post(f"{wire.url}/sandbox/updates", data=body, headers=headers) as response:
        number = (await response.json())["result"]["update_id"]
    async with wire.session.get(f"{wire.url}/bot42:TEST/getUpdates") as response:
        raw = await response.text()
    assert body in raw
    with pytest.raises(json.JSONDecodeError):
        json.loads(raw)
    assert await poll(wire, offset=number + 1) == []


async def test_broken_json_that_claims_to_be_json_is_a_mistake(wire: Wire) -> None:
    headers = {"Content-Type": "application/json"}
    async with wire.session.post(f"{wire.url}/sandbox/updates", data="{", headers=headers) as response:
        assert response.status == 400
    await wire.control("POST", "/updates", [1])  # JSON, though no update
    assert (await wire.answer("getUpdates"))["result"] == [[1]]


async def test_numbers_go_on_after_the_highest_put_in(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    await wire.control("POST", "/updates", {"update_id": 5_000_000, "odd": 1})
    say(sandbox, ann, "Hello")
    assert [update["update_id"] for update in await poll(wire)] == [5_000_000, 5_000_001]
