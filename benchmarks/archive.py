"""A database with years behind it: open tickets with long threads, their customers, and what was sent."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.progress import track
from sqlalchemy import Table, insert

from benchmarks.botapi import CUSTOMERS, FIRST_CUSTOMER
from bot.deliveries import PRIORITIES, DeliveryState, Purpose
from bot.storage.cards import occasion
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.schema import chats, customers, deliveries, entries, tickets, updates
from bot.tickets import EntryKind, State, Via

THREAD = 10
"""Entries of a ticket: every other one is the customer's."""
AT_ONCE = 1_000
SINCE = datetime(2024, 1, 1, tzinfo=UTC)

Row = dict[str, Any]


async def fill(folder: Path, count: int) -> None:
    """So many open tickets with THREAD entries each. The customers are those who will write, known without any too."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'ferry.db'}")
    await migrate(database)
    await _store(database, {customers: _customers(), chats: _chats()})
    for first in track(range(1, count + 1, AT_ONCE), f"storing {count:,} tickets", transient=True):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        await _store(
            database,
            {
                tickets: map(_ticket, numbers),
                entries: (_entry(ticket, at) for ticket in numbers for at in range(THREAD)),
                deliveries: map(_card, numbers),
                updates: map(_update, numbers),
            },
        )
    await database.close()


async def _store(database: Database, rows: dict[Table, Iterator[Row]]) -> None:
    async with database.transaction() as tx:
        for table, those in rows.items():
            stored: Sequence[Row] = list(those)
            await tx.execute(insert(table), stored)


def _people() -> range:
    return range(FIRST_CUSTOMER, FIRST_CUSTOMER + CUSTOMERS)


def _customers() -> Iterator[Row]:
    return ({"id": person, "name": "Anna", "language": "en", "first_seen_at": SINCE} for person in _people())


def _chats() -> Iterator[Row]:
    return (
        {"id": person, "kind": "private", "title": "Anna", "language": "en", "first_seen_at": SINCE}
        for person in _people()
    )


def _writer(ticket: int) -> int:
    return FIRST_CUSTOMER + ticket % CUSTOMERS


def _opened(ticket: int) -> datetime:
    return SINCE + timedelta(minutes=ticket)


def _ticket(number: int) -> Row:
    return {
        "id": number,
        "customer_id": _writer(number),
        "chat_id": _writer(number),
        "title": f"Our domain example{number}.com has expired",
        "category": "question",
        "state": State.ACCEPTED if number % 2 else State.RECEIVED,
        "via": Via.CHAT,
        "opened_at": _opened(number),
        "changed_at": _opened(number) + timedelta(hours=THREAD),
    }


def _entry(ticket: int, at: int) -> Row:
    by_customer = at % 2 == 0
    return {
        "ticket_id": ticket,
        "kind": EntryKind.MESSAGE if by_customer else EntryKind.REPLY,
        "via": Via.CHAT if by_customer else Via.DESK,
        "author_id": _writer(ticket) if by_customer else 502,
        "author_name": "Anna" if by_customer else "Sam",
        "text": f"What was said about example{ticket}.com, for the {at}th time, in a sentence or two of usual length.",
        "at": _opened(ticket) + timedelta(hours=at),
        "chat_id": _writer(ticket) if by_customer else None,
        # Behind everything that will be written.
        "message_id": -(ticket * THREAD + at) if by_customer else None,
        "update_id": -ticket if at == 0 else None,
    }


def _card(ticket: int) -> Row:
    return {
        "occasion": occasion(ticket),
        "chat_id": _writer(ticket),
        "purpose": Purpose.CARD,
        "priority": PRIORITIES[Purpose.CARD],
        "ticket_id": ticket,
        "state": DeliveryState.SENT,
        "attempts": 1,
        "planned_at": _opened(ticket),
        "due_at": _opened(ticket),
        "settled_at": _opened(ticket),
        "message_id": -ticket,
    }


def _update(ticket: int) -> Row:
    return {
        "update_id": -ticket,
        "lane": _writer(ticket),
        "raw": '{"update_id":0,"message":{"text":"as long as a message with all that Telegram tells of its writer"}}',
        "received_at": _opened(ticket),
        "state": "done",
        "outcome": "ticket",
        "done_at": _opened(ticket),
    }
