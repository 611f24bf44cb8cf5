"""Tickets in the database; their rules are in bot/tickets.py."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import UnknownTicket
from bot.storage import cards, promises
from bot.storage.schema import deliveries, entries, tickets
from bot.storage.ticketrows import BEHIND_ALL, COLUMNS, of_row, ticket_of
from bot.tickets import ON_CARD, State, Ticket, Via

# Built once, as building them costs as much as running them: a ticket may come with every message, and with every page.
_opening = insert(tickets).returning(*tickets.c)
_by_id = select(tickets).where(tickets.c.id == bindparam("ticket"))
_of_customer = (
    select(*COLUMNS)
    .where(
        tickets.c.customer_id == bindparam("customer"),
        tickets.c.erased_at.is_(None),
        tickets.c.id < bindparam("before"),
    )
    .order_by(tickets.c.id.desc())
    .limit(bindparam("limit"))
)


async def open_new(
    tx: AsyncConnection,
    *,
    customer_id: int,
    chat_id: int | None,
    title: str,
    category: str,
    via: Via,
    now: datetime,
    thread_id: int | None = None,
    follows_id: int | None = None,
) -> Ticket:
    values = {
        "thread_id": thread_id,
        "follows_id": follows_id,
        "customer_id": customer_id,
        "chat_id": chat_id,
        "title": title,
        "category": category,
        "state": State.RECEIVED,
        "via": via,
        "opened_at": now,
        "changed_at": now,
    }
    return ticket_of((await tx.execute(_opening, values)).mappings().one())


async def get(tx: AsyncConnection, ticket_id: int) -> Ticket:
    """Raises UnknownTicket."""
    row = (await tx.execute(_by_id, {"ticket": ticket_id})).mappings().one_or_none()
    if row is None:
        raise UnknownTicket(ticket_id)
    return ticket_of(row)


async def whole(tx: AsyncConnection, ticket: Ticket) -> Ticket:
    """The ticket that a merged one goes on in; one that was not merged is its own."""
    while ticket.merged_into_id is not None:
        ticket = await get(tx, ticket.merged_into_id)
    return ticket


async def by_id(tx: AsyncConnection, ticket_ids: Collection[int]) -> dict[int, Ticket]:
    if not ticket_ids:
        return {}
    rows = await tx.execute(select(tickets).where(tickets.c.id.in_(ticket_ids)))
    return {row["id"]: ticket_of(row) for row in rows.mappings()}


async def of_customer(tx: AsyncConnection, customer_id: int, *, before: int | None = None, limit: int) -> list[Ticket]:
    """A customer's own that are not erased, newest first; ``before`` pages on behind that number."""
    asked = {"customer": customer_id, "before": BEHIND_ALL if before is None else before, "limit": limit}
    return [of_row(row) for row in await tx.execute(_of_customer, asked)]


async def page(tx: AsyncConnection, *, after: int, limit: int) -> list[Ticket]:
    """All tickets, oldest first, behind number ``after``."""
    rows = await tx.execute(select(tickets).where(tickets.c.id > after).order_by(tickets.c.id).limit(limit))
    return [ticket_of(row) for row in rows.mappings()]


async def of_album(tx: AsyncConnection, chat_id: int, media_group_id: str) -> Ticket | None:
    """The ticket that another part of the same album went to."""
    statement = (
        select(tickets)
        .join(entries, entries.c.ticket_id == tickets.c.id)
        .where(entries.c.chat_id == chat_id, entries.c.media_group_id == media_group_id)
        .limit(1)
    )
    row = (await tx.execute(statement)).mappings().one_or_none()
    return ticket_of(row) if row else None


async def of_bot_message(tx: AsyncConnection, chat_id: int, message_id: int) -> Ticket | None:
    """The ticket that a message of the bot's was about, or that one goes on in."""
    statement = (
        select(tickets)
        .join(deliveries, deliveries.c.ticket_id == tickets.c.id)
        .where(deliveries.c.chat_id == chat_id, deliveries.c.message_id == message_id)
        .limit(1)
    )
    row = (await tx.execute(statement)).mappings().one_or_none()
    return await whole(tx, ticket_of(row)) if row else None


# The subqueries look at one ticket's entries; joined and grouped, all entries of all the customer's tickets were read.
_theirs = and_(entries.c.ticket_id == tickets.c.id, entries.c.author_id == bindparam("customer"))
_latest = (
    select(tickets, select(func.max(entries.c.at)).where(_theirs).scalar_subquery().label("last_at"))
    .where(
        tickets.c.customer_id == bindparam("customer"),
        tickets.c.chat_id == bindparam("chat"),
        tickets.c.state != State.RESOLVED,
        tickets.c.erased_at.is_(None),
        exists().where(_theirs),
    )
    .order_by(tickets.c.id.desc())
    .limit(1)
)


async def latest_of(tx: AsyncConnection, customer_id: int, chat_id: int) -> tuple[Ticket, datetime] | None:
    """The customer's newest ticket from this chat that is not resolved, and when they last wrote to it from there."""
    row = (await tx.execute(_latest, {"customer": customer_id, "chat": chat_id})).mappings().one_or_none()
    return (ticket_of(row), row["last_at"]) if row else None


async def resolved_of(tx: AsyncConnection, customer_id: int, chat_id: int) -> Ticket | None:
    """The customer's newest ticket from this chat, when it is resolved."""
    statement = (
        select(tickets)
        .where(
            tickets.c.customer_id == customer_id,
            tickets.c.chat_id == chat_id,
            tickets.c.merged_into_id.is_(None),
            tickets.c.erased_at.is_(None),
        )
        .order_by(tickets.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(statement)).mappings().one_or_none()
    return ticket_of(row) if row and row["state"] == State.RESOLVED else None


async def open_of(
    tx: AsyncConnection, customer_id: int, chat_id: int, *, besides: int | None = None, limit: int
) -> list[Ticket]:
    """The customer's unresolved ones from this chat, newest first."""
    statement = (
        select(tickets)
        .where(
            tickets.c.customer_id == customer_id,
            tickets.c.chat_id == chat_id,
            tickets.c.state != State.RESOLVED,
            tickets.c.erased_at.is_(None),
            tickets.c.id != (besides or 0),
        )
        .order_by(tickets.c.id.desc())
        .limit(limit)
    )
    return [ticket_of(row) for row in (await tx.execute(statement)).mappings()]


async def unresolved_of(tx: AsyncConnection, customer_id: int, *, besides: int, limit: int = 50) -> list[Ticket]:
    """The customer's, wherever they came from, newest first."""
    statement = select(tickets).where(
        tickets.c.customer_id == customer_id,
        tickets.c.state != State.RESOLVED,
        tickets.c.erased_at.is_(None),
        tickets.c.id != besides,
    )
    rows = await tx.execute(statement.order_by(tickets.c.id.desc()).limit(limit))
    return [ticket_of(row) for row in rows.mappings()]


async def set_category(tx: AsyncConnection, ticket_id: int, category: str, *, now: datetime) -> Ticket:
    """Raises UnknownTicket."""
    return await change(tx, ticket_id, {"category": category, "changed_at": now}, now)


async def set_title(tx: AsyncConnection, ticket_id: int, title: str, *, now: datetime) -> Ticket:
    """Raises UnknownTicket."""
    return await change(tx, ticket_id, {"title": title, "changed_at": now}, now)


_TAKEN_ON = (
    *("state", "owner_id", "owner_name", "first_owner_id", "first_owner_name", "accepted_at"),
    *("promised_at", "slipped_at", "waiting_since"),
)


async def merge(tx: AsyncConnection, ticket_id: int, into_id: int, *, now: datetime) -> Ticket:
    """It was the same matter: its entries go to the other ticket, and it is resolved with it. Raises UnknownTicket.

    Whose they are is held by the caller (`customers.hold`), so that nobody writes to either meanwhile.
    """
    await tx.execute(update(entries).where(entries.c.ticket_id == ticket_id).values(ticket_id=into_id))
    source, target = await get(tx, ticket_id), await get(tx, into_id)
    wish = {
        "callback_wish": func.coalesce(tickets.c.callback_wish, source.callback_wish),
        "callback_wished_at": func.coalesce(tickets.c.callback_wished_at, source.callback_wished_at),
    }
    # Somebody has taken it on, and perhaps promised a time: that goes on, too.
    taken_on = target.owner_name is None and source.owner_name is not None
    gained: dict[str, Any] = wish if source.callback_wish is not None else {}
    if taken_on:
        gained |= {name: getattr(source, name) for name in _TAKEN_ON}
    gained |= {"urgent": target.urgent or source.urgent, "level": max(target.level, source.level)}
    await change(tx, into_id, {"changed_at": now} | gained, now)
    await promises.merge(tx, ticket_id, into_id if taken_on else None, now)
    values = {"state": State.RESOLVED, "merged_into_id": into_id, "resolved_at": now, "changed_at": now}
    return await change(tx, ticket_id, values, now)


async def wish_call(tx: AsyncConnection, ticket_id: int, wish: str | None, *, now: datetime) -> Ticket:
    """``wish``: when and how, "" where that was not said; None takes the wish back. Raises UnknownTicket."""
    values = {"callback_wish": wish, "callback_wished_at": None if wish is None else now, "changed_at": now}
    return await change(tx, ticket_id, values, now)


async def touch(tx: AsyncConnection, ticket_id: int, now: datetime) -> None:
    await tx.execute(update(tickets).where(tickets.c.id == ticket_id).values(changed_at=now))


async def accept(
    tx: AsyncConnection, ticket_id: int, *, owner_id: int, owner_name: str, promised_at: datetime | None, now: datetime
) -> Ticket:
    """The first who accepts stays the owner; a new promised time replaces the old one. Raises UnknownTicket."""
    values = {
        "state": State.ACCEPTED,
        "owner_id": func.coalesce(tickets.c.owner_id, owner_id),
        "owner_name": func.coalesce(tickets.c.owner_name, owner_name),
        "first_owner_id": func.coalesce(tickets.c.first_owner_id, owner_id),
        "first_owner_name": func.coalesce(tickets.c.first_owner_name, owner_name),
        "accepted_at": func.coalesce(tickets.c.accepted_at, now),
        "promised_at": promised_at,
        "resolved_at": None,
        "changed_at": now,
    }
    return await change(tx, ticket_id, values, now)


async def resolve(tx: AsyncConnection, ticket_id: int, *, now: datetime) -> Ticket:
    """Raises UnknownTicket."""
    return await change(tx, ticket_id, {"state": State.RESOLVED, "resolved_at": now, "changed_at": now}, now)


async def reopen(tx: AsyncConnection, ticket_id: int, *, now: datetime) -> Ticket:
    """Back to accepted where it has an owner, else to received. Raises UnknownTicket."""
    ticket = await get(tx, ticket_id)
    state = State.RECEIVED if ticket.owner_name is None else State.ACCEPTED
    # The promise before ended with resolving it.
    over = {"promised_at": None, "slipped_at": None, "waiting_since": None}
    values = over | {"state": state, "resolved_at": None, "follow_up_at": None, "changed_at": now}
    return await change(tx, ticket_id, values | {"reopenings": tickets.c.reopenings + 1}, now)


async def wait_until(tx: AsyncConnection, ticket_id: int, accept_by: datetime | None) -> None:
    """By when somebody has to accept it, lest it goes up a level. No card shows it."""
    await tx.execute(update(tickets).where(tickets.c.id == ticket_id).values(accept_by=accept_by))


async def revoke_link(tx: AsyncConnection, ticket_id: int, *, now: datetime) -> Ticket:
    """The ticket's link no longer opens it; a new one does, and the card shows it. Raises UnknownTicket."""
    return await change(tx, ticket_id, {"link_generation": tickets.c.link_generation + 1}, now)


async def count_by_state(tx: AsyncConnection) -> dict[State, int]:
    rows = await tx.execute(select(tickets.c.state, func.count()).group_by(tickets.c.state))
    return {State(state): count for state, count in rows}


async def change(tx: AsyncConnection, ticket_id: int, values: dict[str, Any], now: datetime) -> Ticket:
    """Whatever a ticket's cards show changes here, and so do the cards. Raises UnknownTicket."""
    statement = update(tickets).where(tickets.c.id == ticket_id).values(values).returning(*tickets.c)
    row = (await tx.execute(statement)).mappings().one_or_none()
    if row is None:
        raise UnknownTicket(ticket_id)
    await cards.refresh(tx, [ticket_id], now, staffs_alone=ON_CARD.isdisjoint(values))
    return ticket_of(row)
