"""Exports that somebody had their hands in, and places where something else is: one line each, and nothing happens."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.exports import manifest, places, reader, writer
from bot.exports.places import ExportTrouble
from bot.shelf import Shelf
from bot.storage.database import Database
from tests.bot.exports.test_reader import empty, export, found, refusal, resealed, told
from tests.bot.exports.test_round_trip import silent
from tests.bot.moments import NOW

__all__ = ["empty", "export"]

CUSTOMERS = "tables/customers.jsonl"
NO_MANIFEST = "has no manifest.json of Chatferry's; name an export made by chatferry export"
DEEP = b"[" * 200_000


def changed(export: Path, table: str, **other: Any) -> None:
    name = f"tables/{table}.jsonl"
    first, *others = (export / name).read_bytes().splitlines(keepends=True)
    resealed(export, name, b"".join([json.dumps(json.loads(first) | other).encode() + b"\n", *others]))


@pytest.mark.parametrize(
    "other",
    [
        {"rows": []},
        {"rows": {"customers": "x"}},
        {"rows": {"customers": -1}},
        {"rows": {"customers": True}},
        {"files": "x"},
        {"files": -1},
        {"left_out": []},
        {"left_out": {"sessions": 1}},
        {"left_out": {"sessions": "\x1b[31m"}},
        {"missing_files": [1]},
        {"made_at": "2026-01-01"},
        {"made_at": 5},
        {"version": [1]},
        {"migration": None},
        {"checksums": None},
    ],
)
async def test_a_manifest_of_wrong_kinds_is_none(export: Path, empty: Database, other: dict[str, Any]) -> None:
    told(export, **other)
    assert await refusal(empty, export) == f"{export} {NO_MANIFEST}"
    assert not empty.exists


async def test_a_manifest_in_too_many_layers_is_none(export: Path, empty: Database) -> None:
    (export / "manifest.json").write_bytes(DEEP)
    assert await refusal(empty, export) == f"{export} {NO_MANIFEST}"


@pytest.mark.parametrize(
    ("table", "other", "said"),
    [
        ("customers", {"link_generation": 2**70}, "holds no number in link_generation"),
        ("customers", {"link_generation": "abc"}, "holds no number in link_generation"),
        ("customers", {"link_generation": 1.5}, "holds no number in link_generation"),
        ("customers", {"link_generation": True}, "holds no number in link_generation"),
        ("customers", {"name": 5}, "holds no text in name"),
        ("customers", {"name": ["a"]}, "holds no text in name"),
        ("customers", {"name": "\ud800"}, "holds no text in name"),
        ("customers", {"first_seen_at": "2026-01-01T00:00:00"}, "holds no moment in first_seen_at"),
        ("customers", {"first_seen_at": 5}, "holds no moment in first_seen_at"),
        ("chats", {"left_open": 7}, "holds no true or false in left_open"),
        ("chats", {"left_open": "yes"}, "holds no true or false in left_open"),
        ("reconciliations", {"day": 20260101}, "holds no day in day"),
    ],
)
async def test_a_value_of_another_kind_is_named(
    export: Path, empty: Database, table: str, other: dict[str, Any], said: str
) -> None:
    changed(export, table, **other)
    assert await refusal(empty, export) == f"{export} line 1 of tables/{table}.jsonl {said}"


async def test_a_row_in_too_many_layers_is_named(export: Path, empty: Database) -> None:
    resealed(export, CUSTOMERS, DEEP + b"\n")
    assert await refusal(empty, export) == f"{export} line 1 of {CUSTOMERS} is no JSON"


async def test_no_more_is_read_than_an_export_needs(
    export: Path, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_OF_A_LINE", 2**20)
    resealed(export, CUSTOMERS, b" " * (2**20 + 1) + b"\n")
    assert await refusal(empty, export) == f"{export} line 1 of {CUSTOMERS} is longer than 1 MB"
    with zipfile.ZipFile(export.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.json", b" " * (manifest.MOST + 1))
    assert "has a manifest.json of more than 64 MB" in await refusal(empty, export.with_suffix(".zip"))


async def test_more_rows_than_promised_are_noticed(export: Path, empty: Database) -> None:
    rows = json.loads((export / "manifest.json").read_text())["rows"]
    told(export, rows=rows | {"customers": 2})
    assert "rows of customers and promises 2" in await refusal(empty, export)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def never_readable(path: Path) -> None:
    path.unlink()
    path.symlink_to("/proc/self/mem")


@pytest.mark.parametrize("put", [folder, pipe, never_readable])
@pytest.mark.parametrize(
    ("name", "said"),
    [("manifest.json", "cannot be read: manifest.json ("), ("SHA256SUMS", "is damaged"), (CUSTOMERS, "is damaged")],
)
async def test_what_is_no_file_is_not_read(
    export: Path, empty: Database, put: Callable[[Path], None], name: str, said: str
) -> None:
    put(export / name)
    assert f"{export} {said}" in await refusal(empty, export)


@pytest.mark.parametrize(
    ("at_local", "at_central", "value", "said"), [(6, 8, 1, "is encrypted"), (8, 10, 99, "method is not supported")]
)
async def test_a_zip_file_that_cannot_be_unpacked_is_told(
    export: Path, empty: Database, at_local: int, at_central: int, value: int, said: str
) -> None:
    shutil.make_archive(str(export), "zip", export)
    packed = export.with_suffix(".zip")
    raw = bytearray(packed.read_bytes())
    for mark, at in ((b"PK\x03\x04", at_local), (b"PK\x01\x02", at_central)):
        at_mark = -1
        while (at_mark := raw.find(mark, at_mark + 1)) >= 0:
            raw[at_mark + at] = value
    packed.write_bytes(raw)
    refused = await refusal(empty, packed)
    assert refused.startswith(f"{packed} cannot be read: manifest.json (")
    assert said in refused


@pytest.mark.parametrize("place", ["place", "place.zip"])
async def test_an_export_takes_away_only_what_an_export_has_left(tmp_path: Path, loaded: Database, place: str) -> None:
    shelf = Shelf(tmp_path / "first")
    theirs = tmp_path / f"{place}.unfinished"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def full() -> None:
        theirs.mkdir()
        (theirs / "own").write_text("own")

    makings: list[Callable[[], Any]] = [full, lambda: theirs.write_text("own"), lambda: theirs.symlink_to(elsewhere)]
    for make in makings:
        make()
        with pytest.raises(ExportTrouble, match=r"unfinished is in the way, and no export has left it; move it, or "):
            await writer.write(loaded, shelf, tmp_path / place, NOW, silent)
        assert found(tmp_path, "place*") == [theirs]
        shutil.rmtree(theirs) if make is full else theirs.unlink()
    # As an export that lost its power leaves it.
    left = places.target(tmp_path / place)
    with left.file("tables/accounts.jsonl") as file:
        file.write(b"{}")
    assert theirs.is_dir()
    await writer.write(loaded, shelf, tmp_path / place, NOW, silent)
    assert found(tmp_path, "place*") == [tmp_path / place]
    left.discard()


async def test_a_link_that_leads_nowhere_is_something(tmp_path: Path, loaded: Database) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ExportTrouble, match="is there already"):
        await writer.write(loaded, Shelf(tmp_path / "first"), tmp_path / "link", NOW, silent)
