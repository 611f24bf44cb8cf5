"""Channels: the chats in which customers write."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import chats, closings, deliveries, tickets
from bot.storage.upsert import insert

PRIVATE = "private"
BUSINESS = "business"
GROUPS = ("group", "supergroup")


@dataclass(frozen=True, slots=True)
class Chat:
    id: int
    kind: str
    title: str
    language: str | None
    first_seen_at: datetime
    closed_at: datetime | None
    unreachable: str | None
    account_id: int | None = None
    """The company that it belongs to."""
    open_until: datetime | None = None
    """Open longer than the others: extended, or opened again for a time."""
    left_open: bool = False
    """Left out of closing."""
    redirected_at: datetime | None = None
    """When somebody who wrote on after closing was last shown the way to the desk."""

    def is_closed(self, moment: datetime, deadline: datetime) -> bool:
        """Whether what is written there at this moment comes too late."""
        return not self.left_open and moment >= self.closes_at(deadline)

    def closes_at(self, deadline: datetime) -> datetime:
        """When its own time is over, or was; where it is left open, when that of all is."""
        return deadline if self.open_until is None else max(deadline, self.open_until)

    @property
    def is_private(self) -> bool:
        return self.kind == PRIVATE


COLUMNS = tuple(chats.c[field.name] for field in fields(Chat))


async def seen(
    tx: AsyncConnection, chat_id: int, *, kind: str, title: str, language: str | None, now: datetime
) -> Chat:
    """Notes that something was heard from this chat: known from now on, and reachable again."""
    statement = insert(tx, chats).values(id=chat_id, kind=kind, title=title, language=language, first_seen_at=now)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=[chats.c.id],
        set_={
            "kind": new.kind,
            "title": new.title,
            "language": func.coalesce(chats.c.language, new.language),
            "unreachable": None,
        },
    )
    return Chat(**(await tx.execute(statement.returning(*COLUMNS))).mappings().one())


async def get(tx: AsyncConnection, chat_id: int) -> Chat | None:
    row = (await tx.execute(select(*COLUMNS).where(chats.c.id == chat_id))).mappings().one_or_none()
    return Chat(**row) if row else None


async def groups(tx: AsyncConnection) -> list[Chat]:
    """The groups and supergroups that the bot is still in."""
    statement = select(*COLUMNS).where(chats.c.kind.in_(GROUPS), chats.c.unreachable.is_(None)).order_by(chats.c.id)
    return [Chat(**row) for row in (await tx.execute(statement)).mappings()]


async def redirected(tx: AsyncConnection, chat_id: int, now: datetime) -> None:
    await tx.execute(update(chats).where(chats.c.id == chat_id).values(redirected_at=now))


async def lost(tx: AsyncConnection, chat_id: int, reason: str) -> None:
    """The bot can no longer write there: blocked, kicked, deactivated and the like."""
    await tx.execute(update(chats).where(chats.c.id == chat_id).values(unreachable=reason))


async def lost_all(tx: AsyncConnection, reasons: Sequence[tuple[int, str]]) -> None:
    for chat_id, reason in reasons:
        await lost(tx, chat_id, reason)


async def upgrade(tx: AsyncConnection, old_id: int, new_id: int) -> None:
    """A group became a supergroup: everything that is still to come goes on under the new id.

    We hear of it several times, from the group and from sends that are refused: the first time counts.
    """
    old, new = await get(tx, old_id), await get(tx, new_id)
    if old is not None and new is not None:
        # Either may have been heard from before we learned why; the one known longer has the history.
        spare = new_id if old.first_seen_at <= new.first_seen_at else old_id
        await tx.execute(delete(closings).where(closings.c.chat_id == spare))
        await tx.execute(delete(chats).where(chats.c.id == spare))
    await tx.execute(update(chats).where(chats.c.id == old_id).values(id=new_id, kind="supergroup", unreachable=None))
    await tx.execute(update(tickets).where(tickets.c.chat_id == old_id).values(chat_id=new_id))
    unsent = and_(deliveries.c.chat_id == old_id, deliveries.c.state.in_(["planned", "sending"]))
    known = select(deliveries.c.occasion).where(deliveries.c.chat_id == new_id)
    # The supergroup counts its messages anew: the number of the quoted one belongs to another there.
    await tx.execute(
        update(deliveries).where(unsent, deliveries.c.occasion.not_in(known)).values(chat_id=new_id, reply_to=None)
    )
    # Left to be sent, these would be refused and tried again for ever.
    await tx.execute(update(deliveries).where(unsent).values(state="skipped", reason="the supergroup has it already"))
