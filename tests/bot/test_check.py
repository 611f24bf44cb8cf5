"""`chatferry check` says of each thing whether it is right, and changes none of them."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.check import Finding
from bot.clock import SystemClock
from bot.storage.database import Database
from bot.storage.migrate import newest
from tests.bot.checked import TITLE, Checked
from tests.bot.storage_trouble import locked


async def test_all_is_said_line_by_line_when_all_is_right(checked: Checked, database: Database) -> None:
    group = await checked.group(database)
    await checked.begin(database, 30)
    found = await checked.findings()
    assert [subject for subject, finding in found.items() if not finding.ok] == []
    assert list(found) == [
        "configuration",
        "time zone",
        "clock",
        "storage",
        "transition",
        "token",
        "privacy mode",
        "webhook",
        f"group {TITLE} ({group})",
        "public address",
    ]
    assert found["token"].said == "belongs to @chatferry_bot"
    assert found["storage"].said == f"reachable, at migration {newest()}"
    # 15 March 2027, nine in Shanghai, and 30 days
    assert found["transition"].said == "closes 2027-04-14 09:00, 30 days after launch"
    assert found["time zone"].said.startswith("Asia/Shanghai, where it is ")


async def test_before_the_first_run_there_is_no_database_and_none_is_made(checked: Checked) -> None:
    found = await checked.findings()
    assert found["storage"] == Finding(True, "storage", "no database yet; the first run creates it")
    assert not checked.database_file.exists()


async def test_checking_changes_nothing(checked: Checked, database: Database) -> None:
    await checked.group(database)
    await checked.begin(database, 30)

    def content() -> list[str]:
        with closing(sqlite3.connect(checked.database_file)) as connection:
            return list(connection.iterdump())

    before = content()
    await checked.findings()
    assert content() == before
    asked = {call.method for call in checked.sandbox.api.calls.after()}
    assert asked == {"getMe", "getWebhookInfo", "getChatMember"}


async def test_a_missing_folder_is_said(checked: Checked, tmp_path: Path) -> None:
    checked.sections["storage"]["url"] = f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'chatferry.db'}"
    wrong = await checked.wrong()
    assert wrong.keys() == {"storage"}
    assert wrong["storage"].startswith("storage.url: there is no folder for ")
    assert not (tmp_path / "missing").exists()


async def test_a_file_that_is_no_database_is_said(checked: Checked) -> None:
    checked.database_file.write_text("Buy milk.\n" * 1000)
    assert (await checked.wrong())["storage"].endswith("; name another file, or restore this one from a backup")


async def test_an_empty_database_is_said(checked: Checked) -> None:
    checked.database_file.touch()
    assert await checked.wrong() == {"storage": f"at migration None, not {newest()}; the next run brings it up to date"}


async def test_a_database_of_a_newer_version_is_said(checked: Checked, database: Database) -> None:
    async with database.transaction() as tx:
        await tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert await checked.wrong() == {
        "storage": "storage.url: the database is of a newer Chatferry (migration 9999); update Chatferry"
    }


async def test_a_program_that_is_writing_does_not_disturb(checked: Checked, database_file: Path) -> None:
    with locked(database_file):
        assert await checked.wrong() == {}


async def test_a_transition_that_never_began_is_no_fault(checked: Checked, database_file: Path) -> None:
    """As after `chatferry token create` before the first run."""
    found = await checked.findings()
    assert found["transition"] == Finding(True, "transition", "not begun; the next run takes it from the configuration")


async def test_a_deadline_that_was_moved_is_told_with_the_configurations_own(
    checked: Checked, database: Database
) -> None:
    await checked.begin(database, 25)
    transition = (await checked.findings())["transition"]
    assert transition.ok
    assert transition.said == (
        "closes 2027-04-09 09:00, 25 days after launch; "
        "the configuration says otherwise, and what admins set later holds"
    )


async def test_an_address_that_telegram_does_not_take_for_buttons_is_said(checked: Checked) -> None:
    del checked.sections["desk"]["public_url"]
    assert await checked.wrong() == {
        "public address": "desk.public_url: http://127.0.0.1:8080 is no public https address; "
        "set desk.public_url to the https address that leads here"
    }


@asynccontextmanager
async def telling(date: str) -> AsyncIterator[str]:
    """The address of a server that says it is that date."""

    async def tell(request: web.Request) -> web.Response:
        return web.Response(headers={"Date": date})

    app = web.Application()
    app.router.add_get("/", tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize(("away", "right"), [(20, True), (-20, True), (3600, False), (-3600, False)])
async def test_a_clock_that_differs_from_the_servers_is_said(checked: Checked, away: int, right: bool) -> None:
    told = SystemClock().now() + timedelta(seconds=away)
    async with telling(format_datetime(told, usegmt=True)) as address:
        checked.sections["telegram"]["api_base"] = f"{address}"
        clock = (await checked.findings())["clock"]
    assert clock.ok is right
    assert ("NTP" in clock.said) is not right


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 23 Foo 2026 10:00:00 GMT"])
async def test_a_date_that_nobody_can_read_is_no_fault(checked: Checked, date: str) -> None:
    async with telling(date) as address:
        checked.sections["telegram"]["api_base"] = f"{address}"
        assert (await checked.findings())["clock"].ok


async def test_a_date_without_a_zone_is_read_as_utc(checked: Checked) -> None:
    told = SystemClock().now().astimezone(UTC).replace(tzinfo=None)
    async with telling(f"{told:%a, %d %b %Y %H:%M:%S} -0000") as address:
        checked.sections["telegram"]["api_base"] = f"{address}"
        assert (await checked.findings())["clock"].ok
