"""The day of the deadline: a sandbox with channels, a sender that delivers, and a closer that looks when told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bot.bell import Bell
from bot.budget import SendBudget
from bot.categories import CATEGORIES
from bot.clock import ManualClock
from bot.closing import Closer
from bot.links import Links
from bot.people import People
from bot.sections import Company
from bot.storage import chats, deliveries, transitions
from bot.storage.database import Database
from bot.storage.schema import closings
from bot.telegram import connect
from bot.transition import Transition, Window
from broadcasts.sender import Sender
from broadcasts.wording import Wording
from sandbox.chats import Chat
from sandbox.server import Sandbox
from tests.bot.moments import LAUNCH, NOW
from tests.bot.telegram_stub import TOKEN

ANN, ADMIN = 11, 501
DAYS = 20
DEADLINE = LAUNCH + timedelta(days=DAYS)
WIDE_OPEN = SendBudget(per_second=1000, per_chat_per_second=1000, per_group_per_minute=60_000)


@dataclass
class ClosingDay:
    sandbox: Sandbox
    database: Database
    clock: ManualClock
    closer: Closer
    outbox: Bell

    async def channel(self, chat: Chat) -> Chat:
        """Known to the bot from now on."""
        kind = "private" if chat.id > 0 else chat.type
        async with self.database.transaction() as tx:
            await chats.seen(tx, chat.id, kind=kind, title=chat.title, language="en", now=NOW)
        return chat

    async def group(self, **what: object) -> Chat:
        """A supergroup with Ann in it and the bot as administrator, unless told otherwise."""
        return await self.channel(self.sandbox.world.add_chat("Harbour Ltd", members=[ANN], **what))  # type: ignore[arg-type]

    async def look(self) -> timedelta | None:
        """The closer looks once, and what it wants sent is sent; returns how long it wants to wait."""
        wish = await self.closer.run(self.clock.now())
        self.outbox.ring()
        async with asyncio.timeout(5):
            while not await self._all_is_sent():  # noqa: ASYNC110 - the sender rings no bell
                await asyncio.sleep(0.005)
        return wish - self.clock.now() if wish is not None else None

    async def close(self) -> None:
        """All that can be done at the deadline: the notice goes out, and is pinned a second later."""
        self.clock.set(max(DEADLINE, self.clock.now()))
        await self.look()
        self.clock.forward(timedelta(seconds=1))
        await self.look()

    async def record(self) -> dict[str, object]:
        """What is remembered of the only closing."""
        async with self.database.reading() as tx:
            return dict((await tx.execute(select(closings))).mappings().one())

    def said(self, chat_id: int) -> list[str]:
        """What the bot wrote there."""
        messages = self.sandbox.world.chat(chat_id).messages.values()
        return [one.body["text"] for one in messages if one.from_bot and not one.is_service]

    async def _all_is_sent(self) -> bool:
        async with self.database.reading() as tx:
            return not {"planned", "sending"} & (await deliveries.count_by_state(tx)).keys()


@asynccontextmanager
async def closing_day(database: Database, clock: ManualClock) -> AsyncIterator[ClosingDay]:
    sandbox = Sandbox(TOKEN)
    await sandbox.start()
    for number, name in ((ANN, "Ann"), (ADMIN, "Ada")):
        sandbox.world.add_user(name, id=number, started=True)
    async with database.transaction() as tx:
        await transitions.begin(tx, Transition(Window(LAUNCH, DAYS)), NOW)
    outbox, company = Bell(), Company(name="Ferry & Co", timezone="Asia/Shanghai")
    async with connect(TOKEN, sandbox.url, WIDE_OPEN) as telegram:
        wording = Wording(Links("https://desk.example.com", b"k" * 32), "en", company.zone, CATEGORIES)
        sender = Sender(database, telegram, clock, outbox, wording, replace_previous=True, paid=False)
        sending = asyncio.create_task(sender.run())
        people = People(admins=frozenset({ADMIN}), staff=frozenset())
        yield ClosingDay(sandbox, database, clock, Closer(database, telegram.bot, company, people, outbox), outbox)
        await sender.stop()
        await sending
    await sandbox.stop()
