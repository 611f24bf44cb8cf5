"""A download is interrupted by SIGKILL, and the next process goes on from where it broke."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.schema import files
from sandbox.faults import Faults
from sandbox.server import Sandbox
from tests.bot.attachments import LOG, document
from tests.ferry import ADMIN, ANN, TOKEN, populate, until
from tests.nursery import Nursery

CONFIGURATION = """
[company]
name = "Galaxy Hosting"
timezone = "Asia/Shanghai"
[telegram]
token = "{token}"
api_base = "{api_base}"
[people]
admins = [{admin}]
[transition]
launch = 2026-03-20T09:00:00+08:00
days = 30
[announcements]
[intake]
[desk]
listen = "127.0.0.1:0"
[storage]
"""


@asynccontextmanager
async def _running(nursery: Nursery, folder: Path) -> AsyncIterator[None]:
    """One life of the program, which ends by SIGKILL."""
    output = folder / "output.txt"
    arguments: list[str | Path] = ["run", "--config", folder / "config.toml"]
    life = nursery.begin(arguments, folder=folder, environment={}, out=output, err=output)
    try:
        yield
    finally:
        life.send(signal.SIGKILL)
        await life.ended(within_seconds=10)


async def _until(true: Callable[[], bool], folder: Path) -> None:
    """A process may take long to start where much else runs."""
    ends = asyncio.get_running_loop().time() + 60
    while not true():
        assert asyncio.get_running_loop().time() < ends, (folder / "output.txt").read_text()
        await asyncio.sleep(0.01)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


async def test_a_killed_download_goes_on_from_where_it_broke(
    nursery: Nursery, tmp_path: Path, sandbox: Sandbox
) -> None:
    populate(sandbox)
    (tmp_path / "config.toml").write_text(CONFIGURATION.format(token=TOKEN, api_base=sandbox.url, admin=ADMIN))
    sandbox.api.faults = Faults(latency_seconds=0.05, methods=["download"])
    sandbox.world.say(ANN, ANN, files=[document(LOG)])

    def begun() -> bool:
        """Some of it has come, and not all."""
        parts = list((tmp_path / "files").glob("*/*.part"))
        return bool(parts) and 100_000 < parts[0].stat().st_size < len(LOG)

    async with _running(nursery, tmp_path):
        await _until(begun, tmp_path)
    (part,) = (tmp_path / "files").glob("*/*.part")
    there = part.stat().st_size
    sandbox.api.faults = Faults()
    async with _running(nursery, tmp_path):
        await _until(lambda: not part.exists(), tmp_path)

        async def booked() -> bool:
            database = Database(f"sqlite+aiosqlite:///{tmp_path / 'chatferry.db'}")
            async with database.reading() as tx:
                (row,) = (await tx.execute(files.select())).all()
            await database.close()
            return bool(row.state == "stored" and row.stored_size == len(LOG))

        await until(booked)
    assert part.with_suffix("").read_bytes() == LOG
    # They are logged when they end: the one that was broken off perhaps after the other.
    await until(lambda: len(sandbox.api.calls.after(method="download")) == 2)
    ranges = {call.params["range"] for call in sandbox.api.calls.after(method="download")}
    assert ranges == {"", f"bytes={there}-"}
