"""Rows that other rows rest on."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.content import Content
from bot.deliveries import Draft, Purpose
from bot.storage import broadcasts, chats, customers, entries, tickets
from bot.storage.audiences import EVERYONE
from bot.storage.chats import Chat
from bot.storage.customers import Customer
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via
from tests.bot.moments import NOW

ANN, BOB = 11, 12
GROUP, SUPERGROUP = -500, -1000500


async def known(tx: AsyncConnection, customer_id: int = ANN, *, language: str | None = None) -> Customer:
    return await customers.seen(tx, customer_id, name="Ann", username="ann", language=language, now=NOW)


async def channel(tx: AsyncConnection, chat_id: int, *, language: str | None = None, now: datetime = NOW) -> Chat:
    kind = "private" if chat_id > 0 else "group" if chat_id > -1_000_000 else "supergroup"
    return await chats.seen(tx, chat_id, kind=kind, title="Harbour Ltd", language=language, now=now)


async def ticket(
    tx: AsyncConnection, customer_id: int = ANN, *, chat_id: int | None = None, now: datetime = NOW
) -> Ticket:
    """With no entry yet; the customer must be known."""
    return await tickets.open_new(
        tx,
        customer_id=customer_id,
        chat_id=customer_id if chat_id is None else chat_id,
        title="The site is down",
        category="bug",
        via=Via.CHAT,
        now=now,
    )


def message(
    ticket: Ticket,
    message_id: int | None = None,
    *,
    chat_id: int | None = None,
    text: str = "The site is down",
    at: datetime = NOW,
    album: str | None = None,
) -> Entry:
    """What the customer wrote; without a message id, on the desk."""
    return Entry(
        ticket_id=ticket.id,
        kind=EntryKind.MESSAGE,
        via=Via.CHAT if message_id else Via.DESK,
        author_id=ticket.customer_id,
        author_name="Ann",
        text=text,
        at=at,
        chat_id=(ticket.chat_id if chat_id is None else chat_id) if message_id else None,
        message_id=message_id,
        media_group_id=album,
    )


async def written(tx: AsyncConnection, ticket: Ticket, message_id: int, *, at: datetime = NOW) -> None:
    assert await entries.add(tx, message(ticket, message_id, at=at)) is not None


def confirmation(occasion: str, chat_id: int = ANN, purpose: Purpose = Purpose.ANSWER) -> Draft:
    return Draft(occasion, chat_id, purpose, "Recorded")


async def broadcast(tx: AsyncConnection, kind: Purpose = Purpose.BROADCAST, *, due_at: datetime = NOW) -> int:
    broadcast_id = await broadcasts.create(
        tx, kind=kind, content=Content({"": "Hello"}), audience=EVERYONE, due_at=due_at, now=NOW
    )
    assert broadcast_id is not None
    return broadcast_id
