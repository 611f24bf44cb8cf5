"""Long polling: updates are confirmed only when durable, and whatever Telegram answers, asking goes on."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web

from bot.polling import Polling
from sandbox.faults import Faults, NextFault
from sandbox.server import Sandbox
from tests.bot.handling import Handling
from tests.bot.storage_trouble import full_disk, until
from tests.bot.telegram_stub import TOKEN, Call, TelegramStub, answering, drop, free_port, ok

RETRY = (0.01,)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN)
    await sandbox.start()
    sandbox.world.add_user("Ann", id=11, started=True)
    yield sandbox
    await sandbox.stop()


class Poller:
    """Polls while the block lasts."""

    def __init__(self, api_base: str, handling: Handling) -> None:
        self.polling = Polling(TOKEN, api_base, handling.inbox, ["message", "my_chat_member"], RETRY)

    async def __aenter__(self) -> Polling:
        self.task = asyncio.create_task(self.polling.run())
        return self.polling

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


async def test_updates_arrive_in_order_and_are_confirmed(sandbox: Sandbox, handling: Handling) -> None:
    for text in "abc":
        sandbox.world.say(11, 11, text)
    async with Poller(sandbox.url, handling) as polling:
        await until(lambda: len(handling.handled) == 3)
        assert handling.handled == sorted(handling.handled)
        # The next request, which confirms them, is on its way already.
        await until(lambda: sandbox.world.updates.queue == [])
        sandbox.world.say(11, 11, "d")
        await until(lambda: len(handling.handled) == 4)
        assert polling.error is None
    assert sandbox.world.updates.allowed == ["message", "my_chat_member"]


async def test_nothing_is_confirmed_before_it_is_durable(sandbox: Sandbox, handling: Handling) -> None:
    with full_disk(handling.database):
        sandbox.world.say(11, 11, "x" * 4000)
        async with Poller(sandbox.url, handling):
            await until(lambda: handling.inbox.error)
        # Killed before the disk had room again: Telegram still has it.
        assert len(sandbox.world.updates.queue) == 1
    async with Poller(sandbox.url, handling):
        await until(lambda: sandbox.world.updates.queue == [])
        await until(lambda: handling.handled)
    assert len(handling.handled) == 1


FAULTS: dict[str, tuple[NextFault, str]] = {
    "another poller": (
        NextFault("getUpdates", 2, 409, description="Conflict: terminated by other getUpdates request"),
        "Conflict: terminated by other getUpdates request",
    ),
    "a proxy's page": (NextFault("getUpdates", 2, 502), "JSONDecodeError"),
    "a revoked token": (NextFault("getUpdates", 2, 401), "Unauthorized"),
}


@pytest.mark.parametrize(("fault", "said"), FAULTS.values(), ids=FAULTS)
async def test_a_refusal_is_shown_and_outlasted(
    sandbox: Sandbox, handling: Handling, caplog: pytest.LogCaptureFixture, fault: NextFault, said: str
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.api.faults = Faults(next=[NextFault(**{name: getattr(fault, name) for name in fault.__slots__})])
    sandbox.world.say(11, 11, "a")
    async with Poller(sandbox.url, handling) as polling:
        await until(lambda: polling.error)
        assert polling.error == said
        assert handling.began == []
        await until(lambda: handling.handled)
        assert polling.error is None
    # Once for each trouble, however often it is tried.
    assert [record.levelname for record in caplog.records if record.name == "bot.polling"] == ["ERROR", "WARNING"]
    assert "SECRET" not in caplog.text


async def test_a_flood_wait_is_waited_for_in_full(sandbox: Sandbox, handling: Handling) -> None:
    sandbox.api.faults = Faults(next=[NextFault("getUpdates", 1, 429, retry_after=1)])
    sandbox.world.say(11, 11, "a")
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with Poller(sandbox.url, handling) as polling:
        await until(lambda: polling.error)
        assert polling.error == "Too Many Requests: retry after 1"
        await until(lambda: handling.handled)
    assert loop.time() - began >= 1


async def test_a_server_that_is_away_is_waited_for(handling: Handling, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    port = free_port()
    async with Poller(f"http://127.0.0.1:{port}", handling) as polling:
        await until(lambda: polling.error)
        assert polling.error == "ClientConnectorError"
        sandbox = Sandbox(TOKEN)
        await sandbox.start(port=port)
        try:
            sandbox.world.add_user("Ann", id=11, started=True)
            sandbox.world.say(11, 11, "a")
            await until(lambda: handling.handled)
            assert polling.error is None
        finally:
            await sandbox.stop()
    assert "SECRET" not in caplog.text


ANSWERS: dict[str, Any] = {
    "no JSON": "oops",
    "nothing": "",
    "no object": "[1]",
    "only null": "null",
    "no verdict": '{"result": []}',
    "no result": '{"ok": true}',
    "a result that is no list": '{"ok": true, "result": 7}',
    "no updates in it": '{"ok": true, "result": [7, null, {}, {"update_id": "x"}, {"update_id": true}]}',
    "a number that no database holds": '{"ok": true, "result": [{"update_id": 18446744073709551616}]}',
    "brackets by the thousand": '{"ok": true, "result": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "parameters that are none": '{"ok": false, "description": 5, "parameters": [1]}',
    "a pause that is none": '{"ok": false, "parameters": {"retry_after": "soon"}}',
    "a pause before now": '{"ok": false, "parameters": {"retry_after": -5}}',
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_garbage_is_shown_and_asked_again(handling: Handling, answer: str) -> None:
    async with TelegramStub() as telegram:
        telegram.answer = _says(answer)
        async with Poller(telegram.url, handling) as polling:
            await until(lambda: len(telegram.calls) > 2)
            assert polling.error is not None
            telegram.answer = _says('{"ok": true, "result": [{"update_id": 5}]}')
            await until(lambda: handling.handled == [5])
            assert polling.error is None


async def test_what_is_no_update_takes_no_update_with_it(handling: Handling, caplog: pytest.LogCaptureFixture) -> None:
    async with TelegramStub() as telegram:
        telegram.answer = _says('{"ok": true, "result": [null, {"update_id": 5}, {"message": "SECRET"}]}')
        async with Poller(telegram.url, handling):
            await until(lambda: len(telegram.calls) > 1)
            assert handling.handled == [5]
            assert telegram.calls[1].fields["offset"] == 6
    assert "2 of 3" in caplog.text
    assert "SECRET" not in caplog.text


async def test_a_broken_connection_is_shown_and_asked_again(
    handling: Handling, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with TelegramStub() as telegram:
        telegram.answer = drop
        async with Poller(telegram.url, handling) as polling:
            await until(lambda: polling.error)
            assert polling.error == "ServerDisconnectedError"
            telegram.answer = answering(ok([{"update_id": 5}]))
            await until(lambda: handling.handled == [5])
    assert "SECRET" not in caplog.text


def _says(text: str) -> Any:
    async def answer(call: Call) -> Any:
        await asyncio.sleep(0.002)
        return web.Response(text=text, content_type="application/json")

    return answer
