"""Files in the database: what waits to be downloaded, what is stored under which name, and whose it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files import File, FileState, Kept
from bot.shelf import new_name
from bot.storage.schema import drafts, entries, files, tickets
from bot.tickets import INTERNAL

# Written out, not bound: only then SQLite sees that an index of such rows alone will do.
_WAITS = files.c.state == literal("waiting", literal_execute=True)
_ERASED = files.c.state == literal("erased", literal_execute=True)


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to be downloaded."""

    id: int
    telegram_file_id: str
    stored_as: str
    size: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file came from: the chat message, and the ticket that it became part of, if it is one yet."""

    name: str | None
    ticket_id: int | None
    customer_id: int
    chat_id: int
    message_id: int
    media_group_id: str | None
    """The album that it is part of."""


async def add(
    tx: AsyncConnection, items: Sequence[File], *, entry_id: int | None = None, draft_id: int | None = None
) -> None:
    """Of one entry or one draft. What has no `kept` waits to be downloaded; an upload brings it along."""
    for item in items:
        kept = item.kept
        values = {
            "kind": item.kind,
            "telegram_file_id": item.telegram_file_id,
            "name": item.name,
            "mime": item.mime,
            "size": item.size,
            "entry_id": entry_id,
            "draft_id": draft_id,
            "stored_as": kept.stored_as if kept else new_name(),
        }
        if kept is not None:
            values |= {"state": kept.state, "media_type": kept.media_type, "stored_size": item.size}
        file_id = (await tx.execute(insert(files).values(values).returning(files.c.id))).scalar_one()
        if item.thumbnail is not None:
            small = {"kind": "preview", "telegram_file_id": item.thumbnail, "stored_as": new_name()}
            await tx.execute(insert(files).values(preview_of=file_id, **small))


def _owned_by(owner: ColumnElement[int]) -> Select[Any]:
    """Built once for each kind of owner: every page of a ticket asks for it."""
    owned = owner.in_(bindparam("owners", expanding=True))
    return select(files, owner.label("owner")).where(owned).order_by(files.c.id)


_of_entries, _of_drafts = _owned_by(files.c.entry_id), _owned_by(files.c.draft_id)


async def of_entries(tx: AsyncConnection, entry_ids: Collection[int]) -> dict[int, tuple[File, ...]]:
    """In the order in which they came."""
    return await _grouped(tx, _of_entries, entry_ids)


async def of_drafts(tx: AsyncConnection, draft_ids: Collection[int]) -> dict[int, tuple[File, ...]]:
    """In the order in which they came."""
    return await _grouped(tx, _of_drafts, draft_ids)


async def of_ticket(tx: AsyncConnection, ticket_id: int, file_id: int, *, notes: bool) -> File | None:
    """One file of the ticket's thread; ``notes``: also one of an internal note."""
    statement = (
        select(files)
        .join(entries, files.c.entry_id == entries.c.id)
        .where(files.c.id == file_id, entries.c.ticket_id == ticket_id)
    )
    if not notes:
        statement = statement.where(entries.c.kind.not_in(INTERNAL))
    row = (await tx.execute(statement)).one_or_none()
    return _file(row, await _previews(tx, [file_id])) if row else None


async def send_drafts(tx: AsyncConnection, draft_ids: Collection[int], entry_id: int) -> None:
    """The drafts were sent as this entry: their files are its files now."""
    await tx.execute(update(files).where(files.c.draft_id.in_(draft_ids)).values(entry_id=entry_id, draft_id=None))


async def due(tx: AsyncConnection, now: datetime, *, besides: Collection[int], limit: int) -> list[Fetch]:
    """What waits to be downloaded and need not wait longer, oldest first."""
    statement = (
        select(files)
        .where(
            _WAITS,
            files.c.telegram_file_id.is_not(None),
            or_(files.c.retry_at.is_(None), files.c.retry_at <= now),
            files.c.id.not_in(besides),
        )
        .order_by(files.c.id)
        .limit(limit)
    )
    return [
        Fetch(
            id=row.id,
            telegram_file_id=row.telegram_file_id,
            stored_as=row.stored_as,
            size=row.size,
            attempts=row.attempts,
        )
        for row in await tx.execute(statement)
    ]


async def next_retry(tx: AsyncConnection, now: datetime) -> datetime | None:
    """When the next one is to be tried again after ``now``."""
    statement = select(files.c.retry_at).where(_WAITS, files.c.retry_at > now).order_by(files.c.retry_at).limit(1)
    moment: datetime | None = (await tx.execute(statement)).scalar_one_or_none()
    return moment


async def store(tx: AsyncConnection, file_id: int, *, size: int, media_type: str) -> bool:
    """It is whole; False when nobody waits for it any more."""
    return await _settle(
        tx, file_id, state=FileState.STORED, stored_size=size, media_type=media_type, error=None, retry_at=None
    )


async def give_up(tx: AsyncConnection, file_id: int, state: FileState, error: str) -> bool:
    """TOO_BIG or GONE; False when nobody waits for it any more."""
    return await _settle(tx, file_id, state=state, error=error, retry_at=None)


async def retry(tx: AsyncConnection, fetch: Fetch, error: str, retry_at: datetime) -> None:
    await _settle(tx, fetch.id, attempts=fetch.attempts + 1, error=error, retry_at=retry_at)


async def origin(tx: AsyncConnection, file_id: int) -> Origin | None:
    """None when it came with no message: a preview."""
    statement = (
        select(
            files.c.name,
            entries.c.ticket_id,
            func.coalesce(tickets.c.customer_id, drafts.c.customer_id),
            func.coalesce(entries.c.chat_id, drafts.c.chat_id),
            func.coalesce(entries.c.message_id, drafts.c.message_id),
            entries.c.media_group_id,
        )
        .outerjoin(entries, files.c.entry_id == entries.c.id)
        .outerjoin(tickets, entries.c.ticket_id == tickets.c.id)
        .outerjoin(drafts, files.c.draft_id == drafts.c.id)
        .where(files.c.id == file_id)
    )
    row = (await tx.execute(statement)).one_or_none()
    return Origin(*row) if row and row[3] is not None else None


async def states_of(tx: AsyncConnection, names: Collection[str]) -> dict[str, FileState]:
    """By the name that each is stored under; what the database does not know is left out."""
    rows = await tx.execute(select(files.c.stored_as, files.c.state).where(files.c.stored_as.in_(names)))
    return {row.stored_as: FileState(row.state) for row in rows}


async def erase_of_customer(tx: AsyncConnection, customer_id: int) -> list[str]:
    """Forgets all about the files of what this customer wrote; the rows stay, to be counted.

    Returns the names under which they lie on the disk, to be removed after the commit; what is not is removed by
    `bot/downloads.py` soon.
    """
    written = select(entries.c.id).where(entries.c.author_id == customer_id)
    kept = select(drafts.c.id).where(drafts.c.customer_id == customer_id)
    own = select(files.c.id).where(or_(files.c.entry_id.in_(written), files.c.draft_id.in_(kept)))
    statement = (
        update(files)
        .where(or_(files.c.id.in_(own), files.c.preview_of.in_(own)), files.c.stored_as.is_not(None))
        .values(
            state=FileState.ERASED,
            telegram_file_id=None,
            name=None,
            mime=None,
            media_type=None,
            retry_at=None,
            error=None,
        )
        .returning(files.c.stored_as)
    )
    return list((await tx.execute(statement)).scalars())


async def to_remove(tx: AsyncConnection, *, limit: int) -> list[str]:
    """Names of erased files that may still lie on the disk."""
    statement = select(files.c.stored_as).where(_ERASED, files.c.stored_as.is_not(None))
    return list((await tx.execute(statement.order_by(files.c.id).limit(limit))).scalars())


async def removed(tx: AsyncConnection, names: Collection[str]) -> None:
    """Erased files that lie on the disk no longer."""
    await tx.execute(update(files).where(_ERASED, files.c.stored_as.in_(names)).values(stored_as=None))


async def _settle(tx: AsyncConnection, file_id: int, **values: object) -> bool:
    statement = update(files).where(files.c.id == file_id, files.c.state == FileState.WAITING).values(**values)
    return (await tx.execute(statement)).rowcount > 0


async def _grouped(tx: AsyncConnection, owned: Select[Any], ids: Collection[int]) -> dict[int, tuple[File, ...]]:
    if not ids:
        return {}
    rows = (await tx.execute(owned, {"owners": list(ids)})).all()
    previews = await _previews(tx, [row.id for row in rows])
    grouped: dict[int, tuple[File, ...]] = {}
    for row in rows:
        grouped[row.owner] = (*grouped.get(row.owner, ()), _file(row, previews))
    return grouped


async def _previews(tx: AsyncConnection, file_ids: Collection[int]) -> dict[int, Kept]:
    if not file_ids:
        return {}
    rows = await tx.execute(select(files).where(files.c.preview_of.in_(file_ids)))
    return {row.preview_of: _kept(row, None) for row in rows}


def _file(row: Row[tuple[object, ...]], previews: dict[int, Kept]) -> File:
    size = row.size if row.stored_size is None else row.stored_size
    return File(row.kind, row.telegram_file_id, row.name, row.mime, size, kept=_kept(row, previews.get(row.id)))


def _kept(row: Row[tuple[object, ...]], preview: Kept | None) -> Kept:
    return Kept(row.id, FileState(row.state), row.stored_as or "", row.media_type, preview)
