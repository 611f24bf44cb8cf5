"""Writes an export: one moment of the database, page by page, and the files that its rows name."""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from sqlalchemy import RowMapping, Table, func, select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exports import manifest, places, ticket_list
from bot.exports.contents import LEFT_OUT, TABLES, described, line
from bot.exports.manifest import CHECKSUMS, FILES, TICKETS, Manifest, checksum_line, table_file
from bot.exports.places import ExportTrouble, Target
from bot.files import FileState
from bot.shelf import Shelf
from bot.storage.database import Database, storage_error
from bot.storage.migrate import newest, revision
from bot.storage.schema import files

PAGE = 1000
PIECE = 1024 * 1024
IN_MEMORY = 8 * PIECE

Progress = Callable[[str, int, int], None]
"""What is being written, how much of it is, and how much there is."""


async def write(database: Database, shelf: Shelf, path: Path, now: datetime, told: Progress) -> Manifest:
    """While the bot runs, too: what changes meanwhile is not in it. Raises ExportTrouble and StorageUnavailable."""
    if not database.exists:
        raise ExportTrouble(f"{database.url.database} is not there; name the database in storage.url")
    if (present := await revision(database)) != newest():
        raise ExportTrouble(f"the database is at migration {present}, not {newest()}; start the bot once to update it")
    try:
        target = places.target(path)
        try:
            async with database.reading() as tx:
                await _hold_still(tx, database)
                made = await _Writer(target, shelf, told).write(tx, database, now)
            target.close()
        except BaseException:
            target.discard()
            raise
    except SQLAlchemyError as error:
        raise storage_error(error) from error
    except OSError as error:
        raise ExportTrouble(f"{path} cannot be written ({error.strerror}); let this user write there") from error
    return made


async def _hold_still(tx: AsyncConnection, database: Database) -> None:
    """SQLite shows one moment to a transaction anyway; to PostgreSQL it must be said."""
    if not database.is_sqlite:
        await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


class _Writer:
    def __init__(self, target: Target, shelf: Shelf, told: Progress) -> None:
        self._target = target
        self._shelf = shelf
        self._told = told
        self._missing: list[str] = []
        self._files = 0

    async def write(self, tx: AsyncConnection, database: Database, now: datetime) -> Manifest:
        rows: dict[str, int] = {}
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as listed:
            self._listed: IO[bytes] = listed
            for table in TABLES:
                rows[table.name] = await self._table(tx, table)
            with self._file(TICKETS) as put:
                async for page in ticket_list.pages(tx, PAGE):
                    put(page)
            await self._attachments(tx)
            digest = self._checksums()
        made = Manifest(
            chatferry=version("chatferry"),
            migration=newest(),
            database=database.url.get_backend_name(),
            made_at=now,
            rows=rows,
            files=self._files,
            missing_files=tuple(self._missing),
            columns=described(),
            left_out=LEFT_OUT,
            checksums=digest,
        )
        with self._target.file(manifest.NAME) as file:
            file.write(made.written())
        return made

    async def _table(self, tx: AsyncConnection, table: Table) -> int:
        total = (await tx.execute(select(func.count()).select_from(table))).scalar_one()
        done = 0
        with self._file(table_file(table.name)) as put:
            async for page in _pages(tx, table):
                put(b"".join(line(dict(row)) for row in page))
                done += len(page)
                self._told(table.name, done, total)
        return done

    async def _attachments(self, tx: AsyncConnection) -> None:
        stored = files.c.state == FileState.STORED
        total = (await tx.execute(select(func.count()).where(stored))).scalar_one()
        done = after = 0
        names = select(files.c.id, files.c.stored_as).where(stored).order_by(files.c.id).limit(PAGE)
        while page := (await tx.execute(names.where(files.c.id > after))).all():
            for _, name in page:
                self._attachment(name)
            after, done = page[-1][0], done + len(page)
            self._told("attachments", done, total)

    def _attachment(self, name: str) -> None:
        # It may have been erased since the moment that the rows are of.
        try:
            source = self._shelf.path(name).open("rb")
        except FileNotFoundError:
            self._missing.append(name)
            return
        with source, self._file(FILES + name) as put:
            while piece := source.read(PIECE):
                put(piece)
        self._files += 1

    @contextmanager
    def _file(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """What writes to it; in the end its checksum is listed."""
        digest = hashlib.sha256()
        with self._target.file(name) as file:

            def put(data: bytes) -> None:
                digest.update(data)
                file.write(data)

            yield put
        self._listed.write(checksum_line(digest.hexdigest(), name))

    def _checksums(self) -> str:
        self._listed.seek(0)
        digest = hashlib.sha256()
        with self._target.file(CHECKSUMS) as file:
            while piece := self._listed.read(PIECE):
                digest.update(piece)
                file.write(piece)
        return digest.hexdigest()


async def _pages(tx: AsyncConnection, table: Table) -> AsyncIterator[list[RowMapping]]:
    key = list(table.primary_key)
    types = [column.type for column in key]
    statement = select(table).order_by(*key).limit(PAGE)
    here: Any = statement
    while page := list((await tx.execute(here)).mappings()):
        yield page
        last = [page[-1][column.key] for column in key]
        here = statement.where(key[0] > last[0] if len(key) == 1 else tuple_(*key) > tuple_(*last, types=types))
