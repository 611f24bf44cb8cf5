"""The sending half of the program: campaigns and sender on a real database, with the sandbox in Telegram's place."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from bot.bell import Bell
from bot.budget import SendBudget
from bot.categories import CATEGORIES
from bot.clock import ManualClock
from bot.content import Content
from bot.deliveries import DeliveryState, Draft, Purpose
from bot.links import Links
from bot.people import People
from bot.sections import Announcements, Company
from bot.storage import broadcasts, chats, claims, customers, deliveries
from bot.storage.audiences import EVERYONE
from bot.storage.database import Database
from bot.storage.schema import deliveries as table
from bot.telegram import Telegram, connect
from broadcasts.campaigns import Campaigns
from broadcasts.sender import Sender
from broadcasts.wording import Wording
from sandbox.server import Sandbox
from tests.ferry import ADMIN, DESK, STAFF, TOKEN, ZONE, Json, until

COMPANY = Company(name="Galaxy Hosting", timezone=ZONE.key, language="en")
PEOPLE = People(admins={ADMIN}, staff={STAFF})
LINKS = Links(DESK, b"k" * 32)
IN_A_HURRY = 1000.0


@dataclass
class Posting:
    """One process's sending; a second one on the same database is what comes after a restart."""

    sandbox: Sandbox
    database: Database
    clock: ManualClock
    announcements: Announcements = field(default_factory=Announcements)
    per_second: float = IN_A_HURRY
    outbox: Bell = field(default_factory=Bell)
    telegram: Telegram = field(init=False)
    sender: Sender = field(init=False)
    campaigns: Campaigns = field(init=False)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        budget = SendBudget(per_second=self.per_second, per_chat_per_second=1000, per_group_per_minute=60_000)
        self.telegram = connect(TOKEN, self.sandbox.url, budget)
        self.campaigns = Campaigns(self.database, self.announcements, COMPANY, PEOPLE, self.outbox)
        self.sender = Sender(
            self.database,
            self.telegram,
            self.clock,
            self.outbox,
            Wording(LINKS, COMPANY.language, COMPANY.zone, CATEGORIES),
            replace_previous=self.announcements.replace_previous,
            paid=False,
        )

    async def start(self) -> None:
        await self.telegram.start()
        self.tasks = {asyncio.create_task(self.sender.run(), name="sender")}

    async def stop(self) -> None:
        await self.sender.stop()
        await asyncio.gather(*self.tasks)
        await self.telegram.close()

    async def crash(self) -> None:
        """Nothing more is sent or written from this moment on, as after a SIGKILL."""
        ours = {
            task for task in asyncio.all_tasks() if task.get_name().startswith(("delivery", "group commit", "sender"))
        }
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)
        await self.sender.lock.release()
        await self.telegram.close()

    async def customers(self, count: int, *, language: str = "en", first: int = 1000) -> list[int]:
        """People who wrote once, in private."""
        numbers = list(range(first, first + count))
        async with self.database.transaction() as tx:
            for number in numbers:
                self.sandbox.world.add_user(f"C{number}", id=number, started=True)
                now = self.clock.now()
                await chats.seen(tx, number, kind="private", title="C", language=language, now=now)
                await customers.seen(tx, number, name="C", username=None, language=language, now=now)
        return numbers

    async def group(self, *, type: str = "supergroup") -> int:
        """One that the bot is in and knows."""
        chat = self.sandbox.world.add_chat("Harbour", type=type)
        async with self.database.transaction() as tx:
            await chats.seen(tx, chat.id, kind=type, title="Harbour", language=None, now=self.clock.now())
        return chat.id

    async def broadcast(self, text: str = "News", *, kind: Purpose = Purpose.BROADCAST, slot: str | None = None) -> int:
        """Due now, and started."""
        now = self.clock.now()
        async with self.database.transaction() as tx:
            number = await broadcasts.create(
                tx, kind=kind, content=Content({"": text}), audience=EVERYONE, due_at=now, slot=slot, now=now
            )
        assert number is not None
        await self.campaigns.run(now)
        return number

    async def plan(self, *drafts: Draft) -> None:
        async with self.database.transaction() as tx:
            for draft in drafts:
                await deliveries.plan(tx, draft, self.clock.now())
        self.outbox.ring()

    async def settled(self) -> None:
        """Everything that is planned is settled; the clock jumps to whatever is to be tried again later."""
        await until(self._is_settled, lambda: str(self.sandbox.api.calls.after()[-3:]))

    async def _is_settled(self) -> bool:
        books = await self.books()
        if not books.keys() & {DeliveryState.PLANNED, DeliveryState.SENDING}:
            return True
        async with self.database.reading() as tx:
            due_at = await claims.next_due(tx)
        if due_at is not None and due_at > self.clock.now() and DeliveryState.SENDING not in books:
            self.clock.set(due_at)
            self.outbox.ring()
        return False

    async def books(self, broadcast_id: int | None = None) -> dict[DeliveryState, int]:
        async with self.database.reading() as tx:
            return await deliveries.count_by_state(tx, broadcast_id)

    async def rows(self) -> list[Any]:
        async with self.database.reading() as tx:
            return list(await tx.execute(table.select().order_by(table.c.id)))

    def got(self, chat: int) -> list[str]:
        """The texts that a chat has got from the bot and still has."""
        return [body["text"] for body in self.messages(chat)]

    def messages(self, chat: int) -> list[Json]:
        stored = self.sandbox.world.chat(chat).messages.values()
        return [one.body for one in stored if one.from_bot and not one.deleted and not one.is_service]


def confirmation(chat: int, text: str = "Recorded", occasion: str = "ticket/1") -> Draft:
    return Draft(occasion, chat, Purpose.ANSWER, text)
