"""The ledger of a broadcast: one row for each recipient; planned = sent + failed + skipped + unconfirmed + left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import Line
from bot.deliveries import DeliveryState
from bot.storage import business
from bot.storage.schema import chats, deliveries

KEPT = "not deleted: "
"""How the reason of a sent one begins that could not be deleted again."""

_PLANNED = deliveries.c.state == literal("planned", literal_execute=True)
_UNTOUCHED = and_(deliveries.c.deleted_at.is_(None), deliveries.c.reason.is_(None))


@dataclass(frozen=True, slots=True)
class Books:
    """How many recipients a broadcast has in each state."""

    sent: int = 0
    failed: int = 0
    skipped: int = 0
    unconfirmed: int = 0
    left: int = 0
    """Planned, or under way."""

    @property
    def planned(self) -> int:
        """All of them."""
        return self.sent + self.failed + self.skipped + self.unconfirmed + self.left

    @property
    def settled(self) -> int:
        return self.planned - self.left


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    chat_id: int
    title: str | None
    state: DeliveryState
    reason: str | None
    settled_at: datetime | None
    message_id: int | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentMessages:
    """What one chat got."""

    id: int
    chat_id: int
    message_ids: tuple[int, ...]
    line: Line | None


async def books(tx: AsyncConnection, broadcast_id: int) -> Books:
    statement = (
        select(deliveries.c.state, func.count())
        .where(deliveries.c.broadcast_id == broadcast_id)
        .group_by(deliveries.c.state)
    )
    counts = {DeliveryState(state): count for state, count in await tx.execute(statement)}
    left = counts.pop(DeliveryState.PLANNED, 0) + counts.pop(DeliveryState.SENDING, 0)
    return Books(**{state.value: count for state, count in counts.items()}, left=left)


async def page(
    tx: AsyncConnection, broadcast_id: int, *, state: DeliveryState | None = None, after: int = 0, limit: int
) -> list[Row]:
    """In the order of planning, behind row ``after``."""
    columns = deliveries.c
    statement = (
        select(
            columns.id,
            columns.chat_id,
            chats.c.title,
            columns.state,
            columns.reason,
            columns.settled_at,
            columns.message_id,
            columns.deleted_at,
        )
        .outerjoin(chats, columns.chat_id == chats.c.id)
        .where(columns.broadcast_id == broadcast_id, columns.id > after)
        .order_by(columns.id)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(columns.state == state)
    return [Row(*row[:3], DeliveryState(row.state), *row[4:]) for row in await tx.execute(statement)]


async def is_settled(tx: AsyncConnection, broadcast_id: int) -> bool:
    """Whether nothing is left of it."""
    left = deliveries.c.state.in_([DeliveryState.PLANNED.value, DeliveryState.SENDING.value])
    statement = select(deliveries.c.id).where(deliveries.c.broadcast_id == broadcast_id, left).limit(1)
    return (await tx.execute(statement)).first() is None


async def skip_left(tx: AsyncConnection, broadcast_id: int, reason: str, now: datetime, *, limit: int) -> int:
    """What is not under way yet is not sent any more; returns how many that were, at most ``limit``."""
    some = (
        select(deliveries.c.id)
        .where(_PLANNED, deliveries.c.broadcast_id == broadcast_id)
        .order_by(deliveries.c.id)
        .limit(limit)
    )
    ids = list((await tx.execute(some)).scalars())
    if ids:
        await tx.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(ids))
            .values(state=DeliveryState.SKIPPED, reason=reason, settled_at=now)
        )
    return len(ids)


async def plan_unconfirmed_again(tx: AsyncConnection, broadcast_id: int, now: datetime) -> int:
    """Staff's decision: they may get it twice. Returns how many."""
    statement = (
        update(deliveries)
        .where(deliveries.c.broadcast_id == broadcast_id, deliveries.c.state == DeliveryState.UNCONFIRMED)
        .values(state=DeliveryState.PLANNED, reason=None, settled_at=None, due_at=now)
    )
    return (await tx.execute(statement)).rowcount


async def sent_since(
    tx: AsyncConnection, broadcast_id: int, since: datetime, *, after: int, limit: int
) -> list[SentMessages]:
    """What can still be deleted, behind row ``after``."""
    columns = deliveries.c
    statement = (
        select(columns.id, columns.chat_id, columns.message_id, columns.further_message_ids)
        .where(
            columns.broadcast_id == broadcast_id,
            columns.state == DeliveryState.SENT,
            columns.settled_at >= since,
            _UNTOUCHED,
            columns.id > after,
        )
        .order_by(columns.id)
        .limit(limit)
    )
    rows = (await tx.execute(statement)).all()
    lines = await business.lines(tx, {row.chat_id for row in rows})
    return [
        SentMessages(row.id, row.chat_id, (row.message_id, *(row.further_message_ids or ())), lines.get(row.chat_id))
        for row in rows
    ]


async def deleted(tx: AsyncConnection, delivery_ids: Sequence[int], now: datetime) -> None:
    await tx.execute(update(deliveries).where(deliveries.c.id.in_(delivery_ids)).values(deleted_at=now))


async def not_deleted(tx: AsyncConnection, reasons: Mapping[int, str]) -> None:
    """By delivery: it stays where it is, for good."""
    if reasons:
        statement = update(deliveries).where(deliveries.c.id == bindparam("row")).values(reason=bindparam("why"))
        await tx.execute(statement, [{"row": number, "why": KEPT + reason} for number, reason in reasons.items()])


async def keep_older(tx: AsyncConnection, broadcast_id: int, since: datetime, reason: str, *, limit: int) -> int:
    """What was sent before then stays where it is; returns how many that were, at most ``limit``."""
    sent = deliveries.c.state == DeliveryState.SENT
    older = select(deliveries.c.id).where(
        deliveries.c.broadcast_id == broadcast_id, sent, deliveries.c.settled_at < since, _UNTOUCHED
    )
    ids = (await tx.execute(older.order_by(deliveries.c.id).limit(limit))).scalars().all()
    await not_deleted(tx, dict.fromkeys(ids, reason))
    return len(ids)


async def is_under_way(tx: AsyncConnection, broadcast_id: int) -> bool:
    """Whether something of it is being sent at this moment."""
    sending = deliveries.c.state == DeliveryState.SENDING
    statement = select(deliveries.c.id).where(deliveries.c.broadcast_id == broadcast_id, sending).limit(1)
    return (await tx.execute(statement)).first() is not None
