"""What tests of the core share: a migrated database of their own, and a clock that stands still."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clock import ManualClock
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.bot.checked import Checked, all_is_well
from tests.bot.commandline import chatferry as chatferry
from tests.bot.commandline import config as config
from tests.bot.handling import Handling
from tests.bot.moments import NOW
from tests.bot.storage_trouble import wait_less
from tests.ferry import Ferry, sailing


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, to be copied: migrating costs more than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    await migrate(database)
    await database.close()
    return path


@pytest.fixture
def database_file(migrated_file: Path, tmp_path: Path) -> Path:
    """A test's own SQLite database, migrated and empty."""
    return Path(shutil.copy(migrated_file, tmp_path / "chatferry.db"))


@pytest.fixture
async def database(database_file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{database_file}")
    yield database
    await database.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def handling(database: Database, clock: ManualClock) -> AsyncIterator[Handling]:
    wait_less(database)
    handling = Handling(database, clock)
    await handling.inbox.start()
    yield handling
    await handling.inbox.stop()


@pytest.fixture
async def checked(tmp_path: Path) -> AsyncIterator[Checked]:
    async with all_is_well(tmp_path) as checked:
        yield checked


@pytest.fixture
async def ferry(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Ferry]:
    """A whole running program."""
    async with sailing(tmp_path, migrated_file) as ferry:
        yield ferry
