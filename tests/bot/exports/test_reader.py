"""What cannot be imported is refused in one line, and nothing of it stays."""

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.exports import contents, reader, writer
from bot.exports.manifest import CHECKSUMS
from bot.exports.places import ExportTrouble
from bot.shelf import Shelf
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.schema import changes, entries, files, metadata
from tests.bot.exports.test_round_trip import fill, silent
from tests.bot.moments import NOW
from tests.ferry import ZONE


@pytest.fixture
async def export(tmp_path: Path, loaded: Database) -> Path:
    shelf = Shelf(tmp_path / "first")
    await fill(shelf, loaded)
    await writer.write(loaded, shelf, tmp_path / "export", NOW, silent)
    return tmp_path / "export"


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    yield database
    await database.close()


async def refusal(database: Database, path: Path) -> str:
    """The one line; neither rows nor files are there afterwards."""
    shelf = path.parent / "second"
    with pytest.raises(ExportTrouble) as refused:
        await reader.restore(database, Shelf(shelf), path, silent)
    if database.exists:
        async with database.reading() as tx:
            for table in set(metadata.sorted_tables).difference(contents.GIVEN):
                assert (await tx.execute(select(table))).first() is None, table.name
    assert found(shelf, "*/*") == []
    said = str(refused.value)
    assert "\n" not in said
    return said


def found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


def resealed(export: Path, name: str, data: bytes) -> None:
    """Changed by somebody who knows how the checksums are kept."""
    before = hashlib.sha256((export / name).read_bytes()).hexdigest()
    (export / name).write_bytes(data)
    sums = (export / CHECKSUMS).read_text().replace(before, hashlib.sha256(data).hexdigest()).encode()
    (export / CHECKSUMS).write_bytes(sums)
    told(export, checksums=hashlib.sha256(sums).hexdigest())


def told(export: Path, **other: Any) -> None:
    manifest = export / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | other))


async def test_a_changed_file_is_named_before_anything_is_made(export: Path, empty: Database) -> None:
    with (export / "tables/tickets.jsonl").open("ab") as file:
        file.write(b"\n")
    assert await refusal(empty, export) == (
        f"{export} is damaged: tables/tickets.jsonl is missing or not as it was written; "
        "take another copy of the export"
    )
    assert not empty.exists


async def test_a_missing_attachment_is_damage(export: Path, empty: Database) -> None:
    next(file for file in found(export, "files/*/*")).unlink()
    assert "is damaged: files/" in await refusal(empty, export)


async def test_a_damaged_zip_file_is_damage(tmp_path: Path, loaded: Database, empty: Database) -> None:
    await writer.write(loaded, Shelf(tmp_path / "first"), tmp_path / "export.zip", NOW, silent)
    raw = bytearray((tmp_path / "export.zip").read_bytes())
    at = raw.index(b"tables/tickets.jsonl") + 60
    raw[at : at + 20] = bytes(20)
    (tmp_path / "export.zip").write_bytes(raw)
    assert "is damaged: tables/tickets.jsonl" in await refusal(empty, tmp_path / "export.zip")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"format": "other"}, "has no manifest.json of Chatferry's; name an export made by chatferry export"),
        ({"version": 2}, "is of version 2 of the format, and this Chatferry reads 1; update it"),
        ({"migration": "0001"}, "(migration 0001), and this one is at "),
        ({"checksums": "0"}, "is damaged: SHA256SUMS is missing or not as it was written"),
    ],
)
async def test_what_this_version_cannot_read_is_said(
    export: Path, empty: Database, other: dict[str, Any], said: str
) -> None:
    told(export, **other)
    assert said in await refusal(empty, export)


@pytest.mark.parametrize("place", ["nowhere", "folder", "text.zip"])
async def test_what_is_no_export_is_said(tmp_path: Path, empty: Database, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.zip").write_text("no zip")
    assert "name an export" in await refusal(empty, tmp_path / place)


async def test_a_name_that_leads_elsewhere_is_refused(export: Path, empty: Database) -> None:
    sums = (export / CHECKSUMS).read_bytes() + f"{'0' * 64}  files/../../elsewhere\n".encode()
    (export / CHECKSUMS).write_bytes(sums)
    told(export, checksums=hashlib.sha256(sums).hexdigest())
    assert "has a line in SHA256SUMS that Chatferry did not write" in await refusal(empty, export)


async def test_a_row_that_the_database_refuses_undoes_all_others(export: Path, empty: Database) -> None:
    name = "tables/files.jsonl"
    rows = (export / name).read_bytes().splitlines(keepends=True)
    last = json.loads(rows[4]) | {"entry_id": 77777}
    resealed(export, name, b"".join([*rows[:4], json.dumps(last).encode(), b"\n"]))
    assert "does not fit the database (FOREIGN KEY constraint failed); nothing is imported" in await refusal(
        empty, export
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "line 6 of tables/tickets.jsonl is no JSON"),
        (b"{}", "line 6 of tables/tickets.jsonl has other columns than the table"),
    ],
)
async def test_a_line_that_is_no_row_is_named(export: Path, empty: Database, line: bytes, said: str) -> None:
    name = "tables/tickets.jsonl"
    resealed(export, name, (export / name).read_bytes() + line + b"\n")
    assert said in await refusal(empty, export)


async def test_rows_that_are_missing_are_noticed(export: Path, empty: Database) -> None:
    name = "tables/views.jsonl"
    resealed(export, name, b"".join((export / name).read_bytes().splitlines(keepends=True)[:-1]))
    assert "has 4 rows of views and promises 5" in await refusal(empty, export)


async def test_a_database_with_rows_is_refused(export: Path, loaded: Database) -> None:
    with pytest.raises(
        ExportTrouble, match=r"^the database is not empty: \w+ has rows; name a new one in storage.url$"
    ):
        await reader.restore(loaded, Shelf(export.parent / "second"), export, silent)


async def test_an_attachment_that_is_there_already_stays_when_the_import_fails(export: Path, empty: Database) -> None:
    shelf = Shelf(export.parent / "first")
    resealed(export, "tables/views.jsonl", b"")
    with pytest.raises(ExportTrouble):
        await reader.restore(empty, shelf, export, silent)
    assert len(found(export.parent, "first/*/*")) == 5


async def test_an_attachment_that_was_erased_meanwhile_is_said(tmp_path: Path, loaded: Database) -> None:
    made = await writer.write(loaded, Shelf(tmp_path / "nothing"), tmp_path / "export", NOW, silent)
    async with loaded.reading() as tx:
        names = list((await tx.execute(select(files.c.stored_as).order_by(files.c.id))).scalars())
    assert (made.files, list(made.missing_files)) == (0, names)


async def test_what_opens_doors_is_not_in_an_export(export: Path) -> None:
    assert {path.stem for path in (export / "tables").iterdir()}.isdisjoint(contents.LEFT_OUT)
    assert json.loads((export / "manifest.json").read_text())["left_out"] == contents.LEFT_OUT


@pytest.mark.parametrize("place", ["there", "there.zip"])
async def test_an_export_never_overwrites(tmp_path: Path, loaded: Database, place: str) -> None:
    shelf = Shelf(tmp_path / "first")
    await writer.write(loaded, shelf, tmp_path / place, NOW, silent)
    with pytest.raises(ExportTrouble, match="is there already; name a place where nothing is"):
        await writer.write(loaded, shelf, tmp_path / place, NOW, silent)
    assert sorted(path.name for path in found(tmp_path, "*there*")) == [place]


async def test_an_export_that_fails_leaves_nothing(tmp_path: Path, loaded: Database) -> None:
    def stops(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    for place in ("one", "one.zip"):
        with pytest.raises(KeyboardInterrupt):
            await writer.write(loaded, Shelf(tmp_path / "first"), tmp_path / place, NOW, stops)
    assert found(tmp_path, "one*") == []


def test_the_ticket_list_opens_in_a_spreadsheet(export: Path) -> None:
    raw = (export / "tickets.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfticket,title,category,")
    assert b"'=1+1" in raw
    assert b",=1+1" not in raw


hostile = st.text(st.characters(exclude_categories=["Cs"]))
within = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(text=hostile, nested=within, moment=st.datetimes(timezones=st.sampled_from([UTC, ZONE])))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_row_is_one_line_and_comes_back(text: str, nested: Any, moment: datetime) -> None:
    row = dict.fromkeys(entries.columns.keys()) | {"id": 1, "text": text, "at": moment}
    assert contents.line(row).count(b"\n") == 1
    # Local times that a change of clocks leaves out equal no other, not even themselves in another zone.
    assert contents.row(entries, contents.line(row)) == row | {"at": datetime.fromisoformat(moment.isoformat())}
    change = dict.fromkeys(changes.columns.keys()) | {"before": nested}
    assert contents.row(changes, contents.line(change)) == change


@given(
    texts=st.lists(hostile, min_size=1, max_size=5),
    nested=st.lists(within, min_size=5, max_size=5),
    kind=st.sampled_from(["folder", "folder.zip"]),
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_hostile_texts_come_back(tmp_path: Path, texts: list[str], nested: list[Any], kind: str) -> None:
    folder = Path(mkdtemp(dir=tmp_path))
    here, there = (Database(f"sqlite+aiosqlite:///{folder / name}.db") for name in ("here", "there"))
    try:
        await migrate(here)
        rows = [
            {"at": NOW, "person_name": text, "subject": "hostile", "item": text, "before": before, "after": None}
            for text, before in zip(texts, nested, strict=False)
        ]
        async with here.transaction() as tx:
            await tx.execute(changes.insert(), rows)
        await writer.write(here, Shelf(folder / "files"), folder / kind, NOW, silent)
        await reader.restore(there, Shelf(folder / "files"), folder / kind, silent)
        async with here.reading() as one, there.reading() as other:
            assert (await other.execute(select(changes))).all() == (await one.execute(select(changes))).all()
    finally:
        await here.close()
        await there.close()


async def test_an_export_into_no_folder_is_refused(tmp_path: Path, loaded: Database) -> None:
    with pytest.raises(ExportTrouble, match="is no folder; make it first"):
        await writer.write(loaded, Shelf(tmp_path), tmp_path / "nowhere" / "export.zip", NOW, silent)
