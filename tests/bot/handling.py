"""Stands where the handlers do, and does to each update what a test says."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select

from bot.clock import ManualClock
from bot.intake import Inbox
from bot.storage import updates
from bot.storage.database import Database
from bot.storage.schema import updates as table
from bot.storage.updates import Waiting
from tests.bot.storage_trouble import until

PAUSES = (0.01,)
Raw = dict[str, Any]


def update(number: int, chat: int = 11, text: str = "") -> Raw:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text or str(number)}}


class Handling:
    """An inbox, and what became of the updates in it."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database = database
        self.inbox = Inbox(database, clock, self._handle, self._bury, PAUSES)
        self.began: list[int] = []
        self.handled: list[int] = []
        self.buried: list[tuple[int, str]] = []
        self.on: dict[int, Callable[[], Awaitable[object]]] = {}
        self.on_burial: Callable[[], Awaitable[object]] | None = None

    async def _handle(self, raw: Raw) -> str:
        number = raw["update_id"]
        self.began.append(number)
        if number in self.on:
            await self.on[number]()
        self.handled.append(number)
        return "ticket"

    async def _bury(self, item: Waiting, error: str) -> None:
        if self.on_burial is not None:
            await self.on_burial()
        self.buried.append((item.raw["update_id"], error))

    def fail(self, number: int, *errors: Exception, forever: bool = False) -> None:
        left = list(errors)

        async def act() -> None:
            if left:
                raise left[0] if forever else left.pop(0)

        self.on[number] = act

    def hold(self, *numbers: int) -> asyncio.Event:
        """Those wait until the event is set."""
        go_on = asyncio.Event()
        for number in numbers:
            self.on[number] = go_on.wait
        return go_on

    async def all_settled(self) -> dict[str, int]:
        await until(lambda: self.inbox.backlog == 0)
        await self.inbox.settled()
        async with self.database.reading() as tx:
            return await updates.count_by_state(tx)

    async def rows(self) -> dict[int, tuple[str, int, str | None, str | None]]:
        """By update: state, failed tries, outcome, error."""
        columns = table.c
        wanted = [columns.state, columns.attempts, columns.outcome, columns.error]
        async with self.database.reading() as tx:
            return {number: (*rest,) for number, *rest in await tx.execute(select(columns.update_id, *wanted))}
