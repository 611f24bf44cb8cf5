"""The parts wired together: health, configuration that cannot work, and a clean stop."""

import asyncio
import gc
import json
import logging
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.app import App
from bot.budget import SendBudget
from bot.clock import ManualClock
from bot.errors import ConfigurationError, StorageUnavailable
from bot.settings import Settings
from bot.storage.schema import deliveries, updates
from sandbox.faults import Faults, NextFault
from sandbox.server import Sandbox
from tests.ferry import (
    ADMIN,
    ANN,
    NOW,
    STAFF,
    TOKEN,
    Ferry,
    Json,
    document,
    migrated,
    sailing,
    sandboxed,
    until,
)

OURS = {"connection", "sender", "timekeeper", "desk", "group", "lane", "delivery"}
"""How the program's tasks are named, by their first words."""


@pytest.fixture
async def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await migrated(tmp_path_factory.getbasetemp())


@pytest.fixture
async def ferry(tmp_path: Path, template: Path) -> AsyncIterator[Ferry]:
    async with sailing(tmp_path, template) as ferry:
        yield ferry


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with sandboxed(ManualClock(NOW)) as sandbox:
        yield sandbox


async def health(app: App) -> tuple[int, Json]:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{app.web.port}/healthz")
    return answer.status_code, answer.json()


async def test_a_running_program_is_well_and_says_so(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The site is down")
    status, told = await health(ferry.app)
    parts = ("storage", "inbox", "sender", "telegram", "timekeeper", "files")
    assert status == 200
    assert told == {
        "ok": True,
        **{part: {"ok": True, "error": None} for part in parts},
        "backlog": 0,
        "dead_letters": 0,
    }


async def test_while_telegram_is_away_health_is_red_and_names_it(ferry: Ferry) -> None:
    sandbox, port = ferry.sandbox, int(ferry.sandbox.url.rpartition(":")[2])
    await sandbox.stop()
    await until(lambda: ferry.app.connection.error is not None)
    status, told = await health(ferry.app)
    assert (status, told["ok"], told["telegram"]["ok"], told["storage"]["ok"]) == (503, False, False, True)
    assert TOKEN not in json.dumps(told)
    await sandbox.start(port=port)
    await ferry.until(ferry.is_connected)


async def test_while_a_table_is_away_health_is_red_and_nothing_is_lost(ferry: Ferry) -> None:
    async with ferry.database.transaction() as tx:
        await tx.execute(text("ALTER TABLE updates RENAME TO away"))
    ferry.sandbox.world.say(ANN, ANN, "The site is down")
    await until(lambda: ferry.app.inbox.error is not None)
    status, told = await health(ferry.app)
    assert (status, told["storage"]["ok"], told["inbox"]["ok"]) == (503, False, False)
    assert told["storage"]["error"].startswith("storage.url: the database cannot be used (no such table")
    async with ferry.database.transaction() as tx:
        await tx.execute(text("ALTER TABLE away RENAME TO updates"))
    await ferry.until(ferry.is_connected)
    await ferry.quiet()
    assert [ticket.title for ticket in await ferry.tickets()] == ["The site is down"]


async def test_telegram_may_be_away_at_the_start(tmp_path: Path, template: Path, sandbox: Sandbox) -> None:
    shutil.copy(template, tmp_path / "ferry.db")
    port = int(sandbox.url.rpartition(":")[2])
    app = App(Settings(**document(tmp_path, sandbox)), ManualClock(NOW))
    await sandbox.stop()
    await app.start()
    status, told = await health(app)
    assert (status, told["telegram"]["ok"]) == (503, False)
    await sandbox.start(port=port)
    await until(lambda: app.connection.error is None)
    await app.stop()


async def test_a_token_that_telegram_does_not_know_ends_the_program_with_one_line(
    tmp_path: Path, template: Path, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(template, tmp_path / "ferry.db")
    caplog.set_level(logging.DEBUG)
    wrong = "42:BBbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
    app = App(Settings(**document(tmp_path, sandbox, telegram={"token": wrong})), ManualClock(NOW))
    await app.start()
    with pytest.raises(ConfigurationError) as caught:
        await asyncio.wait_for(app.failed, 10)
    await app.stop()
    assert caught.value.lines == ("telegram.token: Telegram does not know this token; copy it again from BotFather",)
    assert wrong not in caplog.text


async def test_a_port_in_use_is_told_before_anything_begins(tmp_path: Path, sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigurationError) as caught:
            App(Settings(**document(tmp_path, sandbox, desk={"listen": listen})), ManualClock(NOW))
    assert caught.value.lines == (
        f"desk.listen: {listen} cannot be used (Address already in use); choose another address or port",
    )
    assert os.listdir(tmp_path) == []


async def test_a_database_that_is_none_is_told_and_leaves_nothing_open(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "ferry.db").write_bytes(b"no database" * 1000)
    app = App(Settings(**document(tmp_path, sandbox)), ManualClock(NOW))
    with pytest.raises(StorageUnavailable, match=r"^storage.url: .*not a database.*name another file"):
        await app.start()
    await app.stop()


async def test_links_lead_to_the_port_that_was_found_where_no_address_is_given(
    tmp_path: Path, template: Path, sandbox: Sandbox
) -> None:
    shutil.copy(template, tmp_path / "ferry.db")
    given = document(tmp_path, sandbox)
    del given["desk"]["public_url"]
    app = App(Settings(**given), ManualClock(NOW))
    await app.start()
    assert app.public_url == f"http://127.0.0.1:{app.web.port}"
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{app.links.public_url}/healthz")).status_code in (200, 503)
    await app.stop()


async def test_a_new_token_or_secret_revokes_every_link(tmp_path: Path, sandbox: Sandbox) -> None:
    links = []
    for desk in ({}, {"secret": "s" * 32}, {"secret": "t" * 32}):
        app = App(Settings(**document(tmp_path, sandbox, desk=desk)), ManualClock(NOW))
        links.append(app.links.ticket(1, 0))
        await app.stop()
    assert len(set(links)) == 3


async def test_a_stop_at_any_moment_is_quick_and_leaves_nothing_open(
    tmp_path: Path, template: Path, sandbox: Sandbox
) -> None:
    shutil.copy(template, tmp_path / "ferry.db")
    loop = asyncio.get_running_loop()
    settings = Settings(**document(tmp_path, sandbox))
    for turn in range(8):
        sandbox.world.say(ANN, ANN, f"Message {turn}")
        app = App(settings, ManualClock(NOW), SendBudget(per_second=1000))
        await app.start()
        await asyncio.sleep(turn * 0.01)
        began = loop.time()
        await app.stop()
        assert loop.time() - began < 2
        assert {task.get_name().split()[0] for task in asyncio.all_tasks()} & OURS == set()
        # What was left open would warn now, and a warning is an error.
        del app
        gc.collect()


async def test_what_was_in_the_middle_at_a_stop_is_done_at_the_next_start(ferry: Ferry) -> None:
    for turn in range(4):
        for number in range(5):
            ferry.sandbox.world.say(ANN, ANN, f"line {turn}.{number} is broken")
        await asyncio.sleep(turn * 0.01)
        await ferry.stop()
        await ferry.start()
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == [
        f"line {turn}.{n} is broken" for turn in range(4) for n in range(5)
    ]
    assert len(ferry.written(ANN)) == 1


@pytest.mark.parametrize(("changes", "told"), [({}, [ADMIN]), ({"telegram": {"staff_chat": -1001}}, [-1001])])
async def test_what_cannot_be_handled_is_told_to_the_company_and_kept_out_of_the_log(
    tmp_path: Path, template: Path, changes: dict[str, Json], told: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with sailing(tmp_path, template, **changes) as ferry:
        await ferry.put({"message": {"message_id": "odd", "text": "my password is hunter2"}})
        await ferry.until(lambda: all(ferry.written(chat) for chat in told))
        [notice] = ferry.written(told[0])
        assert notice["text"].startswith("An incoming message could not be handled and is kept in the inbox (row 3)")
        assert "hunter2" not in caplog.text
        assert [row.state for row in await ferry.rows(updates)][-1] == "dead"
        assert [row.chat_id for row in await ferry.rows(deliveries)] == told
        assert (await health(ferry.app))[1]["dead_letters"] == 1
        assert ferry.written(STAFF) == []


async def test_an_update_of_a_kind_that_nobody_knows_yet_is_kept_and_holds_up_nothing(ferry: Ferry) -> None:
    await ferry.put({"hologram": {"from": {"id": ANN}, "text": "Hello"}})
    await ferry.hear(ANN, "The site is down")
    assert await ferry.outcomes() == ["ignored: unknown kind", "ticket"]
    assert [("hologram" in row.raw, row.state) for row in await ferry.rows(updates)][2:] == [
        (True, "done"),
        (False, "done"),
    ]


async def test_a_second_program_on_the_same_token_turns_health_red(ferry: Ferry) -> None:
    conflict = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    ferry.sandbox.api.faults = Faults(next=[NextFault("getUpdates", 1000, 409, description=conflict)])
    ferry.sandbox.world.say(ANN, ANN, "My site is down")
    await until(lambda: ferry.app.connection.error == conflict)
    assert (await health(ferry.app))[0] == 503
    ferry.sandbox.api.faults = Faults()
    await ferry.until(ferry.is_connected)
    await ferry.quiet()
    assert len(await ferry.tickets()) == 1
