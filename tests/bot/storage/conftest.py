"""The same tests on both kinds of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.schema import metadata
from tests.postgres import Server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated_postgres(postgres_server: Server) -> str:
    """The address of one PostgreSQL database for all tests: making one takes longer than emptying one."""
    await postgres_server.execute("CREATE DATABASE migrated")
    url = postgres_server.url("migrated")
    database = Database(url)
    await migrate(database)
    await database.close()
    return url


@pytest.fixture
async def sqlite(database_file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{database_file}")
    yield database
    await database.close()


@pytest.fixture
async def postgres(migrated_postgres: str) -> AsyncIterator[Database]:
    database = Database(migrated_postgres)
    yield database
    async with database.transaction() as tx:
        for table in reversed(metadata.sorted_tables):
            await tx.execute(table.delete())
    await database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """Migrated and empty. Row numbers may begin anywhere."""
    database: Database = request.getfixturevalue(request.param)
    return database
