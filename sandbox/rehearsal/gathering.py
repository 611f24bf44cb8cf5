"""Gathers the facts when the play is over: from the database, and from what the sandbox saw."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Purpose
from bot.storage import reconciliations
from bot.storage.chats import GROUPS
from bot.storage.schema import broadcasts, chats, closings, customers, deliveries, drafts, entries, tickets, updates
from bot.tickets import Via
from sandbox.rehearsal.cast import Cast
from sandbox.rehearsal.facts import (
    Busiest,
    Closed,
    DayOfFunnel,
    DayOfTickets,
    Facts,
    Holdout,
    Inbox,
    Ledger,
    MuchWritten,
    Slot,
)
from sandbox.rehearsal.scripts import Course
from sandbox.rehearsal.stage import Stage

BLOCKED = "blocked"


async def gather(stage: Stage, people: Cast, course: Course, zone: ZoneInfo, capacity: int) -> Facts:
    """All but the budget's waits, which `turns.py` tells later."""
    first, last = course.begins.astimezone(zone).date(), course.ends.astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    a_day, most = _written(stage, people, zone)
    async with stage.app.database.reading() as tx:
        rows = await _rows(tx, select(tickets))
        mine = {row["id"]: row for row in await _rows(tx, select(customers))}
        calendar = stage.app.office.calendar
        return Facts(
            days=days,
            sends=await _sends(tx, zone),
            a_day=a_day,
            most=most,
            busiest=Busiest(None, 0, 0, timedelta(), timedelta()),
            tickets=[_day_of_tickets(day, rows, zone) for day in days],
            to_accept=sorted(
                calendar.between(row["opened_at"], row["accepted_at"], zone) for row in rows if row["accepted_at"]
            ),
            capacity=capacity,
            funnel=await _funnel(tx, stage, days, zone),
            holdouts=await _holdouts(tx, stage, people, mine),
            blocked=await _count(tx, select(func.count()).where(chats.c.unreachable.is_not(None))),
            closed=await _closed(tx),
            ledgers=await _ledgers(tx),
            inbox=await _inbox(tx, stage, people),
            slots=await _slots(tx),
            failures=await _failures(tx, stage),
            unheard=len(stage.journal.unheard),
            turned_away=stage.journal.turned_away,
        )


async def _rows(tx: AsyncConnection, statement: Select[Any]) -> Sequence[Any]:
    found: Sequence[Any] = (await tx.execute(statement)).mappings().all()
    return found


async def _count(tx: AsyncConnection, statement: Select[Any]) -> int:
    return int((await tx.execute(statement)).scalar_one())


async def _sends(tx: AsyncConnection, zone: ZoneInfo) -> Counter[tuple[date, str]]:
    statement = select(deliveries.c.settled_at, deliveries.c.purpose).where(deliveries.c.state == "sent")
    return Counter((at.astimezone(zone).date(), purpose) for at, purpose in await tx.execute(statement))


def _written(stage: Stage, people: Cast, zone: ZoneInfo) -> tuple[Counter[int], MuchWritten | None]:
    """Counted where they arrive, in each customer's chat with the bot; what was deleted later rang as well."""
    a_day: Counter[int] = Counter()
    most: MuchWritten | None = None
    for one in people.customers:
        by_day = Counter(
            datetime.fromtimestamp(stored.body["date"], zone).date()
            for stored in stage.sandbox.world.chat(one.id).messages.values()
            if stored.from_bot and not stored.is_service
        )
        a_day.update(by_day.values())
        for day, count in sorted(by_day.items()):
            if most is None or count > most.messages:
                most = MuchWritten(one.name, one.temperament, day, count)
    return a_day, most


def _day_of_tickets(day: date, rows: Iterable[Any], zone: ZoneInfo) -> DayOfTickets:
    def on(moment: datetime | None) -> bool:
        return moment is not None and moment.astimezone(zone).date() == day

    def by(moment: datetime | None) -> bool:
        return moment is not None and moment.astimezone(zone).date() <= day

    rows = list(rows)
    opened = [row for row in rows if on(row["opened_at"])]
    return DayOfTickets(
        day,
        in_chat=sum(row["via"] == "chat" for row in opened),
        on_desk=sum(row["via"] == "desk" for row in opened),
        accepted=sum(on(row["accepted_at"]) for row in rows),
        resolved=sum(on(row["resolved_at"]) for row in rows),
        waiting=sum(by(row["opened_at"]) and not by(row["accepted_at"] or row["resolved_at"]) for row in rows),
    )


async def _funnel(tx: AsyncConnection, stage: Stage, days: Sequence[date], zone: ZoneInfo) -> list[DayOfFunnel]:
    known = await _rows(tx, select(customers.c.id, customers.c.first_seen_at, customers.c.migrated_at))
    # Reached: an announcement or anything else that nobody had just asked for arrived in their own chat.
    arrived = (
        select(deliveries.c.chat_id, func.min(deliveries.c.settled_at).label("at"))
        .where(deliveries.c.state == "sent", deliveries.c.purpose == Purpose.ANNOUNCEMENT.value)
        .where(deliveries.c.chat_id > 0)
        .group_by(deliveries.c.chat_id)
    )
    ids = {row["id"] for row in known}
    reached = [row["at"] for row in await _rows(tx, arrived) if row["chat_id"] in ids]
    opened = [at for customer_id, at in stage.journal.opened.items() if customer_id in ids]
    filed = (
        select(tickets.c.customer_id, func.min(tickets.c.opened_at).label("at"))
        .where(tickets.c.via == Via.DESK.value)
        .group_by(tickets.c.customer_id)
    )
    sent = [row["at"] for row in await _rows(tx, filed)]

    def by(day: date, moments: Iterable[datetime | None]) -> int:
        return sum(moment is not None and moment.astimezone(zone).date() <= day for moment in moments)

    return [
        DayOfFunnel(
            day,
            known=by(day, [row["first_seen_at"] for row in known]),
            reached=by(day, reached),
            opened=by(day, opened),
            filed=by(day, sent),
            migrated=by(day, [row["migrated_at"] for row in known]),
        )
        for day in days
    ]


async def _holdouts(tx: AsyncConnection, stage: Stage, people: Cast, known: dict[int, Any]) -> list[Holdout]:
    """Whose chat was closed before they migrated, as it stood at the deadline."""
    closed = {row["id"]: row for row in await _rows(tx, select(chats).where(chats.c.kind.not_in(GROUPS)))}
    found = []
    for one in people.customers:
        chat, customer = closed.get(one.id), known.get(one.id)
        if chat is None or customer is None or chat["closed_at"] is None:
            continue
        if customer["migrated_at"] is not None and customer["migrated_at"] <= chat["closed_at"]:
            continue
        opened = stage.journal.opened.get(one.id)
        reach = "reached" if opened is None or opened > chat["closed_at"] else "opened"
        if chat["unreachable"] is not None:
            reach = BLOCKED if stage.sandbox.world.person(one.id).blocked else "never"
        found.append(Holdout(one.name, one.company or "", one.temperament, reach))
    return found


async def _closed(tx: AsyncConnection) -> Closed:
    channels = await _rows(tx, select(chats.c.kind, chats.c.closed_at))
    steps = await _rows(tx, select(closings, chats.c.kind).join(chats, chats.c.id == closings.c.chat_id))
    return Closed(
        channels=len(channels),
        finished=sum(row["closed_at"] is not None for row in channels),
        read_only=sum(bool(row["read_only"]) for row in steps if row["kind"] in GROUPS),
        groups=sum(row["kind"] in GROUPS for row in channels),
        failed=_counted(row["error"] for row in steps if row["error"]),
    )


async def _ledgers(tx: AsyncConnection) -> list[Ledger]:
    statement = select(deliveries.c.purpose, deliveries.c.state, func.count()).group_by(
        deliveries.c.purpose, deliveries.c.state
    )
    counts = {(purpose, state): number for purpose, state, number in await tx.execute(statement)}
    totals = select(deliveries.c.purpose, func.count()).group_by(deliveries.c.purpose).order_by(deliveries.c.purpose)
    return [
        Ledger(
            purpose,
            planned,
            **{state: counts.get((purpose, state), 0) for state in ("sent", "failed", "skipped", "unconfirmed")},
            left=counts.get((purpose, "planned"), 0) + counts.get((purpose, "sending"), 0),
        )
        for purpose, planned in await tx.execute(totals)
    ]


async def _inbox(tx: AsyncConnection, stage: Stage, people: Cast) -> Inbox:
    """Telegram's side against ours: what customers wrote, message by message, and what is kept of it."""
    world, ids = stage.sandbox.world, {one.id for one in people.customers}
    said = {
        (chat.id, stored.id)
        for chat in world.chats.values()
        for stored in chat.messages.values()
        if stored.body["from"]["id"] in ids and not stored.is_service and not stored.body["text"].startswith("/")
    } - stage.journal.unheard
    through_staff = sum(
        stored.body["from"]["id"] in ids for chat in world.business_chats.values() for stored in chat.messages.values()
    )
    kept = {
        (row["chat_id"], row["message_id"]) for table in (entries, drafts) for row in await _rows(tx, select(table))
    }
    from_business = {number for number, *_ in await tx.execute(select(chats.c.id).where(chats.c.kind == "business"))}
    found_there = sum(chat_id in from_business for chat_id, _ in kept)
    return Inbox(await reconciliations.count(tx), len(said) + through_staff, len(said & kept) + found_there)


async def _slots(tx: AsyncConnection) -> list[Slot]:
    statement = select(broadcasts.c.due_at, broadcasts.c.texts).where(
        broadcasts.c.kind == Purpose.ANNOUNCEMENT.value, broadcasts.c.started_at.is_not(None)
    )
    return [Slot(at, texts) for at, texts in await tx.execute(statement.order_by(broadcasts.c.due_at))]


async def _failures(tx: AsyncConnection, stage: Stage) -> dict[str, int]:
    unsent = select(deliveries.c.reason).where(deliveries.c.state.in_(["failed", "unconfirmed"]))
    dead = select(updates.c.error).where(updates.c.state == "dead")
    said = [f"message not delivered: {reason}" for (reason,) in await tx.execute(unsent)]
    said += [f"update not handled: {error}" for (error,) in await tx.execute(dead)]
    return _counted([*said, *stage.journal.failed.elements()])


def _counted(said: Iterable[str]) -> dict[str, int]:
    """The most frequent first."""
    return dict(sorted(Counter(said).items(), key=lambda one: (-one[1], one[0])))
