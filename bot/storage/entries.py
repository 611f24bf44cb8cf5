"""Entries: the items of a ticket's thread."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files import File as File  # for those who make entries
from bot.storage import files, upsert
from bot.storage.schema import entries
from bot.tickets import INTERNAL, EntryKind, Via


@dataclass(frozen=True, slots=True)
class Entry:
    ticket_id: int
    kind: EntryKind
    via: Via
    author_id: int | None
    author_name: str
    text: str
    at: datetime
    chat_id: int | None = None
    message_id: int | None = None
    media_group_id: str | None = None
    update_id: int | None = None
    """The update that it came with, where it came by chat."""
    id: int = 0
    """0 until stored."""
    files: tuple[File, ...] = field(default=())

    def of_ticket(self, ticket_id: int) -> "Entry":
        return replace(self, ticket_id=ticket_id)


COLUMNS = tuple(entries.c[one.name] for one in fields(Entry) if one.name != "files")
"""In the order of an Entry's fields, for `of_row`; files have a table of their own."""


async def add(tx: AsyncConnection, entry: Entry) -> Entry | None:
    """Stores it and returns it with its id; None when this chat message is an entry already."""
    values = {key: getattr(entry, key) for key in _STORED}
    entry_id = (await tx.execute(_addition(tx.dialect.name), values)).scalar_one_or_none()
    if entry_id is None:
        return None
    await files.add(tx, entry.files, entry_id=entry_id)
    return replace(entry, id=entry_id)


_STORED = tuple(column.name for column in entries.c if column.name != "id")


@cache
def _addition(dialect: str) -> Executable:
    """Built once: building it costs as much as running it."""
    return upsert.insert_on(dialect, entries).on_conflict_do_nothing().returning(entries.c.id)


async def exists(tx: AsyncConnection, chat_id: int, message_id: int) -> bool:
    statement = select(entries.c.id).where(entries.c.chat_id == chat_id, entries.c.message_id == message_id)
    return (await tx.execute(statement)).first() is not None


async def ticket_of(tx: AsyncConnection, chat_id: int, message_id: int) -> int | None:
    """The number of the ticket that this message went to."""
    statement = select(entries.c.ticket_id).where(entries.c.chat_id == chat_id, entries.c.message_id == message_id)
    ticket_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return ticket_id


async def at(tx: AsyncConnection, chat_id: int, message_id: int) -> Entry | None:
    """The entry that this chat message became, without its files."""
    statement = select(*COLUMNS).where(entries.c.chat_id == chat_id, entries.c.message_id == message_id)
    row = (await tx.execute(statement)).one_or_none()
    return of_row(row) if row else None


async def get(tx: AsyncConnection, entry_id: int) -> Entry | None:
    """Without its files."""
    row = (await tx.execute(select(*COLUMNS).where(entries.c.id == entry_id))).one_or_none()
    return of_row(row) if row else None


async def has_edit(tx: AsyncConnection, ticket_id: int, version: str) -> bool:
    """Whether this edit of a message is kept already."""
    statement = select(entries.c.id).where(
        entries.c.ticket_id == ticket_id, entries.c.kind == EntryKind.EDIT, entries.c.media_group_id == version
    )
    return (await tx.execute(statement)).first() is not None


async def edits_of(tx: AsyncConnection, entry: Entry) -> list[Entry]:
    """What later versions of this chat message became, oldest first, without their files."""
    statement = select(*COLUMNS).where(
        entries.c.ticket_id == entry.ticket_id,
        entries.c.kind == EntryKind.EDIT,
        entries.c.media_group_id.startswith(f"{entry.message_id}/"),
    )
    return [of_row(row) for row in await tx.execute(statement.order_by(entries.c.id))]


async def first_of(tx: AsyncConnection, ticket_id: int, *, arrived: bool = False) -> Entry | None:
    """What a ticket began with, without its files; ``arrived``: leaving out words that had been set aside before."""
    statement = select(*COLUMNS).where(entries.c.ticket_id == ticket_id).order_by(entries.c.id).limit(1)
    if arrived:
        statement = statement.where(entries.c.update_id.is_not(None))
    row = (await tx.execute(statement)).one_or_none()
    return of_row(row) if row else None


async def last_of(tx: AsyncConnection, ticket_id: int) -> Entry | None:
    """The newest, internal or not, without its files."""
    newest = select(*COLUMNS).where(entries.c.ticket_id == ticket_id).order_by(entries.c.id.desc()).limit(1)
    row = (await tx.execute(newest)).one_or_none()
    return of_row(row) if row else None


async def replied_since(tx: AsyncConnection, ticket_id: int, moment: datetime) -> bool:
    """Whether staff have written to the customer in this ticket after that."""
    statement = select(entries.c.id).where(
        entries.c.ticket_id == ticket_id, entries.c.kind == EntryKind.REPLY, entries.c.at > moment
    )
    return (await tx.execute(statement.limit(1))).first() is not None


async def set_text(tx: AsyncConnection, entry_id: int, text: str) -> None:
    await tx.execute(update(entries).where(entries.c.id == entry_id).values(text=text))


async def move(tx: AsyncConnection, entry_id: int, ticket_id: int) -> None:
    await tx.execute(update(entries).where(entries.c.id == entry_id).values(ticket_id=ticket_id))


async def of_ticket(tx: AsyncConnection, ticket_id: int, *, notes: bool) -> list[Entry]:
    """The thread, oldest first. ``notes``: with the internal ones, which no customer may see."""
    found = await of_tickets(tx, [ticket_id], notes=notes)
    return found.get(ticket_id, [])


# Built once: every page of a ticket asks for it.
_threads = select(*COLUMNS).where(entries.c.ticket_id.in_(bindparam("tickets", expanding=True))).order_by(entries.c.id)
_shown_threads = _threads.where(entries.c.kind.not_in(INTERNAL))


async def of_tickets(tx: AsyncConnection, ticket_ids: Collection[int], *, notes: bool) -> dict[int, list[Entry]]:
    """The threads of several tickets, each oldest first."""
    statement = _threads if notes else _shown_threads
    rows = (await tx.execute(statement, {"tickets": list(ticket_ids)})).all()
    threads: dict[int, list[Entry]] = {}
    for entry in await with_files(tx, rows):
        threads.setdefault(entry.ticket_id, []).append(entry)
    return threads


async def with_files(tx: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Entry]:
    """``rows``: of COLUMNS."""
    attached = await files.of_entries(tx, [row.id for row in rows])
    return [of_row(row, attached.get(row.id, ())) for row in rows]


async def count(tx: AsyncConnection) -> int:
    return (await tx.execute(select(func.count()).select_from(entries))).scalar_one()


def of_row(row: Sequence[Any], attached: tuple[File, ...] = ()) -> Entry:
    """``row``: of COLUMNS. To find each value by its name would cost more than the statement."""
    ticket_id, kind, via, *others = row
    values = (ticket_id, EntryKind(kind), Via(via), *others, attached)
    return Entry(*values)
