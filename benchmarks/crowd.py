"""Many recipients and the sending half of the program, for the benchmarks of broadcasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.progress import track
from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.budget import SendBudget
from bot.categories import CATEGORIES
from bot.clock import SystemClock
from bot.content import Content
from bot.deliveries import Purpose
from bot.links import Links
from bot.people import People
from bot.sections import Announcements, Company
from bot.storage import broadcasts, ledger, transitions
from bot.storage.audiences import EVERYONE
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.types import Moment
from bot.telegram import connect
from bot.transition import Transition, Window
from broadcasts.campaigns import Campaigns
from broadcasts.sender import Sender
from broadcasts.wording import Wording

TEXT = "<b>Good news</b>: our new desk is open. Your issues are in one place there, with their state and who has them."
FIRST = 100_000
"""The first recipient's id."""
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
AT_ONCE = 100_000
PEOPLE = People(admins={501}, staff={502})
COMPANY = Company(name="Galaxy Hosting", timezone="UTC", language="en")

# In SQL alone, so that a million of them cost this process no memory.
_SINCE = bindparam("now", type_=Moment)
_NUMBERS = "WITH RECURSIVE n(id) AS (SELECT :first UNION ALL SELECT id + 1 FROM n WHERE id < :last) "
_CUSTOMERS = text(
    _NUMBERS + "INSERT INTO customers (id, name, language, first_seen_at) "  # noqa: S608 - our own words
    "SELECT id, 'Anna', 'en', :now FROM n"
).bindparams(_SINCE)
_CHATS = text(
    _NUMBERS + "INSERT INTO chats (id, kind, title, language, first_seen_at) "  # noqa: S608 - our own words
    "SELECT id, 'private', 'Anna', 'en', :now FROM n"
).bindparams(_SINCE)


async def crowd(folder: Path, count: int) -> Database:
    """A new database with so many customers, each with a private chat."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'ferry.db'}")
    await migrate(database)
    async with database.transaction() as tx:
        # So far ahead that no announcement falls due meanwhile.
        await transitions.begin(tx, Transition(Window(datetime(2100, 1, 1, tzinfo=UTC), 30)), SINCE)
    for first in track(range(FIRST, FIRST + count, AT_ONCE), f"{count:,} customers", transient=True):
        async with database.transaction() as tx:
            given = {"first": first, "last": min(first + AT_ONCE, FIRST + count) - 1, "now": SINCE}
            for statement in (_CUSTOMERS, _CHATS):
                await tx.execute(statement, given)
    return database


@dataclass(frozen=True, slots=True)
class Ferry:
    """What sends; nothing else of the program runs."""

    database: Database
    campaigns: Campaigns
    sender: Sender

    async def broadcast(self) -> int:
        """Plans one to everyone, and lets the sender begin."""
        now = datetime.now(UTC)  # noqa: TID251 - where the program is configured
        async with self.database.transaction() as tx:
            created = await create(tx, now)
        await self.campaigns.run(now)
        return created

    async def finished(self, broadcast_id: int) -> None:
        while True:
            async with self.database.reading() as tx:
                if await ledger.is_settled(tx, broadcast_id):
                    return
            await asyncio.sleep(0.2)


async def create(tx: AsyncConnection, now: datetime) -> int:
    created = await broadcasts.create(
        tx, kind=Purpose.BROADCAST, content=Content({"": TEXT}), audience=EVERYONE, due_at=now, now=now
    )
    assert created is not None
    return created


@asynccontextmanager
async def ferry(database: Database, token: str, api: str, budget: SendBudget, *, paid: bool) -> AsyncIterator[Ferry]:
    bell = Bell()
    telegram = connect(token, api, budget)
    words = Wording(Links("https://desk.example.com", b"k" * 32), COMPANY.language, ZoneInfo("UTC"), CATEGORIES)
    sender = Sender(database, telegram, SystemClock(), bell, words, replace_previous=False, paid=paid)
    campaigns = Campaigns(database, Announcements(), COMPANY, PEOPLE, bell)
    async with telegram:
        work = asyncio.create_task(sender.run())
        try:
            yield Ferry(database, campaigns, sender)
        finally:
            await sender.stop()
            await work
