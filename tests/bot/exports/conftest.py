"""Databases to write from and to read into."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.bot.exports.cargo import load
from tests.ferry import migrated

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is not made yet, of either kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'there.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def loaded(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    shutil.copy(await migrated(tmp_path_factory.getbasetemp()), tmp_path / "here.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'here.db'}")
    await load(database)
    yield database
    await database.close()
