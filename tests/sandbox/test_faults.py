"""Each fault, as the bot meets it over HTTP."""

import time
from typing import Any

import aiohttp
import pytest

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import TOKEN, Wire


async def order(wire: Wire, **faults: Any) -> None:
    await wire.control("PUT", "/faults", faults)


async def status_of(wire: Wire, method: str, **params: Any) -> tuple[int, str]:
    async with wire.session.post(f"{wire.url}/bot{TOKEN}/{method}", json=params) as response:
        return response.status, await response.text()


async def test_a_strict_rate_says_when_to_come_back(wire: Wire, ann: Person) -> None:
    await order(wire, rate={"per_second": 30, "per_chat_per_second": 1})
    await wire("sendMessage", chat_id=ann.id, text="1")
    answer = await wire.answer("sendMessage", chat_id=ann.id, text="2")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 1})
    assert answer["description"] == "Too Many Requests: retry after 1"
    await wire("sendChatAction", chat_id=ann.id, action="typing")
    await order(wire)
    await wire("sendMessage", chat_id=ann.id, text="2")


async def test_a_group_takes_twenty_a_minute_with_each_file_of_an_album(wire: Wire, group: Chat) -> None:
    await order(wire, rate={"per_group_per_minute": 3})
    sent = await wire.form("sendDocument", chat_id=str(group.id), files={"document": ("a", b"x", "text/plain")})
    item = {"type": "document", "media": sent["document"]["file_id"]}
    await wire("sendMediaGroup", chat_id=group.id, media=[item, item])
    answer = await wire.answer("sendMessage", chat_id=group.id, text="x")
    assert 59 <= answer["parameters"]["retry_after"] <= 60


async def test_the_next_calls_fail_as_ordered(wire: Wire, ann: Person, group: Chat) -> None:
    blocked = {
        "method": "sendMessage",
        "chat_id": ann.id,
        "times": 2,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    }
    wait = {"method": "sendmessage", "times": 1, "error_code": 429, "retry_after": 7}
    await order(wire, next=[blocked, wait])
    refusals = [await wire.refused("sendMessage", chat_id=ann.id, text="x") for _ in range(2)]
    assert refusals == ["403 Forbidden: bot was blocked by the user"] * 2
    answer = await wire.answer("sendMessage", chat_id=str(group.id), text="x")
    assert (answer["description"], answer["parameters"]) == ("Too Many Requests: retry after 7", {"retry_after": 7})
    await wire("sendMessage", chat_id=ann.id, text="x")


@pytest.mark.parametrize(("code", "is_json"), [(500, True), (502, False), (504, False)])
async def test_front_servers_do_not_answer_in_json(wire: Wire, code: int, is_json: bool) -> None:
    await order(wire, next=[{"method": "getMe", "times": 1, "error_code": code}])
    status, body = await status_of(wire, "getMe")
    assert (status, body.startswith("{")) == (code, is_json)


async def test_a_share_of_calls_fails_and_the_same_share_again_with_the_same_seed(wire: Wire) -> None:
    async def statuses() -> list[int]:
        await order(wire, error_share=0.5, error_status=503, seed=3)
        return [(await status_of(wire, "getMe"))[0] for _ in range(20)]

    first = await statuses()
    assert set(first) == {200, 503}
    assert await statuses() == first
    await order(wire, error_share=1, methods=["sendMessage"])
    assert (await status_of(wire, "getMe"))[0] == 200


@pytest.mark.parametrize(("after", "arrived"), [(False, 0), (True, 1)])
async def test_a_connection_drops_before_or_after_the_effect(
    wire: Wire, ann: Person, sandbox: Sandbox, after: bool, arrived: int
) -> None:
    await order(wire, drop_share=1, drop_after=after)
    with pytest.raises(aiohttp.ClientError):
        await wire.answer("sendMessage", chat_id=ann.id, text="x")
    assert len(sandbox.world.chat(ann.id).messages) == arrived
    side = "after" if after else "before"
    call = (await wire.control("GET", "/calls"))[-1]
    assert (call["ok"], call["description"]) == (after, f"connection dropped {side} the effect")


async def test_answers_can_be_slow(wire: Wire) -> None:
    await order(wire, latency_seconds=0.1)
    began = time.monotonic()
    await wire("getMe")
    assert time.monotonic() - began >= 0.1


@pytest.mark.parametrize(
    "faults", [{"lag": 1}, {"rate": {"per_hour": 1}}, {"next": [{"method": "getMe"}]}, {"next": [{"chance": 1}]}]
)
async def test_a_fault_that_does_not_exist_is_refused(wire: Wire, faults: dict[str, Any]) -> None:
    status, description = await wire.control_refused("PUT", "/faults", faults)
    assert status == 400
    assert description.startswith("faults: ")
