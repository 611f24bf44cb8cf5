"""The server as a whole: tokens, unknown methods, its own process."""

import asyncio
import json
import sys

import aiohttp
import pytest
from aiohttp import web

from sandbox.server import Sandbox
from tests.sandbox.wire import TOKEN, Wire


async def ask(session: aiohttp.ClientSession, url: str) -> tuple[int, dict[str, object]]:
    async with session.post(url) as response:
        return response.status, await response.json()


async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found(wire: Wire) -> None:
    unauthorized = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await ask(wire.session, f"{wire.url}/bot42:OTHER/getMe") == (401, unauthorized)
    not_found = {"ok": False, "error_code": 404, "description": "Not Found"}
    assert await ask(wire.session, f"{wire.url}/bot{TOKEN}/getYou") == (404, not_found)


async def test_methods_are_found_in_any_case_by_get_and_with_a_query(wire: Wire) -> None:
    async with wire.session.get(f"{wire.url}/bot{TOKEN}/GETCHAT?chat_id=5") as response:
        assert (await response.json())["description"] == "Bad Request: chat not found"


@pytest.mark.parametrize("body", ["{", "[]", '"x"'])
async def test_a_body_that_is_no_object_is_refused(wire: Wire, body: str) -> None:
    async with wire.session.post(
        f"{wire.url}/bot{TOKEN}/getMe", data=body, headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 400


async def test_what_the_sandbox_cannot_play_it_says(wire: Wire, sandbox: Sandbox) -> None:
    refusal = await wire.refused("getMyName")
    assert refusal == "501 Not Implemented: the sandbox does not play getMyName"
    ann = sandbox.world.add_user("Ann", started=True)
    other_chat = {"chat_id": ann.id, "text": "x", "reply_parameters": {"message_id": 1, "chat_id": 5}}
    assert (await wire.refused("sendMessage", **other_chat)).endswith("replies into another chat")
    direct = {"chat_id": ann.id, "text": "x", "direct_messages_topic_id": 1}
    assert (await wire.refused("sendMessage", **direct)).endswith("direct_messages_topic_id")


async def test_pages_are_served_beside_the_api(wire: Wire) -> None:
    async with wire.session.get(f"{wire.url}/") as response:
        assert response.content_type == "text/html"


async def test_further_routes_can_be_mounted() -> None:
    async def clock(_: web.Request) -> web.Response:
        return web.json_response({"now": "noon"})

    sandbox = Sandbox(TOKEN, extra_routes=[web.get("/demo/clock", clock)], clock=True, bot_name="渡船")
    await sandbox.start()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{sandbox.url}/demo/clock") as response:
            assert await response.json() == {"now": "noon"}
        wire = Wire(session, sandbox.url)
        assert (await wire.control("GET", "/state"))["clock"] is True
        me = await wire("getMe")
        assert (me["first_name"], me["username"]) == ("渡船", "sandbox_bot")
    await sandbox.stop()


async def test_stopping_ends_a_long_poll(wire: Wire, sandbox: Sandbox) -> None:
    polling = asyncio.create_task(wire.answer("getUpdates", timeout=50))
    await asyncio.sleep(0.05)
    await asyncio.wait_for(sandbox.stop(), 5)
    assert (await polling)["error_code"] == 409


async def test_it_runs_alone_and_first_says_where() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.server", "--port", "0", "--token", TOKEN, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    url = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
    async with aiohttp.ClientSession() as session:
        _, answer = await ask(session, f"{url}/bot{TOKEN}/getMe")
    process.terminate()
    await process.wait()
    assert json.dumps(answer).startswith('{"ok": true, "result": {"id": 42')
