"""A desk that is really served: on a free port, over HTTP, from a real database, with people to visit it."""

import re
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from html import unescape
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
import uvicorn
from fastapi import FastAPI

from bot.bell import Bell
from bot.categories import CATEGORIES
from bot.clock import ManualClock
from bot.content import Attachment, AttachmentKind, Content
from bot.files import File, FileState, Kept, media_type_of
from bot.initdata import key_of
from bot.links import LinkKind, Links
from bot.office.office import Office
from bot.office.refresh import Refresh
from bot.sections import Company
from bot.shelf import Shelf, new_name
from bot.storage import customers, entries, sessions, tickets, transitions
from bot.storage.customers import Customer
from bot.storage.database import Database
from bot.storage.entries import Entry
from bot.storage.schema import deliveries
from bot.suggestion import Suggester
from bot.tickets import EntryKind, Ticket, Via, title_of
from bot.transition import Transition, Window
from desk.app import DeskParts, create_app
from desk.visitors import COOKIE

NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
"""Two in the afternoon of a Wednesday in Shanghai."""
LAUNCH = datetime(2026, 3, 20, 1, tzinfo=UTC)
ADMIN, STAFF = 900, 901
ANN, BOB = 11, 12
"""Customers."""
GROUP = -100500
TOKEN = "42:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
WEBHOOK_SECRET = "webhook-secret_1"
KEY = re.compile(r'name="key" value="([^"]+)"')


@dataclass
class Chats:
    """Stands for Telegram: what the bot would show to the desk's people, and files that it would take from them."""

    shown: list[tuple[int, Content, str]] = field(default_factory=list)
    taken: list[tuple[int, AttachmentKind, str, int]] = field(default_factory=list)
    """Of each file: to whom, what it was sent as, its name and its bytes."""
    trouble: Exception | None = None

    async def show(self, chat_id: int, content: Content, language: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.shown.append((chat_id, content, language))

    async def upload(self, chat_id: int, kind: AttachmentKind, name: str, file: BinaryIO) -> Attachment:
        if self.trouble is not None:
            raise self.trouble
        self.taken.append((chat_id, kind, name, len(file.read())))
        return Attachment(kind, f"file-{len(self.taken)}")


@dataclass
class Served:
    """What a test needs of a desk and of the world around it."""

    database: Database
    clock: ManualClock
    parts: DeskParts
    app: FastAPI
    client: httpx.AsyncClient
    health: dict[str, Any] = field(default_factory=lambda: {"ok": True})
    received: list[dict[str, Any]] = field(default_factory=list)
    chats: Chats = field(default_factory=Chats)

    @property
    def origin(self) -> str:
        """What a browser says of a form that comes from the desk itself."""
        address = urlsplit(self.parts.links.public_url)
        return f"{address.scheme}://{address.netloc}"

    async def customer(self, number: int = ANN, name: str = "Ann", language: str | None = "en") -> Customer:
        async with self.database.transaction() as tx:
            return await customers.seen(tx, number, name=name, username=None, language=language, now=self.clock.now())

    async def ticket(
        self,
        customer: Customer,
        text: str = "The site is down",
        *,
        chat_id: int | None = None,
        files: Sequence[File] = (),
    ) -> Ticket:
        """One that was made from a chat."""
        async with self.database.transaction() as tx:
            now = self.clock.now()
            ticket = await tickets.open_new(
                tx,
                customer_id=customer.id,
                chat_id=customer.id if chat_id is None else chat_id,
                title=title_of(text),
                category="bug",
                via=Via.CHAT,
                now=now,
            )
            said = Entry(
                ticket.id, EntryKind.MESSAGE, Via.CHAT, customer.id, customer.name, text, now, files=tuple(files)
            )
            await entries.add(tx, said)
            return ticket

    async def kept(self, data: bytes, *, kind: str = "document", name: str | None = "report.pdf") -> File:
        """A file that lies on the shelf already."""
        stored_as = new_name()
        await self.parts.shelf.write(stored_as, 0, data)
        await self.parts.shelf.finish(stored_as)
        kept = Kept(0, FileState.STORED, stored_as, media_type_of(data))
        return File(kind, None, name, "text/html", len(data), kept=kept)

    async def files_of(self, ticket: Ticket) -> list[Kept]:
        """What is kept of each file of the thread."""
        return [file.kept for entry in await self.thread(ticket) for file in entry.files if file.kept]

    async def now_of(self, ticket: Ticket) -> Ticket:
        async with self.database.reading() as tx:
            return await tickets.get(tx, ticket.id)

    async def thread(self, ticket: Ticket) -> list[Entry]:
        async with self.database.reading() as tx:
            return await entries.of_ticket(tx, ticket.id, notes=True)

    async def every_ticket(self) -> list[Ticket]:
        async with self.database.reading() as tx:
            return await tickets.page(tx, after=0, limit=1000)

    async def planned(self) -> list[Any]:
        """All rows of the outbox."""
        async with self.database.reading() as tx:
            return list(await tx.execute(deliveries.select().order_by(deliveries.c.id)))

    def ticket_path(self, ticket: Ticket, generation: int | None = None) -> str:
        wanted = ticket.link_generation if generation is None else generation
        return f"/t/{self.parts.links.secret(LinkKind.TICKET, ticket.id, wanted)}"

    def desk_path(self, customer: Customer) -> str:
        return f"/my/{self.parts.links.secret(LinkKind.DESK, customer.id, customer.link_generation)}"

    async def key_on(self, path: str) -> str:
        """The key of the first form on that page."""
        return unescape(KEY.findall((await self.client.get(path)).text)[0])

    async def session(self, person_id: int, name: str = "Sam") -> dict[str, str]:
        """The headers of a browser in which this person is signed in."""
        async with self.database.transaction() as tx:
            secret = await sessions.begin(tx, person_id, name, self.clock.now())
        return {"Cookie": f"{COOKIE}={secret}", "Origin": self.origin}

    async def invitation(self, person_id: int) -> str:
        async with self.database.transaction() as tx:
            return await sessions.invite(tx, person_id, self.clock.now())


@asynccontextmanager
async def serving(database: Database, **changes: Any) -> AsyncIterator[Served]:
    """``changes``: other parts than the usual ones."""
    clock = ManualClock(NOW)
    health: dict[str, Any] = {"ok": True, "inbox": {"waiting": 0}}
    received: list[dict[str, Any]] = []
    chats = Chats()

    def slots(after: datetime, until: datetime, _: Sequence[time] | None) -> list[datetime]:
        """Half past one and half past seven (half past nine and half past three in Shanghai) of every day."""
        midnight = datetime(2026, 3, 1, tzinfo=UTC)
        every = [midnight + timedelta(days=day, hours=hours) for day in range(90) for hours in (1.5, 7.5)]
        return [at for at in every if after < at <= until]

    async def tell_health() -> Mapping[str, Any]:
        return health

    async def receive(updates: Sequence[dict[str, Any]]) -> None:
        received.extend(updates)

    async with database.transaction() as tx:
        await transitions.begin(tx, Transition(Window(LAUNCH, 30)), NOW)
    # With its protocol named, asyncio sends without delay; else each answer would wait 40 ms for an acknowledgement.
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening,
    ):
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        office = changes.get("office", Office(ZoneInfo("Asia/Shanghai"), admins={ADMIN}, staff={STAFF}))
        suggester = Suggester(CATEGORIES)
        usual = DeskParts(
            database=database,
            clock=clock,
            links=Links(address, b"k" * 32),
            outbox=Bell(),
            agenda=Bell(),
            shelf=Shelf(Path(folder)),
            company=Company(name="Example Hosting", phone="+86 21 5555 0100", timezone="Asia/Shanghai"),
            office=office,
            changed=Refresh(database, office, suggester, Bell()),
            suggester=suggester,
            health=tell_health,
            receive=receive,
            webhook_secret=WEBHOOK_SECRET,
            bot_username=lambda: "example_bot",
            preview=chats,
            uploading=chats,
            slots=slots,
            paid_broadcasts=False,
            mini_app_key=key_of(TOKEN),
        )
        parts = replace(usual, **changes)
        app = create_app(parts)
        async with _running(app, listening), httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
            yield Served(database, clock, parts, app, client, health, received, chats)


@asynccontextmanager
async def _running(app: FastAPI, listening: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # Not serve(): it looks only ten times a second whether it should end.
    await server.startup(sockets=[listening])
    try:
        yield
    finally:
        await server.shutdown(sockets=[listening])
