"""Everything that is kept of one customer, as they may read it: no internal notes, of other people only staff."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files import File
from bot.storage import business, files
from bot.storage.schema import (
    accounts,
    broadcasts,
    chats,
    contacts,
    customers,
    deliveries,
    drafts,
    entries,
    rewards,
    tickets,
    updates,
)
from bot.tickets import INTERNAL, EntryKind

Json = dict[str, Any]

STAFFS = (EntryKind.REPLY, EntryKind.STATUS)
"""What others than the customer wrote for the customer."""
OF_STAFF = frozenset(
    {
        *("customer_id", "owner_id", "first_owner_id", "link_generation", "chat_id"),
        *("level", "urgent", "accept_by", "follow_up_at", "cause", "way", "done"),
    }
)
"""Columns of a ticket that its customer's page does not show: keys, and how staff judge it among themselves."""


async def of_customer(tx: AsyncConnection, customer_id: int) -> Json | None:
    """Ready for JSON; moments as ISO 8601 in UTC. None for somebody unknown.

    The profile is null where the company's lists alone name them.
    """
    profile = (await tx.execute(select(customers).where(customers.c.id == customer_id))).one_or_none()
    listed = await _contacts(tx, customer_id)
    if profile is None and not listed:
        return None
    received = select(func.count()).select_from(updates).where(updates.c.lane == customer_id)
    return {
        "profile": profile and _fields(profile, besides={"link_generation", "note"}),
        "in_our_lists": listed,
        "tickets": await _tickets(tx, customer_id),
        "rewards": await _rewards(tx, customer_id),
        "drafts": await _drafts(tx, customer_id),
        "messages_to_you": await _messages(tx, customer_id),
        "updates_from_your_private_chat": (await tx.execute(received)).scalar_one(),
    }


async def _contacts(tx: AsyncConnection, customer_id: int) -> list[Json]:
    """What the company's own lists say of them, and what became of their invitation."""
    statement = (
        select(contacts, accounts.c.name.label("company"))
        .outerjoin(accounts, accounts.c.id == contacts.c.account_id)
        .where(contacts.c.customer_id == customer_id)
        .order_by(contacts.c.id)
    )
    found = []
    for row in await tx.execute(statement):
        invitation = {"followed_at": row.joined_at and row.joined_at.isoformat(), "renewed": row.generation}
        besides = {"id", "customer_id", "account_id", "joined_at", "generation"}
        found.append(_fields(row, besides=besides) | {"invitation": invitation})
    return found


async def _tickets(tx: AsyncConnection, customer_id: int) -> list[Json]:
    statement = select(tickets, chats.c.title.label("chat")).outerjoin(chats, tickets.c.chat_id == chats.c.id)
    found = (await tx.execute(statement.where(tickets.c.customer_id == customer_id).order_by(tickets.c.id))).all()
    thread = select(entries).where(
        entries.c.ticket_id.in_(select(tickets.c.id).where(tickets.c.customer_id == customer_id)),
        or_(entries.c.author_id == customer_id, entries.c.kind.in_(STAFFS)),
        entries.c.kind.not_in(INTERNAL),
    )
    said = (await tx.execute(thread.order_by(entries.c.id))).all()
    attached = await files.of_entries(tx, [row.id for row in said])
    threads: dict[int, list[Json]] = {}
    for row in said:
        entry = _fields(row, besides={"id", "ticket_id", "author_id", "media_group_id", "update_id"})
        threads.setdefault(row.ticket_id, []).append(entry | {"files": _files(attached.get(row.id, ()))})
    return [_fields(row, besides=OF_STAFF) | {"thread": threads.get(row.id, [])} for row in found]


async def _rewards(tx: AsyncConnection, customer_id: int) -> list[Json]:
    columns = (rewards.c.ticket_id, rewards.c.gift, rewards.c.earned_at, rewards.c.handed_at)
    statement = select(*columns).where(rewards.c.customer_id == customer_id).order_by(rewards.c.id)
    return [_fields(row) for row in await tx.execute(statement)]


async def _drafts(tx: AsyncConnection, customer_id: int) -> list[Json]:
    statement = select(drafts).where(drafts.c.customer_id == customer_id).order_by(drafts.c.id)
    found = (await tx.execute(statement)).all()
    attached = await files.of_drafts(tx, [row.id for row in found])
    besides = {"id", "customer_id", "update_id"}
    return [_fields(row, besides=besides) | {"files": _files(attached.get(row.id, ()))} for row in found]


async def _messages(tx: AsyncConnection, customer_id: int) -> list[Json]:
    """The texts of one's own messages, and by language those of messages to many."""
    columns = deliveries.c
    statement = (
        select(columns.purpose, columns.state, columns.planned_at, columns.settled_at, columns.text, broadcasts.c.texts)
        .outerjoin(broadcasts, columns.broadcast_id == broadcasts.c.id)
        .where(or_(columns.chat_id == customer_id, columns.chat_id.in_(business.channels_of_peer(customer_id))))
        .order_by(columns.id)
    )
    return [_fields(row) for row in await tx.execute(statement)]


def _files(attached: Iterable[File]) -> list[Json]:
    return [{"kind": file.kind, "name": file.name, "type": file.mime, "size": file.size} for file in attached]


def _fields(row: Any, besides: Iterable[str] = ()) -> Json:
    """A row without these columns."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row._mapping.items()
        if name not in besides
    }
