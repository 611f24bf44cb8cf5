"""Claims: due deliveries are taken to be sent, the most urgent first, and broadcasts one by one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Integer, and_, bindparam, case, func, literal, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.content import Button, Content
from bot.deliveries import AT_MOST_ONCE, CARDS, PRIORITIES, Delivery, DeliveryState, Purpose
from bot.storage import business, tickets
from bot.storage import customers as people
from bot.storage.audiences import NOT_MIGRATED, has_migrated
from bot.storage.broadcasts import content_of, running
from bot.storage.schema import broadcasts, chats, customers, deliveries

# Written out, not bound: only then SQLite sees that an index of such rows alone will do.
_PLANNED = deliveries.c.state == literal("planned", literal_execute=True)

# These run for every few messages. Made once: to make one costs several times as much as to run it.
_NOW, _LIMIT = bindparam("now", type_=deliveries.c.due_at.type), bindparam("limit", type_=Integer)
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_STAFF_CARD = deliveries.c.purpose == literal(Purpose.STAFF_CARD.value, literal_execute=True)
# Staff's cards go to few chats, each at its own slow pace: one at a time, or they hold the places of all others.
_CHAT_IS_FREE = deliveries.c.chat_id.not_in(
    select(deliveries.c.chat_id).where(deliveries.c.state == literal("sending", literal_execute=True), _STAFF_CARD)
)
_FIRST_STAFF_CARDS = (
    select(
        func.min(deliveries.c.id).label("id"),
        literal(int(PRIORITIES[Purpose.STAFF_CARD]), literal_execute=True).label("priority"),
        func.min(deliveries.c.due_at).label("due_at"),
    )
    .where(_PLANNED, _STAFF_CARD, deliveries.c.due_at <= _NOW, _CHAT_IS_FREE)
    # Of the bare column SQLite would rather read all that was ever sent, by an index that has them grouped.
    .group_by(deliveries.c.chat_id + 0)
)
_OTHERS = (
    select(deliveries.c.id, deliveries.c.priority, deliveries.c.due_at)
    .where(_PLANNED, ~_STAFF_CARD, deliveries.c.broadcast_id.is_(None), deliveries.c.due_at <= _NOW)
    .order_by(deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
    .limit(_LIMIT)
)
_DUE = union_all(select(_OTHERS.subquery()), _FIRST_STAFF_CARDS).subquery()
_URGENT = select(_DUE.c.id).order_by(_DUE.c.priority, _DUE.c.due_at, _DUE.c.id).limit(_LIMIT)
# What is left of these when all that was due has been taken: what falls due later.
_NEXT_DUE = (
    select(func.min(deliveries.c.due_at)).where(_PLANNED, ~_STAFF_CARD, deliveries.c.broadcast_id.is_(None)),
    select(func.min(deliveries.c.due_at)).where(_PLANNED, _STAFF_CARD, _CHAT_IS_FREE),
)
_OF_ONE_BROADCAST = (
    select(deliveries.c.id)
    .where(_PLANNED, deliveries.c.broadcast_id == bindparam("broadcast_id"), deliveries.c.due_at <= _NOW)
    .order_by(deliveries.c.id)
    .limit(_LIMIT)
)
_TAKEN = (
    update(deliveries)
    .where(deliveries.c.id.in_(_IDS))
    .values(state=DeliveryState.SENDING.value, attempts=deliveries.c.attempts + 1, stale=False)
)
# Meant for those only who have not migrated, and this one has by now.
_MOVED_ON = and_(broadcasts.c.audience.in_([kind.value for kind in NOT_MIGRATED]), has_migrated())
_READ = (
    select(
        deliveries.c.id,
        deliveries.c.occasion,
        deliveries.c.chat_id,
        deliveries.c.purpose,
        deliveries.c.broadcast_id,
        deliveries.c.ticket_id,
        deliveries.c.text,
        deliveries.c.buttons,
        deliveries.c.reply_to,
        deliveries.c.thread_id,
        deliveries.c.message_id,
        deliveries.c.attempts,
        deliveries.c.planned_at,
        _MOVED_ON.label("migrated"),
        func.coalesce(customers.c.language, chats.c.language).label("language"),
        func.coalesce(customers.c.name, chats.c.title).label("name"),
        customers.c.id.label("customer_id"),
        customers.c.link_generation,
        chats.c.closed_at.is_not(None).label("closed"),
    )
    .outerjoin(broadcasts, deliveries.c.broadcast_id == broadcasts.c.id)
    .outerjoin(chats, deliveries.c.chat_id == chats.c.id)
    .outerjoin(customers, and_(chats.c.id == customers.c.id, chats.c.kind == "private"))
    .where(deliveries.c.id.in_(_IDS))
    .order_by(deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
)
_CONTENTS = select(broadcasts.c.id, broadcasts.c.texts, broadcasts.c.attachments, broadcasts.c.buttons).where(
    broadcasts.c.id.in_(_IDS)
)


async def urgent(tx: AsyncConnection, now: datetime, *, limit: int) -> list[Delivery]:
    """What is due and part of no broadcast, most urgent first; marks it as being sent."""
    return await _take(tx, list((await tx.execute(_URGENT, {"now": now, "limit": limit})).scalars()))


async def of_broadcasts(tx: AsyncConnection, now: datetime, *, limit: int) -> list[Delivery]:
    """What is due of running broadcasts, the oldest of these first; marks it as being sent."""
    ids: list[int] = []
    for broadcast_id in await running(tx):
        if len(ids) >= limit:
            break
        given = {"broadcast_id": broadcast_id, "now": now, "limit": limit - len(ids)}
        ids += (await tx.execute(_OF_ONE_BROADCAST, given)).scalars()
    return await _take(tx, ids)


async def next_due(tx: AsyncConnection) -> datetime | None:
    """When the earliest planned one is due; None when nothing is planned but what waits in paused broadcasts."""
    moments = [(await tx.execute(statement)).scalar_one() for statement in _NEXT_DUE]
    for broadcast_id in await running(tx):
        # Whatever could be sent at once has been taken: what is left here are the few that are tried again later.
        left = select(deliveries.c.due_at).where(_PLANNED, deliveries.c.broadcast_id == broadcast_id)
        moments.append((await tx.execute(left.order_by(deliveries.c.id).limit(1))).scalar_one_or_none())
    return min((moment for moment in moments if moment is not None), default=None)


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


async def _take(tx: AsyncConnection, ids: list[int]) -> list[Delivery]:
    if not ids:
        return []
    await tx.execute(_TAKEN, {"ids": ids})
    return await _read(tx, ids)


async def _read(tx: AsyncConnection, ids: Collection[int]) -> list[Delivery]:
    rows = (await tx.execute(_READ, {"ids": ids})).all()
    contents = await _contents(tx, {row.broadcast_id for row in rows if row.broadcast_id is not None})
    cards = {row.id: row.purpose for row in rows if row.purpose in CARDS and row.ticket_id is not None}
    about = await tickets.by_id(tx, {row.ticket_id for row in rows if row.id in cards})
    lines = await business.lines(tx, {row.chat_id for row in rows})
    # A card speaks to who wrote the ticket, in a group too; staff's own card speaks of them.
    spoken_to = {ticket.customer_id for ticket in about.values()} | {line.peer_id for line in lines.values()}
    known = await people.get_many(tx, spoken_to) if spoken_to else {}
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
            ticket=about.get(row.ticket_id) if row.id in cards else None,
            attempts=row.attempts,
            planned_at=row.planned_at,
            content=contents.get(row.broadcast_id),
            language=(cards.get(row.id) == Purpose.CARD and writers[row.ticket_id].language) or row.language,
            name=writers[row.ticket_id].name if cards.get(row.id) == Purpose.STAFF_CARD else row.name,
            customer_id=peers[row.chat_id].id if row.chat_id in peers else row.customer_id,
            link_generation=peers[row.chat_id].link_generation if row.chat_id in peers else row.link_generation,
            closed=bool(row.closed),
            migrated=bool(row.migrated),
            line=lines.get(row.chat_id),
        )
        for row in rows
    ]


async def _contents(tx: AsyncConnection, broadcast_ids: Collection[int]) -> dict[int, Content]:
    """By broadcast: read once, however many of its deliveries are taken."""
    if not broadcast_ids:
        return {}
    found = await tx.execute(_CONTENTS, {"ids": list(broadcast_ids)})
    return {row["id"]: content_of(row) for row in found.mappings()}
