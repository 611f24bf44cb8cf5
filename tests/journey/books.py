"""What stands in the program's SQLite file, read while the program writes it, or after."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.bookkeeping import Bookkeeper
from bot.reconciliation import Books
from bot.sections import Company
from bot.storage import reconciliations
from bot.storage.database import Database
from tests.journey.stage import ADMIN, STAFF


def read(folder: Path, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(f"file:{folder / 'chatferry.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, values).fetchall()


def left(folder: Path) -> list[Any]:
    """What is still to be done for customers; what staff are told, one a second in a private chat, takes longer."""
    updates = read(folder, "SELECT id, update_id, attempts FROM updates WHERE state = 'waiting'")
    unsettled = "SELECT id, occasion, chat_id, state, attempts, reason FROM deliveries WHERE state IN (?, ?)"
    unsettled += f" AND chat_id NOT IN ({ADMIN}, {STAFF})"
    files = read(folder, "SELECT id, stored_as, attempts, error FROM files WHERE state = 'waiting'")
    return updates + read(folder, unsettled, "planned", "sending") + files


def states(folder: Path) -> list[Any]:
    return read(folder, "SELECT state, count(*) FROM deliveries GROUP BY state")


def threads(folder: Path) -> dict[int, list[tuple[int, int]]]:
    """Chat and number of each message of a customer's, by ticket, in the order of its thread."""
    found = defaultdict(list)
    said = "SELECT ticket_id, chat_id, message_id FROM entries WHERE kind = 'message' ORDER BY id"
    for ticket, chat, message in read(folder, said):
        found[ticket].append((chat, message))
    return dict(found)


async def books_of(folder: Path, company: Company) -> tuple[Books, list[Books], list[Books]]:
    """All that was ever received; each day as the program kept it when it was over; the same days counted now."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'chatferry.db'}")
    async with database.reading() as tx:
        ever = await reconciliations.count(tx)
        kept = await reconciliations.latest(tx, limit=100)
        now = [await Bookkeeper(database, company).count(tx, books.day) for books in kept if books.day is not None]
    await database.close()
    return ever, kept, now
