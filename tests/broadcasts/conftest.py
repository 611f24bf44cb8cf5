"""A sender at work for each test, with what it sends checked against Telegram's specification."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.sections import Announcements
from bot.storage import transitions
from bot.storage.database import Database
from bot.transition import Transition, Window
from sandbox.server import Sandbox
from tests.broadcasts.posting import IN_A_HURRY, Posting
from tests.ferry import LAUNCH, NOW, migrated, sandboxed


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def database(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    path = tmp_path / "ferry.db"
    shutil.copy(await migrated(tmp_path_factory.getbasetemp()), path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.transaction() as tx:
        await transitions.begin(tx, Transition(Window(LAUNCH, 30)), NOW)
    yield database
    await database.close()


@pytest.fixture
async def sandbox(clock: ManualClock) -> AsyncIterator[Sandbox]:
    async with sandboxed(clock) as sandbox:
        yield sandbox


@pytest.fixture
def announcements() -> Announcements:
    """What is configured about them; a test overrides it."""
    return Announcements()


@pytest.fixture
def per_second() -> float:
    return IN_A_HURRY


@pytest.fixture
def posting(
    sandbox: Sandbox, database: Database, clock: ManualClock, announcements: Announcements, per_second: float
) -> Posting:
    """Not started yet."""
    return Posting(sandbox, database, clock, announcements, per_second)


@pytest.fixture
async def running(posting: Posting) -> AsyncIterator[Posting]:
    await posting.start()
    yield posting
    await posting.stop()
    left = [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith(("delivery", "group commit"))]
    assert left == []
