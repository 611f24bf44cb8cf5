"""What is exported comes back the same, from either kind of database into either."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.exports import reader, writer
from bot.exports.contents import LEFT_OUT, TABLES, described
from bot.shelf import Shelf
from bot.storage import accounts, schema
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.schema import files, metadata
from tests.bot.exports.cargo import everything, load
from tests.bot.moments import NOW


def silent(what: str, done: int, total: int) -> None:
    assert 0 <= done <= total, what


@pytest.fixture
async def back(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'back.db'}")
    yield database
    await database.close()


async def fill(shelf: Shelf, database: Database) -> dict[str, bytes]:
    """A file for each row that says there is one."""
    async with database.reading() as tx:
        names = list((await tx.execute(select(files.c.stored_as))).scalars())
    kept = {name: name.encode() * 1000 for name in names[1:]} | {names[0]: b""}
    for name, data in kept.items():
        await shelf.write(name, 0, data)
        await shelf.finish(name)
    return kept


@pytest.mark.parametrize("place", ["export", "export.zip"])
async def test_everything_comes_back_from_either_kind_of_database(
    tmp_path: Path, loaded: Database, there: str, back: Database, place: str
) -> None:
    shelves = [Shelf(tmp_path / name) for name in ("first", "second", "third")]
    kept = await fill(shelves[0], loaded)
    middle = Database(there)
    try:
        await writer.write(loaded, shelves[0], tmp_path / place, NOW, silent)
        made = await reader.restore(middle, shelves[1], tmp_path / place, silent)
        again = tmp_path / f"again-{place}"
        await writer.write(middle, shelves[1], again, NOW, silent)
        await reader.restore(back, shelves[2], again, silent)
        before = await everything(loaded)
        # 5 rows in each table but the transition, which is one.
        assert made.rows == {table.name: 1 if table.name == "transition" else 5 for table in TABLES}
        assert await everything(middle) == before
        assert await everything(back) == before
        async with middle.transaction() as tx:
            assert await accounts.named(tx, "New Ltd") == 6
    finally:
        await middle.close()
    for shelf in shelves[1:]:
        assert {name: shelf.path(name).read_bytes() for name in kept} == kept


async def test_an_export_is_of_one_moment_while_others_write(tmp_path: Path, there: str) -> None:
    database = Database(there)
    await migrate(database)
    await load(database)
    before = await everything(database)
    writing: list[asyncio.Task[None]] = []

    async def write_more() -> None:
        async with database.transaction() as tx:
            await tx.execute(schema.views.insert().values(id=99, person_id=1, name="late", query="", created_at=NOW))

    def told(what: str, done: int, total: int) -> None:
        if not writing:
            writing.append(asyncio.create_task(write_more()))

    try:
        made = await writer.write(database, Shelf(tmp_path / "files"), tmp_path / "export", NOW, told)
        await writing[0]
        assert made.rows == {name: len(rows) for name, rows in before.items()}
        after = await everything(database)
        assert len(after["views"]) == len(before["views"]) + 1
    finally:
        await database.close()


def test_every_table_is_exported_or_left_out_for_a_reason() -> None:
    assert {table.name for table in TABLES} | LEFT_OUT.keys() == set(metadata.tables)
    assert all(LEFT_OUT.values())


def test_every_field_is_documented() -> None:
    text = Path(__file__).parents[3].joinpath("docs/import-export.md").read_text(encoding="utf-8")
    for table, columns in described().items():
        assert f"- **{table}**: " + ", ".join(f"`{name}` {kind}" for name, kind in columns.items()) + "\n" in text
    assert all(f"- `{table}`: {why}\n" in text for table, why in LEFT_OUT.items())
