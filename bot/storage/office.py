"""The office's documents in the database, and the record of what was changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ChatferryError
from bot.office.documents import Document
from bot.storage import upsert
from bot.storage.schema import changes, office_documents, tickets
from bot.storage.tables.tickets import OPEN


class ChangedMeanwhile(ChatferryError):
    """Somebody else saved the same document since it was read."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the record. ``before`` and ``after`` are fit for JSON; None where there was or is nothing."""

    at: datetime
    person_id: int | None
    person_name: str
    subject: str
    item: str
    before: Any
    after: Any
    id: int = 0


@dataclass(frozen=True, slots=True)
class OpenTickets:
    category: str
    department: str | None
    owner_id: int | None
    count: int


async def read(tx: AsyncConnection) -> dict[str, Any]:
    """The stored documents by their keys, fit for `Office.load`."""
    rows = await tx.execute(select(office_documents.c.key, office_documents.c.value))
    return {row.key: row.value for row in rows if row.value is not None}


async def version(tx: AsyncConnection, document: Document) -> int:
    """0 where none was ever stored."""
    statement = select(office_documents.c.version).where(office_documents.c.key == document)
    return (await tx.execute(statement)).scalar_one_or_none() or 0


async def save(tx: AsyncConnection, document: Document, value: Any, *, version: int, now: datetime) -> None:
    """``version``: of what was read and changed. Raises ChangedMeanwhile.

    None as the value: the configuration's stands again. Its row stays, so that versions are never used twice.
    """
    values = {"value": JSON.NULL if value is None else value, "version": version + 1, "changed_at": now}
    if version:
        same = (office_documents.c.key == document, office_documents.c.version == version)
        done = await tx.execute(update(office_documents).where(*same).values(values))
    else:
        done = await tx.execute(
            upsert.insert(tx, office_documents).values(key=document, **values).on_conflict_do_nothing()
        )
    if done.rowcount != 1:
        raise ChangedMeanwhile


async def record(tx: AsyncConnection, change: Change) -> None:
    values = {name: getattr(change, name) for name in ("at", "person_id", "person_name", "subject", "item")}
    await tx.execute(insert(changes).values(**values, before=change.before, after=change.after))


async def open_tickets(tx: AsyncConnection) -> list[OpenTickets]:
    """All that are not resolved, by what of the office they refer to."""
    columns = (tickets.c.category, tickets.c.department, tickets.c.owner_id)
    statement = select(*columns, func.count()).where(text(OPEN)).group_by(*columns)
    return [OpenTickets(*row) for row in await tx.execute(statement)]
