"""The outbox: planned = sent + failed + skipped + unconfirmed + what is left, at every moment."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Executable,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from bot.business import HELD
from bot.deliveries import PRIORITIES, DeliveryState, Draft, Purpose, Settlement
from bot.storage import cards
from bot.storage.schema import deliveries
from bot.storage.upsert import insert
from bot.tickets import Ticket

_BEFORE = deliveries.alias()
# Made once: it runs for every few announcements.
_PREVIOUS = select(
    deliveries.c.chat_id,
    select(_BEFORE.c.message_id)
    .where(
        _BEFORE.c.chat_id == deliveries.c.chat_id,
        _BEFORE.c.purpose == Purpose.ANNOUNCEMENT.value,
        _BEFORE.c.message_id.is_not(None),
        _BEFORE.c.id < deliveries.c.id,
    )
    .order_by(_BEFORE.c.id.desc())
    .limit(1)
    .scalar_subquery(),
).where(deliveries.c.id.in_(bindparam("ids", expanding=True)))


async def plan(tx: AsyncConnection, draft: Draft, now: datetime) -> bool:
    """Plans one message; False when it was planned before."""
    statement = (
        insert(tx, deliveries)
        .values(
            occasion=draft.occasion,
            chat_id=draft.chat_id,
            purpose=draft.purpose,
            priority=PRIORITIES[draft.purpose],
            ticket_id=draft.ticket_id,
            text=draft.text,
            buttons=[[asdict(button) for button in row] for row in draft.buttons] or null(),
            reply_to=draft.reply_to,
            thread_id=draft.thread_id,
            planned_at=now,
            due_at=draft.due_at or now,
        )
        .on_conflict_do_nothing()
        .returning(deliveries.c.id)
    )
    return (await tx.execute(statement)).scalar_one_or_none() is not None


async def plan_card(
    tx: AsyncConnection, ticket: Ticket, chat_id: int, now: datetime, *, reply_to: int | None, due_at: datetime
) -> None:
    """A new ticket's card: worded when it is sent, and edited from then on."""
    card = Draft(
        occasion=cards.occasion(ticket.id),
        chat_id=chat_id,
        purpose=Purpose.CARD,
        text=None,
        ticket_id=ticket.id,
        reply_to=reply_to,
        thread_id=ticket.thread_id,
        due_at=due_at,
    )
    await plan(tx, card, now)


async def plan_many(
    tx: AsyncConnection,
    audience: Select[int],
    *,
    occasion: str,
    purpose: Purpose,
    broadcast_id: int,
    now: datetime,
) -> int:
    """One delivery to every chat of the audience (a select of chat ids), in one statement; returns how many."""
    columns = ["occasion", "chat_id", "purpose", "priority", "broadcast_id", "planned_at", "due_at"]
    chat = audience.subquery()
    moment = literal(now, deliveries.c.planned_at.type)
    rows = select(
        literal(occasion),
        chat.c[0],
        literal(purpose.value),
        literal(int(PRIORITIES[purpose]), Integer),
        literal(broadcast_id, deliveries.c.broadcast_id.type),
        moment,
        moment,
        # SQLite reads ON after a bare FROM as a join condition: WHERE keeps the two apart.
    ).where(chat.c[0].is_not(None))
    statement = insert(tx, deliveries).from_select(columns, rows).on_conflict_do_nothing()
    return (await tx.execute(statement)).rowcount


async def settle(tx: AsyncConnection, settlements: Sequence[Settlement]) -> None:
    """Records what became of tries, many at a time."""
    moment = deliveries.c.settled_at.type.bind_processor(tx.dialect) or datetime.isoformat

    def written(at: datetime | None) -> str | None:
        return None if at is None else str(moment(at))

    rows = [
        (
            item.id,
            item.state.value,
            item.reason,
            item.message_id,
            json.dumps(item.further_message_ids) if item.further_message_ids else None,
            None if item.state is DeliveryState.PLANNED else written(item.at),
            written(item.due_at),
        )
        for item in settlements
    ]
    await tx.execute(_settlement(tx.dialect.name), {"rows": rows})


@cache
def _settlement(dialect: str) -> Executable:
    """Takes all rows as one parameter, an array of arrays: one statement is run, and not one for each."""
    by_dialect: dict[str, Any] = {
        # A moment is a text in SQLite, and so is JSON: casting it would make something else of it.
        "sqlite": (func.json_each, Text(), Text()),
        "postgresql": (func.json_array_elements, deliveries.c.settled_at.type, postgresql.JSON()),
    }
    elements, moment, album = by_dialect[dialect]
    row = elements(bindparam("rows", type_=JSON)).table_valued(column("value", JSON)).c.value
    types: dict[str, TypeEngine[Any]] = {
        "id": BigInteger(),
        "state": Text(),
        "reason": Text(),
        "message_id": BigInteger(),
        "further_message_ids": album,
        "settled_at": moment,
        "due_at": moment,
    }
    new = select(*(cast(row[at].as_string(), type_).label(name) for at, (name, type_) in enumerate(types.items())))
    item = new.subquery("settled")
    return (
        update(deliveries)
        .where(deliveries.c.id == item.c.id)
        .values(
            # A card that changed while it was being sent is shown anew at once.
            state=case((and_(deliveries.c.stale, item.c.state == "sent"), "planned"), else_=item.c.state),
            reason=item.c.reason,
            message_id=func.coalesce(item.c.message_id, deliveries.c.message_id),
            further_message_ids=item.c.further_message_ids,
            settled_at=item.c.settled_at,
            due_at=func.coalesce(item.c.due_at, deliveries.c.due_at),
        )
    )


async def skip(tx: AsyncConnection, occasion: str, chat_id: int, reason: str, now: datetime) -> None:
    """What has not been sent yet need not be any more."""
    await tx.execute(
        update(deliveries)
        .where(
            deliveries.c.occasion == occasion,
            deliveries.c.chat_id == chat_id,
            deliveries.c.state == DeliveryState.PLANNED,
        )
        .values(state=DeliveryState.SKIPPED, reason=reason, settled_at=now)
    )


async def let_go(tx: AsyncConnection, chats: Collection[int] | Select[int], now: datetime) -> None:
    """What was held back in these business chats and is still worth saying goes out now: cards, and news of tickets."""
    await tx.execute(
        update(deliveries)
        .where(
            deliveries.c.chat_id.in_(chats),
            deliveries.c.state == DeliveryState.SKIPPED,
            deliveries.c.purpose.in_([Purpose.CARD.value, Purpose.STATUS.value]),
            deliveries.c.reason.startswith(HELD),
        )
        .values(state=DeliveryState.PLANNED, reason=None, settled_at=None, due_at=now)
    )


async def told(tx: AsyncConnection, occasion: str) -> set[int]:
    """The chats that this was planned for."""
    return set((await tx.execute(select(deliveries.c.chat_id).where(deliveries.c.occasion == occasion))).scalars())


async def latest(tx: AsyncConnection, chat_id: int, purpose: Purpose) -> tuple[DeliveryState, int | None] | None:
    """State and message id of this chat's newest delivery of that purpose."""
    statement = (
        select(deliveries.c.state, deliveries.c.message_id)
        .where(deliveries.c.chat_id == chat_id, deliveries.c.purpose == purpose)
        .order_by(deliveries.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(statement)).one_or_none()
    return (DeliveryState(row.state), row.message_id) if row else None


async def previous_announcements(tx: AsyncConnection, delivery_ids: Collection[int]) -> list[tuple[int, int]]:
    """Of each of these announcements the one that its chat got before it: chat and message; none where it was none."""
    found = await tx.execute(_PREVIOUS, {"ids": list(delivery_ids)})
    return [(chat_id, message_id) for chat_id, message_id in found if message_id is not None]


async def count_by_state(tx: AsyncConnection, broadcast_id: int | None = None) -> dict[DeliveryState, int]:
    """The books: of one broadcast, or of all."""
    statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    if broadcast_id is not None:
        statement = statement.where(deliveries.c.broadcast_id == broadcast_id)
    return {DeliveryState(state): count for state, count in await tx.execute(statement)}
