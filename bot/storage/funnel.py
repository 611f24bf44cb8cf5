"""The funnel: how many people are known, reached, at their links, on the desk; counted at a moment, kept by day."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL
from bot.deliveries import DeliveryState
from bot.funnel import FunnelDay
from bot.storage.chats import PRIVATE
from bot.storage.reports import openings
from bot.storage.reports.spans import Span, within
from bot.storage.schema import business_chats, chats, contacts, customers, deliveries, entries, funnel_days
from bot.storage.upsert import insert
from bot.tickets import EntryKind

own = chats.alias("own")
"""A customer's private chat with the bot, where there is one."""
through = chats.alias("through")
"""One of their chats through an account of staff's."""


async def count(
    tx: AsyncConnection, day: date, span: Span, staff: Collection[int], *, chat_messages: int, with_blocked: bool = True
) -> FunnelDay:
    """``span``: that day, or as much of it as has passed; as far as it can be known when it is long over.

    ``chat_messages`` is what the books of the inbox say of it. Who is of which company is as it is now.
    """
    until = literal(span[1], customers.c.first_seen_at.type)
    moved = select(customers.c.account_id).where(customers.c.account_id.is_not(None), customers.c.migrated_at < until)
    migrated = or_(customers.c.migrated_at < until, customers.c.account_id.in_(moved))
    people = (await tx.execute(_customers(until, migrated, staff))).one()
    waiting = (await tx.execute(_contacts(until, moved, staff))).one()
    issues = await openings.channels(tx, span)
    known, through_company = people.known + waiting.known, people.migrated + waiting.migrated
    return FunnelDay(
        day,
        known=known,
        reached=people.reached,
        opened=people.opened,
        filed=people.filed,
        migrated=through_company,
        holdouts=known - through_company,
        blocked=people.blocked if with_blocked else None,
        chat_messages=chat_messages,
        desk_messages=await desk_messages(tx, span),
        chat_issues=issues["private"] + issues["group"] + issues["business"],
        desk_issues=issues["desk"],
    )


async def desk_messages(tx: AsyncConnection, span: Span) -> int:
    """What customers wrote on the desk."""
    # The very words of the index's condition.
    written = (text("via = 'desk'"), entries.c.kind == EntryKind.MESSAGE.value, within(entries.c.at, span))
    found: int = (await tx.execute(select(func.count()).select_from(entries).where(*written))).scalar_one()
    return found


async def keep(tx: AsyncConnection, counted: FunnelDay, now: datetime) -> None:
    """The first count of a day stands: it was made closest to it."""
    statement = insert(tx, funnel_days).values(**asdict(counted), counted_at=now)
    await tx.execute(statement.on_conflict_do_nothing())


async def since(tx: AsyncConnection, first: date | None = None) -> list[FunnelDay]:
    """The days that were counted, the oldest first."""
    columns = (column for column in funnel_days.c if column.name != "counted_at")
    statement = select(*columns).order_by(funnel_days.c.day)
    if first is not None:
        statement = statement.where(funnel_days.c.day >= first)
    return [FunnelDay(**row) for row in (await tx.execute(statement)).mappings()]


async def last_day(tx: AsyncConnection) -> date | None:
    """That was counted."""
    day: date | None = (await tx.execute(select(func.max(funnel_days.c.day)))).scalar_one()
    return day


async def first_known(tx: AsyncConnection) -> datetime | None:
    """When the first person became known."""
    moments = [
        (await tx.execute(select(func.min(column)))).scalar_one()
        for column in (customers.c.first_seen_at, contacts.c.added_at)
    ]
    return min((moment for moment in moments if moment is not None), default=None)


async def note_reached(tx: AsyncConnection) -> None:
    """Chats in which something has arrived since this was last noted."""
    first = select(func.min(deliveries.c.settled_at)).where(_sent_to(chats)).correlate(chats).scalar_subquery()
    some = select(deliveries.c.id).where(_sent_to(chats)).correlate(chats).exists()
    await tx.execute(update(chats).where(chats.c.reached_at.is_(None), some).values(reached_at=first))


def with_own_chat() -> FromClause:
    return customers.outerjoin(own, and_(own.c.id == customers.c.id, own.c.kind == PRIVATE))


def is_reached(until: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """A condition on `with_own_chat`: something had arrived in a chat of their own by then; None: by now."""
    other = select(through.c.id).where(_theirs(), _arrived(through, until)).correlate(customers).exists()
    return or_(_arrived(own, until), other)


def is_blocked() -> ColumnElement[bool]:
    """A condition on `with_own_chat`: there are chats of their own, and the bot can write to none of them."""
    lost = select(through.c.id).where(_theirs(), through.c.unreachable.is_not(None)).correlate(customers).exists()
    open_one = select(through.c.id).where(_theirs(), through.c.unreachable.is_(None)).correlate(customers).exists()
    return and_(
        or_(own.c.unreachable.is_not(None), and_(own.c.id.is_(None), lost)),
        ~open_one,
    )


def _customers(
    until: ColumnElement[datetime], migrated: ColumnElement[bool], staff: Collection[int]
) -> Select[int, int, int, int, int, int]:
    return (
        select(
            func.count().label("known"),
            _count(is_reached(until)).label("reached"),
            # Whoever filed on the desk was there.
            _count(or_(customers.c.opened_at < until, customers.c.migrated_at < until)).label("opened"),
            _count(customers.c.migrated_at < until).label("filed"),
            _count(migrated).label("migrated"),
            _count(is_blocked()).label("blocked"),
        )
        .select_from(with_own_chat())
        .where(customers.c.first_seen_at < until, customers.c.id.not_in(staff))
    )


def _contacts(until: ColumnElement[datetime], moved: Select[int | None], staff: Collection[int]) -> Select[int, int]:
    """Those whom the company knew and the bot did not."""
    came = select(customers.c.id).where(customers.c.id == contacts.c.customer_id, customers.c.first_seen_at < until)
    return (
        select(func.count().label("known"), _count(contacts.c.account_id.in_(moved)).label("migrated"))
        .select_from(contacts)
        .where(
            contacts.c.added_at < until,
            ~came.correlate(contacts).exists(),
            func.coalesce(contacts.c.customer_id, 0).not_in(staff),
        )
    )


def _arrived(chat: FromClause, until: ColumnElement[datetime] | None) -> ColumnElement[bool]:
    """Also where `note_reached` has not come by yet."""
    sent = select(deliveries.c.id).where(_sent_to(chat)).correlate(chat)
    if until is None:
        return or_(chat.c.reached_at.is_not(None), sent.exists())
    unnoted = and_(chat.c.reached_at.is_(None), sent.where(deliveries.c.settled_at < until).exists())
    return or_(chat.c.reached_at < until, unnoted)


def _sent_to(chat: FromClause) -> ColumnElement[bool]:
    return and_(deliveries.c.chat_id == chat.c.id, deliveries.c.state == DeliveryState.SENT.value)


def _theirs() -> ColumnElement[bool]:
    return and_(through.c.id == business_chats.c.id + FIRST_CHANNEL, business_chats.c.peer_id == customers.c.id)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
