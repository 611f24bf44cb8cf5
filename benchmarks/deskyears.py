"""Years of a desk's work: tickets in every state, with threads, promises and ratings."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.progress import track
from sqlalchemy import Table, insert

from bot.casework.promises import Outcome
from bot.indexing import Indexer
from bot.storage import cursors, sessions, transitions
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.schema import chats, customers, entries, promises, tickets
from bot.tickets import Cause, EntryKind, State, Via, Way
from bot.transition import Transition, Window

THREAD = 10
"""Entries of a ticket."""
CUSTOMERS = 5_000
STAFF, MEI = 502, "Mei"
LAST = datetime(2026, 10, 31, 9, tzinfo=UTC)
"""When the newest ticket came; the others come evenly over the two years before."""
YEARS = timedelta(days=730)
HOUR = timedelta(hours=1)
AT_ONCE = 1_000
RARE, COMMON, CHINESE = "example471", "invoice", "域名过期"
"""Words to search for: in one ticket; in a hundredth of all entries; in a thousandth."""
CATEGORIES = ("hosting", "bug", "question", "advice", "complaint")

Row = dict[str, Any]


async def fill(folder: Path, count: int, now: datetime) -> str:
    """So many tickets with THREAD entries each, in folder/ferry.db; returns the secret of a session of staff's."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'ferry.db'}")
    await migrate(database)
    known = {"language": "en", "first_seen_at": LAST - YEARS}
    people = range(CUSTOMERS)
    async with database.transaction() as tx:
        await _store(
            tx, customers, ({"id": _writer(number), "name": f"Customer {number}"} | known for number in people)
        )
        places = {"kind": "private", "title": "Customer"} | known
        await _store(tx, chats, ({"id": _writer(number)} | places for number in people))
        # Nothing is announced or closed meanwhile.
        await transitions.begin(
            tx, Transition(Window(now + timedelta(days=9), 30), (now + timedelta(days=8)).date()), now
        )
        secret = await sessions.begin(tx, STAFF, MEI, now)
    for first in track(range(1, count + 1, AT_ONCE), f"storing {count:,} tickets", transient=True):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        async with database.transaction() as tx:
            await _store(tx, tickets, (_ticket(number, count) for number in numbers))
            await _store(tx, entries, (_entry(number, at, count) for number in numbers for at in range(THREAD)))
            await _store(tx, promises, (_promise(number, count) for number in numbers))
    async with database.transaction() as tx:
        # Staff have been told of all that, and the search has it: the desk has nothing to do but to answer.
        await cursors.move(tx, "tickets", count)
        await cursors.move(tx, "entries", count * THREAD)
    await Indexer(database).catch_up()
    await database.close()
    return secret


async def _store(tx: Any, table: Table, rows: Iterator[Row]) -> None:
    await tx.execute(insert(table), list(rows))


def _writer(number: int) -> int:
    return 1_000 + number % CUSTOMERS


def _opened(number: int, count: int) -> datetime:
    return LAST - YEARS * ((count - number) / count)


def _state(number: int, count: int) -> State:
    """The newest are open, and one of fifty of the others."""
    if number > count * 0.98:
        return State.RECEIVED
    return State.ACCEPTED if number > count * 0.95 or number % 50 == 0 else State.RESOLVED


def _ticket(number: int, count: int) -> Row:
    opened, state = _opened(number, count), _state(number, count)
    accepted, resolved = state is not State.RECEIVED, state is State.RESOLVED
    owner = STAFF if accepted else None
    name = MEI if accepted else None
    return {
        "id": number,
        "customer_id": _writer(number),
        "chat_id": None if number % 3 == 0 else _writer(number),
        "title": f"The site example{number}.com is slow again",
        "category": CATEGORIES[number % 5],
        "state": state,
        "via": Via.DESK if number % 3 == 0 else Via.CHAT,
        "opened_at": opened,
        "changed_at": opened + 3 * HOUR,
        "owner_id": owner,
        "owner_name": name,
        "first_owner_id": owner,
        "first_owner_name": name,
        "accepted_at": opened + HOUR / 2 if accepted else None,
        "answered_at": opened + HOUR,
        "promised_at": opened + 3 * HOUR if accepted else None,
        "slipped_at": opened + 3 * HOUR if state is State.ACCEPTED else None,
        "resolved_at": opened + timedelta(hours=number % 70) if resolved else None,
        "cause": tuple(Cause)[number % 5] if resolved else None,
        "way": tuple(Way)[number % 4] if resolved else None,
        "rating": 1 + number % 5 if resolved and number % 2 else None,
        "rated_at": opened + 4 * HOUR if resolved and number % 2 else None,
        "reopenings": int(number % 20 == 0),
    }


def _entry(ticket: int, at: int, count: int) -> Row:
    by_customer, number = at % 2 == 0, ticket * THREAD + at
    text = f"What was said about example{ticket}.com, for the {at}th time, in a sentence or two of usual length."
    text += f" The {COMMON} is wrong." if number % 100 == 7 else ""
    text += f" 我们的{CHINESE}了，请帮忙续费。" if number % 1000 == 4 else ""
    return {
        "ticket_id": ticket,
        "kind": EntryKind.MESSAGE if by_customer else EntryKind.REPLY,
        "via": Via.CHAT if by_customer else Via.DESK,
        "author_id": _writer(ticket) if by_customer else STAFF,
        "author_name": "Customer" if by_customer else MEI,
        "text": text,
        "at": _opened(ticket, count) + HOUR * at / 4,
    }


def _promise(ticket: int, count: int) -> Row:
    opened = _opened(ticket, count)
    state = _state(ticket, count)
    stands = state is State.RECEIVED
    outcome = None if stands else Outcome.SLIPPED if state is State.ACCEPTED or ticket % 10 == 0 else Outcome.KEPT
    return {
        "ticket_id": ticket,
        "promised_at": opened + 3 * HOUR,
        "made_at": opened + HOUR / 2,
        "by_id": STAFF,
        "by_name": MEI,
        "outcome": outcome,
        "ended_at": None if stands else opened + 2 * HOUR,
    }
