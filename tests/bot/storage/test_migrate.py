"""Migrations lead to the schema in code, and a database that cannot be used is refused with one line."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.errors import StorageUnavailable
from bot.storage.database import Database
from bot.storage.migrate import alembic_config, migrate, newest, revision
from bot.storage.schema import metadata
from tests.bot.storage_trouble import locked, wait_less
from tests.postgres import Server

CALL = (
    "INSERT INTO calls ({column}, at, person_id, person_name, result, note)"
    " VALUES ({whose}, '2026-04-01', 502, 'Sam', 'reached', '{note}')"
)


@pytest.fixture
async def empty_sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    yield database
    await database.close()


@pytest.fixture
async def empty_postgres(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest) -> Database:
    """A database that no migration has seen yet."""
    database: Database = request.getfixturevalue(f"empty_{request.param}")
    return database


def in_metadata(name: str | None, kind: str, parents: object) -> bool:
    """All but the search index: each database has its own kind of it, and FTS5 tables of its own beneath."""
    return kind != "table" or not (name or "").startswith("search_index")


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "target_metadata": metadata,
            "include_name": in_metadata,
        },
    )
    return list(compare_metadata(context, metadata))


def partial_indexes(connection: Connection) -> dict[str, str]:
    """The condition of each, in one spelling: alembic does not compare them."""
    found = {}
    for table in metadata.tables:
        for index in inspect(connection).get_indexes(table):
            for option, condition in index.get("dialect_options", {}).items():
                if option.endswith("_where"):
                    found[str(index["name"])] = _plain(str(condition))
    return found


def partial_indexes_in_code() -> dict[str, str]:
    return {
        str(index.name): _plain(str(index.dialect_options["sqlite"]["where"]))
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }


def _plain(condition: str) -> str:
    for noise in ("(", ")", "::text", "::character varying", "::bigint", "'"):
        condition = condition.replace(noise, "")
    return condition


async def test_the_migrations_together_make_the_schema_in_code(empty: Database) -> None:
    await migrate(empty)
    async with empty.reading() as tx:
        assert await tx.run_sync(differences) == []
        in_code = partial_indexes_in_code()
        assert await tx.run_sync(partial_indexes) == in_code
    assert "ix_deliveries_planned" in in_code
    assert await revision(empty) == newest()


async def test_checks_of_the_schema_are_in_the_database_too(empty: Database) -> None:
    await migrate(empty)
    async with empty.reading() as tx:
        checks = await tx.run_sync(lambda sync: inspect(sync).get_check_constraints("transition"))
    assert {check["name"] for check in checks} == {"ck_transition_one_row", "ck_transition_window"}


async def test_migrating_a_second_time_changes_nothing(empty: Database) -> None:
    assert await revision(empty) is None
    await migrate(empty)
    await migrate(empty)
    assert await revision(empty) == newest()


async def test_every_migration_can_be_taken_back(empty: Database) -> None:
    def down(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    await migrate(empty)
    async with empty.transaction() as tx:
        await tx.run_sync(down)
        assert await tx.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]
    assert await revision(empty) is None
    await migrate(empty)
    async with empty.reading() as tx:
        assert await tx.run_sync(differences) == []


async def test_calls_outlast_the_migration_that_lets_them_be_with_contacts(empty: Database) -> None:
    def first_six(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")

    async def kept() -> list[object]:
        async with empty.reading() as tx:
            rows = await tx.execute(text("SELECT customer_id, note FROM calls ORDER BY id"))
            return [tuple(row) for row in rows]

    async with empty.transaction() as tx:
        await tx.run_sync(first_six)
        await tx.execute(text("INSERT INTO customers (id, name, first_seen_at) VALUES (11, 'Ann', '2026-04-01')"))
        await tx.execute(text(CALL.format(column="customer_id", whose=11, note="before")))
    await migrate(empty)
    assert await kept() == [(11, "before")]
    async with empty.transaction() as tx:
        await tx.execute(text(CALL.format(column="contact_id", whose=7, note="a contact")))
    assert await kept() == [(11, "before"), (None, "a contact")]


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(StorageUnavailable) as refused:
            await migrate(database)
        assert str(refused.value) == (
            "storage.url: the database is of a newer Chatferry (migration 9999); update Chatferry"
        )
        assert await revision(database) == "9999"
    finally:
        async with database.transaction() as tx:
            await tx.execute(text(f"UPDATE alembic_version SET version_num = '{newest()}'"))


async def refusal(url: str) -> str:
    """What `migrate` says to a database that it cannot use."""
    database = Database(url)
    if database.is_sqlite:
        wait_less(database)
    try:
        with pytest.raises(StorageUnavailable) as refused:
            await migrate(database)
    finally:
        await database.close()
    said = str(refused.value)
    assert "\n" not in said
    return said


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy milk.\n" * 1000)
    assert await refusal(f"sqlite+aiosqlite:///{path}") == (
        "storage.url: the database cannot be used (file is not a database); "
        "name another file, or restore this one from a backup"
    )
    assert path.read_text() == "Buy milk.\n" * 1000


@pytest.fixture
def damaged_file(database_file: Path) -> Path:
    """Its first page, which says that it is a database, is as it was."""
    content = database_file.read_bytes()
    database_file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    return database_file


async def test_a_damaged_database_is_refused(damaged_file: Path) -> None:
    said = await refusal(f"sqlite+aiosqlite:///{damaged_file}")
    assert said == (
        "storage.url: the database cannot be used (database disk image is malformed); restore the file from a backup"
    )


async def test_a_locked_database_is_refused_after_a_wait(database_file: Path) -> None:
    with locked(database_file):
        said = await asyncio.wait_for(refusal(f"sqlite+aiosqlite:///{database_file}"), 5)
    assert said == (
        "storage.url: the database cannot be used (database is locked); stop the other program that holds the file"
    )


async def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert await refusal(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'chatferry.db'}") == (
        "storage.url: the database cannot be used (unable to open database file); "
        "create the folder and let this user write in it"
    )


async def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    said = await refusal(f"sqlite+aiosqlite:///{tmp_path}")
    assert said.startswith("storage.url: the database cannot be used (unable to open database file); ")


async def test_a_wrong_password_is_refused_and_not_shown(postgres_server: Server, postgres_url: str) -> None:
    rules = postgres_server.folder / "data" / "pg_hba.conf"
    open_to_all = rules.read_text()
    await postgres_server.execute("CREATE ROLE keeper LOGIN PASSWORD 'right'")
    rules.write_text(f"local all keeper scram-sha-256\n{open_to_all}")
    try:
        await postgres_server.execute("SELECT pg_reload_conf()")
        said = await refusal(postgres_url.replace("postgres@", "keeper:SECRET@"))
    finally:
        rules.write_text(open_to_all)
        await postgres_server.execute("SELECT pg_reload_conf()")
        await postgres_server.execute("DROP ROLE keeper")
    assert said.startswith("storage.url: the database cannot be used (password authentication failed for user")
    assert said.endswith("; correct user and password")
    assert "SECRET" not in said


async def test_a_missing_postgres_database_is_refused(postgres_server: Server) -> None:
    assert await refusal(postgres_server.url("nowhere")) == (
        'storage.url: the database cannot be used (database "nowhere" does not exist); create the database first'
    )


async def test_a_postgres_server_that_does_not_run_is_refused(tmp_path: Path) -> None:
    said = await refusal(f"postgresql+asyncpg://postgres@/chatferry?host={tmp_path}")
    assert said.endswith("; start the database server, or correct host and port")
    said = await refusal("postgresql+asyncpg://postgres@127.0.0.1:9/chatferry")
    assert said.endswith("; start the database server, or correct host and port")
