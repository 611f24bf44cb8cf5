"""A whole App in the test's own loop, with the sandbox in Telegram's place and a clock that stands still."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select

from bot.app import App
from bot.budget import SendBudget
from bot.clock import ManualClock
from bot.settings import Settings
from bot.storage import entries, tickets
from bot.storage.database import Database
from bot.storage.entries import Entry
from bot.storage.migrate import migrate
from bot.storage.schema import chats, deliveries, updates
from bot.tickets import EntryKind, Ticket
from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox

Json = dict[str, Any]

ZONE = ZoneInfo("Asia/Shanghai")
LAUNCH = datetime(2026, 3, 20, 9, tzinfo=ZONE)
DEADLINE = datetime(2026, 4, 19, 9, tzinfo=ZONE)
NOW = datetime(2026, 4, 1, 14, tzinfo=ZONE)
"""A Wednesday within the window, far from both slots of the day."""
TOKEN = "42:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
DESK = "https://desk.example.com"
ADMIN, STAFF, ANN, WANG, GROUP = 501, 502, 11, 12, -1001
PATIENCE_SECONDS = 10.0


@dataclass
class Ferry:
    """The running program, and the world around it. The sandbox and the database outlive a restart."""

    settings: Settings
    sandbox: Sandbox
    clock: ManualClock
    app: App
    looked_at: datetime = NOW
    """When everyone last looked what is due."""

    @property
    def database(self) -> Database:
        return self.app.database

    def person(self, number: int) -> Person:
        return self.sandbox.world.person(number)

    def chat(self, number: int) -> Chat:
        return self.sandbox.world.chat(number)

    async def hear(self, person: int, text: str | None = None, *, chat: int | None = None, **what: Any) -> list[Json]:
        """A person writes, in private unless a chat is named; what the bot wrote there once all is quiet."""
        place = person if chat is None else chat
        await self._look()
        before = len(self.written(place))
        self.sandbox.world.say(place, person, text, **what)
        await self.quiet()
        return self.written(place)[before:]

    async def press(self, person: int, message: Json, label: str) -> list[Json]:
        """A person presses a button; what the bot wrote in that chat once all is quiet."""
        place = message["chat"]["id"]
        await self._look()
        before = len(self.written(place))
        self.sandbox.world.press(place, message["message_id"], person, buttons(message)[label])
        await self.quiet()
        return self.written(place)[before:]

    async def put(self, update: Json | str) -> None:
        """An update that no client would cause, as it is."""
        self.sandbox.world.updates.put(update)
        await self.quiet()

    def written(self, chat: int) -> list[Json]:
        """What the bot wrote there and is still to be seen, oldest first."""
        return [
            stored.body
            for stored in self.chat(chat).messages.values()
            if stored.from_bot and not stored.deleted and not stored.is_service
        ]

    async def quiet(self) -> None:
        """Everything said so far is handled, and what was due to be sent is sent."""
        await self.until(self._is_quiet)

    async def _is_quiet(self) -> bool:
        if self.sandbox.world.updates.queue:
            return False
        async with self.database.reading() as tx:
            waiting = select(updates.c.id).where(updates.c.state == "waiting")
            due = (deliveries.c.state == "planned") & (deliveries.c.due_at <= self.clock.now())
            unsent = select(deliveries.c.id).where(due | (deliveries.c.state == "sending"))
            return (await tx.execute(waiting.union_all(unsent))).first() is None

    async def is_connected(self) -> bool:
        return bool((await self.app.health())["ok"])

    async def until(self, true: Callable[[], Awaitable[bool] | bool]) -> None:
        """Waits for a condition, for PATIENCE_SECONDS at most."""
        await until(true, lambda: f"{self.sandbox.api.calls.after()[-5:]}")

    def move_to(self, moment: datetime) -> None:
        """The clock jumps, and everyone looks at it."""
        self.clock.set(moment)
        self.app.agenda.ring()
        self.app.outbox.ring()

    def forward(self, **by: float) -> None:
        self.move_to(self.clock.now() + timedelta(**by))

    async def later(self, **by: float) -> None:
        """What was said is handled before the time moves on, and what falls due by then is done after it."""
        await self.quiet()
        self.forward(**by)
        await self._look()

    async def _look(self) -> None:
        """After a jump of the clock: what fell due on the way is done, before somebody writes."""

        def have_looked() -> bool:
            due = self.app.timekeeper.next_due
            return due is None or due > self.clock.now()

        if self.clock.now() != self.looked_at:
            self.move_to(self.clock.now())
            await self.until(have_looked)
            await self.quiet()
            self.looked_at = self.clock.now()

    async def stop(self) -> None:
        await self.app.stop()

    async def start(self) -> None:
        """A new process on the same database, after `stop`."""
        self.app = App(self.settings, self.clock, unhurried())
        await self.app.start()

    async def rows(self, table: Table) -> list[Any]:
        async with self.database.reading() as tx:
            return list(await tx.execute(table.select().order_by(*table.primary_key)))

    async def outcomes(self) -> list[str | None]:
        """What became of each update, in order of receipt, after the two about the bot's coming into the group."""
        await self.quiet()
        return [row.outcome for row in await self.rows(updates)][2:]

    async def tickets(self) -> list[Ticket]:
        async with self.database.reading() as tx:
            return await tickets.page(tx, after=0, limit=1000)

    async def watched_tickets(self) -> list[Ticket]:
        """Once the watch has seen each, which says by when somebody has to accept it."""

        async def are_watched() -> bool:
            return all(ticket.accept_by for ticket in await self.tickets())

        await self.until(are_watched)
        return await self.tickets()

    async def close(self) -> None:
        """The deadline comes, and every chat is closed and told."""

        async def are_closed() -> bool:
            return all(row.closed_at for row in await self.rows(chats))

        self.move_to(DEADLINE)
        await self.until(are_closed)
        await self.quiet()

    async def thread(self, ticket: Ticket) -> list[Entry]:
        """Without traces: the watch may note an escalation at any moment."""
        return [entry for entry in await self.whole_thread(ticket) if entry.kind is not EntryKind.TRACE]

    async def whole_thread(self, ticket: Ticket) -> list[Entry]:
        async with self.database.reading() as tx:
            return await entries.of_ticket(tx, ticket.id, notes=True)


async def until(true: Callable[[], Awaitable[bool] | bool], told: Callable[[], str] = str) -> None:
    """Waits for a condition; ``told`` says more when it does not come true in PATIENCE_SECONDS."""
    ends = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        answer = true()
        if answer if isinstance(answer, bool) else await answer:
            return
        assert asyncio.get_running_loop().time() < ends, f"waited in vain: {told()}"
        await asyncio.sleep(0.005)


def unhurried() -> SendBudget:
    """A budget that no test has to wait for: what the real one does is tested with it."""
    return SendBudget(per_second=1000, per_chat_per_second=1000, per_group_per_minute=60_000)


def buttons(message: Json) -> dict[str, str]:
    """What each button sends or opens, by its label."""
    rows: Sequence[Sequence[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data") or button["url"] for row in rows for button in row}


def texts_of(messages: Sequence[Json]) -> list[str]:
    return [message["text"] for message in messages]


def document(folder: Path, sandbox: Sandbox, **changes: Json) -> Json:
    """A configuration; ``changes`` are other keys by section, None for one that is left out."""
    sections: dict[str, Json] = {
        "company": {"name": "Galaxy Hosting", "timezone": ZONE.key, "language": "en"},
        "telegram": {"token": TOKEN, "api_base": sandbox.url},
        "people": {"admins": [ADMIN], "staff": [STAFF]},
        "transition": {"launch": LAUNCH.isoformat(), "days": 30},
        "announcements": {},
        # Tests of bursts set a quiet time of their own; the others need not wait.
        "intake": {"burst_quiet_seconds": 0},
        "desk": {"listen": "127.0.0.1:0", "public_url": DESK},
        "storage": {"url": f"sqlite+aiosqlite:///{folder / 'ferry.db'}", "files": str(folder / "files")},
    }
    changed = {name: keys | changes.get(name, {}) for name, keys in sections.items()}
    return {name: {key: value for key, value in keys.items() if value is not None} for name, keys in changed.items()}


def populate(sandbox: Sandbox) -> None:
    """Two customers, an admin and a staff member, all of whom pressed Start once, and a group with a customer each."""
    world = sandbox.world
    for number, name, language in (
        (ANN, "Ann", "en"),
        (WANG, "王小明", "zh-hans"),
        (ADMIN, "Ada", "en"),
        (STAFF, "Sam", "en"),
    ):
        world.add_user(name, id=number, language_code=language, started=True)
    world.add_chat("Harbour Ltd", id=GROUP, members=[ANN, WANG, STAFF, ADMIN])


@asynccontextmanager
async def sandboxed(clock: ManualClock) -> AsyncIterator[Sandbox]:
    """A populated sandbox that must not have broken the specification in the end."""
    sandbox = Sandbox(TOKEN, now=clock.now, validate=True)
    await sandbox.start()
    populate(sandbox)
    try:
        yield sandbox
        assert sandbox.violations == []
    finally:
        await sandbox.stop()


async def migrated(folder: Path) -> Path:
    """An empty database's file, to be copied: quicker than migrating each time."""
    path = folder / "migrated.db"
    if not path.exists():
        database = Database(f"sqlite+aiosqlite:///{path}")
        await migrate(database)
        await database.close()
    return path


@asynccontextmanager
async def sailing(folder: Path, template: Path, **changes: Json) -> AsyncIterator[Ferry]:
    """Nothing may be left behind in the end: no task, and no part that died on the way."""
    clock = ManualClock(NOW)
    async with sandboxed(clock) as sandbox:
        shutil.copy(template, folder / "ferry.db")
        settings = Settings(**document(folder, sandbox, **changes))
        ferry = Ferry(settings, sandbox, clock, App(settings, clock, unhurried()))
        await ferry.app.start()
        try:
            await ferry.until(ferry.is_connected)
            await ferry.quiet()
            yield ferry
            assert not ferry.app.failed.done()
        finally:
            await ferry.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}
