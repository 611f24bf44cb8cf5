"""Drafts: words that are no ticket, or not yet. Nobody's are thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files import File
from bot.storage import files
from bot.storage.schema import drafts
from bot.storage.upsert import insert


class DraftKind(StrEnum):
    CLOSED = "closed"
    """Written after closing: waits in the desk's form."""
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT_MOVE = "about_move"
    UNSURE = "unsure"
    """The customer has been asked what it is."""
    ERASED = "erased"
    """At the customer's wish; whatever it was before, it becomes nothing any more."""


BEFORE_A_MATTER = (DraftKind.GREETING, DraftKind.UNSURE)
"""What becomes the first lines of a ticket that follows soon."""


@dataclass(frozen=True, slots=True)
class Draft:
    id: int
    customer_id: int
    chat_id: int
    message_id: int
    text: str
    created_at: datetime


async def keep(
    tx: AsyncConnection,
    *,
    customer_id: int,
    chat_id: int,
    message_id: int,
    update_id: int,
    kind: DraftKind,
    text: str,
    now: datetime,
    attached: Sequence[File] = (),
) -> int | None:
    """Keeps one message and returns the draft's id; None when it is kept already."""
    statement = (
        insert(tx, drafts)
        .values(
            customer_id=customer_id,
            chat_id=chat_id,
            message_id=message_id,
            update_id=update_id,
            kind=kind,
            text=text,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(drafts.c.id)
    )
    draft_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    if draft_id is not None:
        await files.add(tx, attached, draft_id=draft_id)
    return draft_id


async def waiting(tx: AsyncConnection, customer_id: int) -> list[Draft]:
    """What this customer wrote after closing and has not sent as a ticket yet, oldest first."""
    return await _read(
        tx, drafts.c.customer_id == customer_id, drafts.c.kind == DraftKind.CLOSED, drafts.c.ticket_id.is_(None)
    )


async def before_a_matter(tx: AsyncConnection, customer_id: int, chat_id: int, *, since: datetime) -> list[Draft]:
    """Greetings and unclear words of this customer in this chat that belong to no ticket yet, oldest first."""
    return await _read(
        tx,
        drafts.c.customer_id == customer_id,
        drafts.c.chat_id == chat_id,
        drafts.c.kind.in_(BEFORE_A_MATTER),
        drafts.c.ticket_id.is_(None),
        drafts.c.created_at >= since,
    )


async def get(tx: AsyncConnection, draft_id: int) -> Draft | None:
    """One that belongs to no ticket yet, and may still become one."""
    usable = (drafts.c.ticket_id.is_(None), drafts.c.kind != DraftKind.ERASED)
    return next(iter(await _read(tx, drafts.c.id == draft_id, *usable)), None)


async def at(tx: AsyncConnection, chat_id: int, message_id: int) -> tuple[DraftKind, int | None] | None:
    """What kind this chat message is kept as, and the update that it came with."""
    statement = select(drafts.c.kind, drafts.c.update_id).where(
        drafts.c.chat_id == chat_id, drafts.c.message_id == message_id
    )
    row = (await tx.execute(statement)).one_or_none()
    return (DraftKind(row.kind), row.update_id) if row else None


async def rewrite(tx: AsyncConnection, chat_id: int, message_id: int, text: str) -> bool:
    """The customer edited it; False when there is no such draft any more."""
    statement = update(drafts).where(
        drafts.c.chat_id == chat_id, drafts.c.message_id == message_id, drafts.c.kind != DraftKind.ERASED
    )
    return (await tx.execute(statement.values(text=text))).rowcount > 0


async def use(tx: AsyncConnection, draft_id: int, ticket_id: int) -> None:
    """It has become an entry of this ticket."""
    await tx.execute(update(drafts).where(drafts.c.id == draft_id).values(ticket_id=ticket_id))


async def sent(tx: AsyncConnection, customer_id: int, ticket_id: int, *, last_id: int) -> list[int]:
    """The customer filed a ticket from the form that held the drafts up to ``last_id``; returns which these are."""
    statement = (
        update(drafts)
        .where(
            drafts.c.customer_id == customer_id,
            drafts.c.kind == DraftKind.CLOSED,
            drafts.c.ticket_id.is_(None),
            drafts.c.id <= last_id,
        )
        .values(ticket_id=ticket_id)
        .returning(drafts.c.id)
    )
    return list((await tx.execute(statement)).scalars())


async def _read(tx: AsyncConnection, *conditions: ColumnElement[bool]) -> list[Draft]:
    columns = (
        drafts.c.id,
        drafts.c.customer_id,
        drafts.c.chat_id,
        drafts.c.message_id,
        drafts.c.text,
        drafts.c.created_at,
    )
    statement = select(*columns).where(*conditions).order_by(drafts.c.id)
    return [Draft(*row) for row in await tx.execute(statement)]
