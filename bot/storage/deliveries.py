"""The outbox: planned = sent + failed + skipped + unconfirmed + what is left, at every moment."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Integer, Select, and_, bindparam, case, func, literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.budget import Priority
from bot.business import HELD
from bot.deliveries import AT_MOST_ONCE, PRIORITIES, Button, Delivery, DeliveryState, Draft, Purpose, Settlement
from bot.storage import business, tickets
from bot.storage import customers as people
from bot.storage.schema import broadcasts, chats, customers, deliveries
from bot.storage.upsert import insert


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


async def claim(
    tx: AsyncConnection, now: datetime, *, limit: int, priorities: Collection[Priority] = tuple(Priority)
) -> list[Delivery]:
    """Takes what is due, most urgent first, and marks it as being sent."""
    due = (
        select(deliveries.c.id)
        .where(
            deliveries.c.state == literal("planned", literal_execute=True),
            deliveries.c.priority.in_(priorities),
            deliveries.c.due_at <= now,
        )
        .order_by(deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
        .limit(limit)
    )
    ids = list((await tx.execute(due)).scalars())
    if not ids:
        return []
    taken = update(deliveries).where(deliveries.c.id.in_(ids))
    await tx.execute(taken.values(state=DeliveryState.SENDING, attempts=deliveries.c.attempts + 1, stale=False))
    return await _read(tx, ids)


async def _read(tx: AsyncConnection, ids: Collection[int]) -> list[Delivery]:
    statement = (
        select(
            deliveries,
            broadcasts.c.texts,
            func.coalesce(customers.c.language, chats.c.language).label("language"),
            customers.c.id.label("customer_id"),
            customers.c.link_generation,
            chats.c.closed_at.is_not(None).label("closed"),
        )
        .outerjoin(broadcasts, deliveries.c.broadcast_id == broadcasts.c.id)
        .outerjoin(chats, deliveries.c.chat_id == chats.c.id)
        .outerjoin(customers, and_(chats.c.id == customers.c.id, chats.c.kind == "private"))
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
    )
    rows = (await tx.execute(statement)).all()
    about = await tickets.by_id(tx, {row.ticket_id for row in rows if row.purpose == Purpose.CARD})
    lines = await business.lines(tx, {row.chat_id for row in rows})
    # A card speaks to who wrote the ticket, in a group too.
    spoken_to = {ticket.customer_id for ticket in about.values()} | {line.peer_id for line in lines.values()}
    known = await people.get_many(tx, spoken_to)
    writers = {ticket.id: known[ticket.customer_id] for ticket in about.values()}
    peers = {channel: known[line.peer_id] for channel, line in lines.items() if line.peer_id in known}
    return [
        Delivery(
            id=row.id,
            occasion=row.occasion,
            chat_id=row.chat_id,
            purpose=Purpose(row.purpose),
            text=row.text,
            buttons=tuple(tuple(Button(**button) for button in buttons) for buttons in row.buttons or ()),
            reply_to=row.reply_to,
            thread_id=row.thread_id,
            message_id=row.message_id,
            ticket=about.get(row.ticket_id) if row.purpose == Purpose.CARD else None,
            attempts=row.attempts,
            planned_at=row.planned_at,
            texts=row.texts,
            language=(row.ticket_id in writers and writers[row.ticket_id].language) or row.language,
            customer_id=peers[row.chat_id].id if row.chat_id in peers else row.customer_id,
            link_generation=peers[row.chat_id].link_generation if row.chat_id in peers else row.link_generation,
            closed=bool(row.closed),
            line=lines.get(row.chat_id),
        )
        for row in rows
    ]


async def settle(tx: AsyncConnection, settlements: Sequence[Settlement]) -> None:
    """Records what became of tries, many at a time."""
    statement = (
        update(deliveries)
        .where(deliveries.c.id == bindparam("row"))
        .values(
            # A card that changed while it was being sent is shown anew at once.
            state=case((and_(deliveries.c.stale, bindparam("s") == "sent"), "planned"), else_=bindparam("s")),
            reason=bindparam("r"),
            message_id=func.coalesce(bindparam("m", type_=deliveries.c.message_id.type), deliveries.c.message_id),
            settled_at=bindparam("at"),
            due_at=func.coalesce(bindparam("due", type_=deliveries.c.due_at.type), deliveries.c.due_at),
        )
    )
    await tx.execute(
        statement,
        [
            {
                "row": item.id,
                "s": item.state,
                "r": item.reason,
                "m": item.message_id,
                "at": None if item.state is DeliveryState.PLANNED else item.at,
                "due": item.due_at,
            }
            for item in settlements
        ],
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


async def recover(tx: AsyncConnection, now: datetime) -> int:
    """After a crash: what was being sent is unconfirmed where nobody may get it twice, and is sent again elsewhere.

    Returns how many had been under way.
    """
    once = deliveries.c.purpose.in_([purpose.value for purpose in AT_MOST_ONCE])
    statement = (
        update(deliveries)
        .where(deliveries.c.state == literal("sending", literal_execute=True))
        .values(
            state=case((once, DeliveryState.UNCONFIRMED.value), else_=DeliveryState.PLANNED.value),
            reason=case((once, "the process stopped while it was being sent"), else_=None),
            settled_at=case((once, literal(now, deliveries.c.settled_at.type)), else_=None),
        )
    )
    return (await tx.execute(statement)).rowcount


async def next_due(tx: AsyncConnection) -> datetime | None:
    """When the earliest planned one is due; None when nothing is planned."""
    statement = select(func.min(deliveries.c.due_at)).where(
        deliveries.c.state == literal("planned", literal_execute=True)
    )
    earliest: datetime | None = (await tx.execute(statement)).scalar_one()
    return earliest


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


async def previous_announcement(tx: AsyncConnection, chat_id: int, before: int) -> int | None:
    """The message id of the last announcement that this chat got before delivery ``before``."""
    statement = (
        select(deliveries.c.message_id)
        .where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.purpose == Purpose.ANNOUNCEMENT,
            deliveries.c.message_id.is_not(None),
            deliveries.c.id < before,
        )
        .order_by(deliveries.c.id.desc())
        .limit(1)
    )
    message_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return message_id


async def count_by_state(tx: AsyncConnection, broadcast_id: int | None = None) -> dict[DeliveryState, int]:
    """The books: of one broadcast, or of all."""
    statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    if broadcast_id is not None:
        statement = statement.where(deliveries.c.broadcast_id == broadcast_id)
    return {DeliveryState(state): count for state, count in await tx.execute(statement)}
