"""A desk for each test: on SQLite, and where a test asks for it on PostgreSQL too."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.desk.served import Served, serving


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, to be copied."""
    path = tmp_path_factory.mktemp("desk") / "empty.db"
    asyncio.run(_migrate(_sqlite(path)))
    return path


@pytest.fixture
def sqlite_url(empty_file: Path, tmp_path: Path) -> str:
    return _sqlite(Path(shutil.copy(empty_file, tmp_path / "desk.db")))


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
def changes() -> dict[str, Any]:
    """Parts of the desk that are other than usual; a module overrides it."""
    return {}


@pytest.fixture
async def desk(database: Database, changes: dict[str, Any]) -> AsyncIterator[Served]:
    async with serving(database, **changes) as served:
        yield served


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def each_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
async def desk_on_each(each_url: str) -> AsyncIterator[Served]:
    """For what depends on how a database lets writers wait for each other."""
    await _migrate(each_url)
    database = Database(each_url)
    async with serving(database) as served:
        yield served
    await database.close()


def _sqlite(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()
