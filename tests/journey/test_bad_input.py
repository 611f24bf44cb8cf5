"""What is wrong around the program is said in one clear line, with the right exit code and without any secret."""

import re
import resource
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import SystemClock
from sandbox.server import Sandbox
from tests.journey.books import read
from tests.journey.program import Finished, Running, chatferry, free_port
from tests.journey.stage import ADMIN, ANNA, GROUP, SECRETS, TOKEN, configuration, text_of
from tests.journey.waiting import until
from tests.nursery import Nursery

FAILED, WRONG = 1, 2


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a right configuration, and a sandbox that can be reached; in the machine's own time."""

    nursery: Nursery
    folder: Path
    port: int
    telegram: Sandbox

    def write(self, old: str = "", new: str = "") -> None:
        """The configuration, with a part of it replaced."""
        launch = (SystemClock().now() + timedelta(days=7)).replace(microsecond=0)
        text = configuration(port=self.port, api_base=self.telegram.url, launch=launch)
        assert old in text
        self.folder.joinpath("config.toml").write_text(text.replace(old, new))

    async def chatferry(self, command: str, **environment: str) -> Finished:
        """Nothing that it prints holds a secret or the inside of the program."""
        finished = await chatferry(self.nursery, command, folder=self.folder, environment=environment)
        check_output(finished.out + finished.err)
        return finished


def check_output(output: str) -> None:
    assert [secret for secret in SECRETS if secret in output] == []
    assert "Traceback" not in output


@pytest.fixture
async def place(nursery: Nursery, tmp_path: Path) -> AsyncIterator[Place]:
    telegram = Sandbox(TOKEN)
    await telegram.start()
    place = Place(nursery, tmp_path, free_port(), telegram)
    place.write()
    yield place
    await telegram.stop()


@pytest.fixture
async def running(place: Place) -> AsyncIterator[Running]:
    running = Running(place.nursery, place.folder, place.port)
    yield running
    await running.kill()
    check_output(running.output)


async def test_a_file_that_is_no_toml_is_named_with_the_line(place: Place) -> None:
    place.write("[company]", "[company")
    finished = await place.chatferry("run")
    assert finished.code == WRONG
    assert re.fullmatch(r"error: config.toml: .*line 2.*\n", finished.err)


async def test_each_wrong_key_is_named_with_its_mend(place: Place) -> None:
    place.write(f'{TOKEN}"', f'{TOKEN}!"')
    finished = await place.chatferry("run", CHATFERRY_TRANSITION__DAYS="31")
    assert finished.code == WRONG
    assert re.fullmatch(
        r"error: config.toml: telegram.token: .*\n"
        r"error: CHATFERRY_TRANSITION__DAYS: transition.days: '31' is outside 20..30, .*; choose .*\n",
        finished.err,
    )


async def test_a_missing_configuration_is_named(place: Place) -> None:
    place.folder.joinpath("config.toml").unlink()
    finished = await place.chatferry("check")
    assert (finished.code, finished.out) == (WRONG, "")
    assert re.fullmatch(r"error: config.toml: .*\n", finished.err)


async def test_a_port_in_use_is_named(place: Place) -> None:
    with socket.create_server(("127.0.0.1", place.port)):
        finished = await place.chatferry("run")
    assert finished.code == WRONG
    assert re.fullmatch(rf"error: desk.listen: 127.0.0.1:{place.port} cannot be used \(.*\); choose .*\n", finished.err)


async def test_a_token_that_telegram_does_not_know_ends_the_program(place: Place) -> None:
    place.write(TOKEN, TOKEN[:-1])
    run, check = await place.chatferry("run"), await place.chatferry("check")
    assert run.code == WRONG
    assert re.fullmatch(r"error: telegram.token: Telegram does not know this token; .*\n", run.err)
    assert check.code == FAILED
    assert re.search(r"^wrong token: .*does not know it", check.out, re.MULTILINE)


async def test_a_server_that_cannot_be_reached_is_tried_until_it_is_there(place: Place, running: Running) -> None:
    address = place.telegram.url
    await place.telegram.stop()
    check = await place.chatferry("check")
    assert check.code == FAILED
    assert re.search(rf"^wrong token: telegram.api_base: {address} cannot be reached", check.out, re.MULTILINE)

    running.spawn({})
    await running.answers(503)
    async with aiohttp.ClientSession() as session, session.get(f"{running.desk}/healthz") as response:
        health = await response.json()
    assert [health[part]["ok"] for part in ("telegram", "inbox", "sender", "storage")] == [False, True, True, True]
    assert running.output.count("cannot be reached") == 1
    telegram = Sandbox(TOKEN)
    await telegram.start(port=int(address.rpartition(":")[2]))
    try:
        await running.answers(200)
        await running.stop()
    finally:
        await telegram.stop()


async def test_a_corrupt_database_is_named(place: Place) -> None:
    place.folder.joinpath("chatferry.db").write_bytes(b"This is no database. " * 500)
    run, check = await place.chatferry("run"), await place.chatferry("check")
    assert run.code == FAILED
    assert re.fullmatch(r"error: storage.url: the database cannot be used \(.*not a database\); .*\n", run.err)
    assert check.code == FAILED
    assert re.search(r"^wrong storage: storage.url: .*not a database", check.out, re.MULTILINE)


async def test_a_locked_database_is_named_at_start_and_outlasted_later(place: Place, running: Running) -> None:
    world = place.telegram.world
    world.add_user("Anna", id=ANNA, language_code="en", started=True)
    running.spawn({})
    await running.answers()
    with closing(sqlite3.connect(place.folder / "chatferry.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        world.say(ANNA, ANNA, "The domain example.org is down")
        await running.answers(503)
        assert "locked" in running.output
        other.execute("ROLLBACK")
    await confirmed(place, running)
    await running.stop()

    with closing(sqlite3.connect(place.folder / "chatferry.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        finished = await place.chatferry("run")
    assert finished.code == FAILED
    assert re.fullmatch(r"error: storage.url: the database cannot be used \(.*locked\); stop .*\n", finished.err)


async def test_a_full_disk_is_outlasted(place: Place, running: Running) -> None:
    place.telegram.world.add_user("Anna", id=ANNA, language_code="en", started=True)
    running.spawn({})
    await running.answers()
    # No file of the program's may grow over this, as if no more fitted on the disk.
    before = resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
    place.telegram.world.say(ANNA, ANNA, "The domain example.org is down")
    await running.answers(503)
    assert "disk" in running.output
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, before)
    await confirmed(place, running)
    await running.stop()


async def confirmed(place: Place, running: Running) -> None:
    """Returns when all is green again and what was received meanwhile has its confirmation."""
    await running.answers(200)
    heard = place.telegram.world.chat(ANNA).messages
    await until(
        lambda: any("Issue #1" in text_of(one) for one in heard.values()),
        "the message is confirmed",
        otherwise=lambda: running.output,
    )


async def test_check_finds_nothing_wrong_where_nothing_is_and_names_a_right_that_is_missing(
    place: Place, running: Running
) -> None:
    world = place.telegram.world
    world.bot.can_read_all_group_messages = True
    https = {"CHATFERRY_DESK__PUBLIC_URL": "https://desk.example.com"}
    check = await place.chatferry("check", **https)
    assert (check.code, check.err) == (0, "")
    assert {line.split()[0] for line in check.out.splitlines()} == {"ok"}

    world.add_user("Chen", id=ADMIN, started=True)
    world.add_chat("Keller GmbH", id=GROUP, admins=[ADMIN], bot_rights={"can_pin_messages": False})
    running.spawn(https)
    await running.answers()
    await until(lambda: read(place.folder, "SELECT id FROM chats"), "the group is known")
    await running.stop()
    check = await place.chatferry("check", **https)
    assert check.code == FAILED
    [wrong] = [line for line in check.out.splitlines() if not line.startswith("ok")]
    assert re.fullmatch(rf"wrong group Keller GmbH \({GROUP}\): the bot may not pin messages.*; .*", wrong)
