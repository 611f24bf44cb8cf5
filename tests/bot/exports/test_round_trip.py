"""What is exported comes back the same, from either kind of database into either."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
from tests.postgres import Server


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


# What no text of either database holds: half of a pair of surrogates, and, on PostgreSQL, NUL.
WRITTEN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | WRITTEN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WRITTEN, inner, max_size=3),
)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "way", [("sqlite", "postgres"), ("postgres", "sqlite"), ("postgres", "postgres")], ids="-".join
)
@given(
    seed=st.integers(0, 2**32),
    words=st.lists(WRITTEN, min_size=1, max_size=8),
    nested=st.lists(NESTED, min_size=1, max_size=8),
)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_rows_there_are_come_back_the_same(
    tmp_path: Path, postgres_server: Server, way: tuple[str, str], seed: int, words: list[str], nested: list[Any]
) -> None:
    folder = Path(mkdtemp(dir=tmp_path))
    made = [f"any_{uuid.uuid4().hex}" for _ in way]
    urls = [
        postgres_server.url(name) if kind == "postgres" else f"sqlite+aiosqlite:///{folder / name}.db"
        for kind, name in zip(way, made, strict=True)
    ]
    on_server = [name for kind, name in zip(way, made, strict=True) if kind == "postgres"]
    for name in on_server:
        await postgres_server.execute(f"CREATE DATABASE {name}")
    here, there = (Database(url) for url in urls)
    shelf = Shelf(folder / "files")
    try:
        await migrate(here)
        await load(here, seed=seed, words=words, nested=nested)
        await fill(shelf, here)
        await writer.write(here, shelf, folder / "export", NOW, silent)
        await reader.restore(there, Shelf(folder / "others"), folder / "export", silent)
        assert await everything(there) == await everything(here)
    finally:
        await here.close()
        await there.close()
        for name in on_server:
            await postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
