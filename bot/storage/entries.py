"""Entries: the items of a ticket's thread, and the files that came with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import upsert
from bot.storage.schema import entries, files
from bot.tickets import EntryKind, Via


@dataclass(frozen=True, slots=True)
class File:
    """A file as Telegram holds it. The name is the sender's: data, never a path."""

    kind: str
    telegram_file_id: str
    name: str | None = None
    mime: str | None = None
    size: int | None = None


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
    files: tuple[File, ...] = field(default=())
    id: int = 0
    """0 until stored."""


async def add(tx: AsyncConnection, entry: Entry) -> Entry | None:
    """Stores it and returns it with its id; None when this chat message is an entry already."""
    statement = (
        upsert.insert(tx, entries)
        .values(
            ticket_id=entry.ticket_id,
            kind=entry.kind,
            via=entry.via,
            author_id=entry.author_id,
            author_name=entry.author_name,
            text=entry.text,
            at=entry.at,
            chat_id=entry.chat_id,
            message_id=entry.message_id,
            media_group_id=entry.media_group_id,
        )
        .on_conflict_do_nothing()
        .returning(entries.c.id)
    )
    entry_id = (await tx.execute(statement)).scalar_one_or_none()
    if entry_id is None:
        return None
    if entry.files:
        await tx.execute(
            insert(files),
            [
                {
                    "entry_id": entry_id,
                    "kind": item.kind,
                    "telegram_file_id": item.telegram_file_id,
                    "name": item.name,
                    "mime": item.mime,
                    "size": item.size,
                }
                for item in entry.files
            ],
        )
    return replace(entry, id=entry_id)


async def exists(tx: AsyncConnection, chat_id: int, message_id: int) -> bool:
    statement = select(entries.c.id).where(entries.c.chat_id == chat_id, entries.c.message_id == message_id)
    return (await tx.execute(statement)).first() is not None


async def ticket_of(tx: AsyncConnection, chat_id: int, message_id: int) -> int | None:
    """The number of the ticket that this message went to."""
    statement = select(entries.c.ticket_id).where(entries.c.chat_id == chat_id, entries.c.message_id == message_id)
    ticket_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return ticket_id


async def of_ticket(tx: AsyncConnection, ticket_id: int, *, notes: bool) -> list[Entry]:
    """The thread, oldest first. ``notes``: with the internal ones, which no customer may see."""
    found = await of_tickets(tx, [ticket_id], notes=notes)
    return found.get(ticket_id, [])


async def of_tickets(tx: AsyncConnection, ticket_ids: Collection[int], *, notes: bool) -> dict[int, list[Entry]]:
    """The threads of several tickets, each oldest first."""
    wanted = entries.c.ticket_id.in_(ticket_ids)
    statement = select(entries).where(wanted).order_by(entries.c.id)
    if not notes:
        statement = statement.where(entries.c.kind != EntryKind.NOTE)
    rows = (await tx.execute(statement)).mappings().all()
    attached = await _files(tx, [row["id"] for row in rows])
    threads: dict[int, list[Entry]] = {}
    for row in rows:
        threads.setdefault(row["ticket_id"], []).append(_entry(row, attached.get(row["id"], ())))
    return threads


async def count(tx: AsyncConnection) -> int:
    return (await tx.execute(select(func.count()).select_from(entries))).scalar_one()


async def _files(tx: AsyncConnection, entry_ids: Sequence[int]) -> dict[int, tuple[File, ...]]:
    statement = select(files).where(files.c.entry_id.in_(entry_ids)).order_by(files.c.id)
    attached: dict[int, tuple[File, ...]] = {}
    for row in await tx.execute(statement):
        item = File(row.kind, row.telegram_file_id, row.name, row.mime, row.size)
        attached[row.entry_id] = (*attached.get(row.entry_id, ()), item)
    return attached


def _entry(row: RowMapping, attached: tuple[File, ...]) -> Entry:
    return Entry(**dict(row) | {"kind": EntryKind(row["kind"]), "via": Via(row["via"]), "files": attached})
