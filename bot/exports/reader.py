"""Reads an export back into an empty database: all of it, or nothing."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exports import manifest, places
from bot.exports.contents import GIVEN, TABLES, Json, NotOfThisTable, own_references, row
from bot.exports.manifest import CHECKSUMS, FILES, Manifest, NotAnExport, Reading, table_file, tables_files
from bot.exports.places import ExportTrouble, Source
from bot.exports.writer import PIECE, Progress
from bot.shelf import Shelf
from bot.storage.database import Database, is_storage_trouble, storage_error
from bot.storage.migrate import migrate, newest, require_known, revision
from bot.storage.schema import metadata

BATCH = 1000
MOST_OF_A_LINE = 16 * 2**20
"""Bytes, of one row or of a batch: no more is held of an export that somebody else made."""


async def restore(database: Database, shelf: Shelf, path: Path, told: Progress) -> Manifest:
    """Raises ExportTrouble, StorageUnavailable and ShelfTrouble; then the database is as empty as before."""
    source = places.source(path)
    try:
        made = _examined(source, told)
        require_known(await revision(database))
        await migrate(database)
        await _fill(database, shelf, source, made, told)
    except (NotAnExport, NotOfThisTable) as error:
        raise ExportTrouble(f"{path} {error}") from None
    except SQLAlchemyError as error:
        if is_storage_trouble(error):
            raise storage_error(error) from error
        raise ExportTrouble(f"{path} does not fit the database ({_said(error)}); nothing is imported") from error
    except RecursionError:
        raise ExportTrouble(f"{path} holds JSON in too many layers; nothing is imported") from None
    finally:
        source.close()
    return made


def _examined(source: Source, told: Progress) -> Manifest:
    """The manifest, once every checksum is right. Raises NotAnExport."""
    try:
        with source.open(manifest.NAME) as file:
            made = manifest.read(file)
    except FileNotFoundError:
        raise NotAnExport(f"holds no {manifest.NAME}; name an export made by chatferry export") from None
    if made.migration != newest():
        raise NotAnExport(
            f"is of Chatferry {made.chatferry} (migration {made.migration}), and this one is at {newest()}; "
            "import it with that version, then update"
        )
    if _digest(source, CHECKSUMS) != made.checksums:
        raise _damaged(CHECKSUMS)
    total = len(TABLES) + 1 + made.files
    missing = set(tables_files())
    with source.open(CHECKSUMS) as file:
        for number, (digest, name) in enumerate(manifest.checksums(file), start=1):
            if _digest(source, name) != digest:
                raise _damaged(name)
            missing.discard(name)
            if number > total:
                raise _damaged(CHECKSUMS)
            told("checksums", number, total)
    if missing:
        raise _damaged(min(missing))
    return made


def _digest(source: Source, name: str) -> str:
    digest = hashlib.sha256()
    with suppress(FileNotFoundError, places.Unreadable), source.open(name) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
        return digest.hexdigest()
    return ""


def _damaged(name: str) -> NotAnExport:
    return NotAnExport(f"is damaged: {name} is missing or not as it was written; take another copy of the export")


async def _fill(database: Database, shelf: Shelf, source: Source, made: Manifest, told: Progress) -> None:
    """Files come to lie under their names just before the commit: after a crash the same import goes through."""
    placed: list[str] = []
    try:
        async with database.transaction() as tx:
            await _require_empty(tx)
            for table in GIVEN:
                await tx.execute(delete(table))
            for table in TABLES:
                await _Rows(source, table, keeps_nul=database.is_sqlite).put(tx, made.rows.get(table.name, 0), told)
            await _number_on(tx, database)
            await _place(shelf, source, made, placed, told)
    except BaseException:
        for name in placed:
            await shelf.remove(name)
        raise


async def _require_empty(tx: AsyncConnection) -> None:
    for table in metadata.sorted_tables:
        if table not in GIVEN and (await tx.execute(select(table).limit(1))).first() is not None:
            raise ExportTrouble(f"the database is not empty: {table.name} has rows; name a new one in storage.url")


class _Rows:
    """Those of one table, on their way from its file."""

    def __init__(self, source: Source, table: Table, *, keeps_nul: bool) -> None:
        self._source = source
        self._table = table
        self._own = own_references(table)
        self._keeps_nul = keeps_nul

    async def put(self, tx: AsyncConnection, total: int, told: Progress) -> None:
        done = 0
        for batch in self._batches(self._without_own):
            # A JSON column that is null is null, and holds no JSON of that name.
            await tx.execute(insert(self._table).values(self._parameters()), batch)
            done += len(batch)
            if done > total:
                break
            told(self._table.name, done, total)
        if done != total:
            raise NotAnExport(f"has {done} rows of {self._table.name} and promises {total}; take another copy of it")
        for column in self._own:
            key = self._table.c.id
            statement = update(self._table).where(key == bindparam("its")).values({column: bindparam("refers")})
            for batch in self._batches(partial(_reference, column.key)):
                await tx.execute(statement, batch)

    def _parameters(self) -> dict[str, Any]:
        return {column.key: bindparam(column.key, type_=_null_as_null(column)) for column in self._table.columns}

    def _without_own(self, found: Json) -> Json:
        return found | {column.key: None for column in self._own}

    def _batches(self, chosen: Callable[[Json], Json | None]) -> Iterator[list[Json]]:
        with self._source.open(table_file(self._table.name)) as file:
            batch: list[Json] = []
            number = size = 0
            while raw := file.readline(MOST_OF_A_LINE + 1):
                number += 1
                size += len(raw)
                if (one := chosen(self._row(raw, number))) is not None:
                    batch.append(one)
                if len(batch) == BATCH or size > MOST_OF_A_LINE:
                    yield batch
                    batch, size = [], 0
            if batch:
                yield batch

    def _row(self, raw: bytes, number: int) -> Json:
        try:
            if len(raw) > MOST_OF_A_LINE:
                raise NotOfThisTable(f"is longer than {MOST_OF_A_LINE // 2**20} MB")
            found = row(self._table, raw)
        except NotOfThisTable as error:
            raise NotAnExport(f"line {number} of {table_file(self._table.name)} {error}") from None
        # PostgreSQL takes every character in a text but this one.
        return found if self._keeps_nul or rb"\u0000" not in raw else {key: _sound(one) for key, one in found.items()}


def _sound(value: Any) -> Any:
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def _reference(name: str, found: Json) -> Json | None:
    return {"its": found["id"], "refers": found[name]} if found[name] is not None else None


def _null_as_null(column: Column[Any]) -> Any:
    return JSON(none_as_null=True) if isinstance(column.type, JSON) and column.nullable else column.type


async def _number_on(tx: AsyncConnection, database: Database) -> None:
    """New rows are numbered after the ones that came; SQLite does so by itself."""
    if database.is_sqlite:
        return
    for table in TABLES:
        key = table.autoincrement_column
        if key is None:
            continue
        highest = (await tx.execute(select(func.max(key)))).scalar_one()
        if highest is not None:
            sequence = text("SELECT setval(pg_get_serial_sequence(:name, :key), :highest)")
            await tx.execute(sequence, {"name": table.name, "key": key.name, "highest": highest})


async def _place(shelf: Shelf, source: Source, made: Manifest, placed: list[str], told: Progress) -> None:
    with source.open(CHECKSUMS) as file:
        names = (name.removeprefix(FILES) for _, name in manifest.checksums(file) if name.startswith(FILES))
        for number, name in enumerate(names, start=1):
            with source.open(FILES + name) as attachment:
                await _put(shelf, name, attachment, placed)
            told("attachments", number, made.files)


async def _put(shelf: Shelf, name: str, attachment: Reading, placed: list[str]) -> None:
    # Moved to another database on the same machine, it is there already: names are never used twice.
    if await shelf.whole_size(name) is not None:
        return
    placed.append(name)
    at = 0
    while piece := attachment.read(PIECE):
        await shelf.write(name, at, piece)
        at += len(piece)
    if not at:
        await shelf.write(name, 0, b"")
    await shelf.finish(name)


def _said(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
