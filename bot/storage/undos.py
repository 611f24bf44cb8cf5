"""How tickets were before somebody's latest deed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import tickets, undos
from bot.storage.types import Moment


@dataclass(frozen=True, slots=True)
class Undo:
    id: int
    ticket_id: int
    person_id: int
    at: datetime
    deed: str
    before: dict[str, Any]
    """Columns of the ticket's, with their values."""


async def remember(
    tx: AsyncConnection,
    *,
    ticket_id: int,
    person_id: int,
    deed: str,
    before: Mapping[str, Any],
    batch: str | None,
    now: datetime,
) -> None:
    values = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()}
    await tx.execute(
        insert(undos).values(ticket_id=ticket_id, person_id=person_id, at=now, deed=deed, before=values, batch=batch)
    )


async def latest(tx: AsyncConnection, ticket_id: int) -> Undo | None:
    """The last deed on this ticket, unless it was taken back."""
    statement = select(undos).where(undos.c.ticket_id == ticket_id).order_by(undos.c.id.desc()).limit(1)
    row = (await tx.execute(statement)).mappings().one_or_none()
    return _undo(row) if row is not None and not row["taken_back"] else None


async def of_batch(tx: AsyncConnection, batch: str) -> list[Undo]:
    statement = select(undos).where(undos.c.batch == batch, undos.c.taken_back.is_(False)).order_by(undos.c.id)
    return [_undo(row) for row in (await tx.execute(statement)).mappings()]


async def take_back(tx: AsyncConnection, undo_id: int) -> None:
    await tx.execute(update(undos).where(undos.c.id == undo_id).values(taken_back=True))


def _undo(row: RowMapping) -> Undo:
    before = {
        name: datetime.fromisoformat(value)
        if isinstance(value, str) and isinstance(tickets.c[name].type, Moment)
        else value
        for name, value in row["before"].items()
    }
    return Undo(row["id"], row["ticket_id"], row["person_id"], row["at"], row["deed"], before)
