"""A broadcast that was ordered in a terminal: this process sends it, or looks on where another sends."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot.bell import Bell
from bot.broadcast import BroadcastState, NotInThisState
from bot.budget import SendBudget
from bot.clock import Clock
from bot.content import Content
from bot.deliveries import Purpose
from bot.errors import ChatferryError, ConfigurationError
from bot.links import Links, key_from_token
from bot.people import People
from bot.rate import FREE_PER_SECOND, PAID_PER_SECOND
from bot.sendlock import SendLock
from bot.settings import Settings
from bot.storage import audiences, broadcasts, ledger, transitions
from bot.storage.audiences import EVERYONE, Kind, chats_of
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database, storage_error
from bot.storage.ledger import Books
from bot.storage.migrate import migrate
from bot.storage.schema import chats
from bot.telegram import connect
from bot.transition import Transition, Window
from broadcasts.campaigns import Campaigns
from broadcasts.orders import Order
from broadcasts.sender import TAKEN, Sender
from broadcasts.wording import Wording

LOOK_EVERY_SECONDS = 0.5
LOOK_SHARE = 0.1
"""At most this part of the time goes into counting, which takes long where many were planned."""
LISTED_AT_ONCE = 500
OVER = frozenset({BroadcastState.DONE, BroadcastState.CANCELLED, BroadcastState.MISSED})


class TelegramAway(ChatferryError):
    pass


@dataclass(frozen=True, slots=True)
class Look:
    broadcast: Broadcast
    books: Books
    sends: bool
    """Whether this process does, and no other."""
    error: str | None
    """What keeps it from sending."""


class TerminalBroadcast:
    """Everything that sends, without what takes updates in; opened and closed as a context.

    Raises StorageUnavailable, ConfigurationError, TelegramAway when opened.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        token, secret = settings.telegram.token.get_secret_value(), settings.desk.secret
        paid = settings.telegram.paid_broadcasts
        self.people = People(settings.people.admins, settings.people.staff)
        self._settings = settings
        self._clock = clock
        self._database = Database(settings.storage.url.get_secret_value())
        self._telegram = connect(
            token,
            settings.telegram.api_base,
            SendBudget(per_second=PAID_PER_SECOND if paid else FREE_PER_SECOND),
        )
        self._outbox = Bell()
        key = secret.get_secret_value().encode() if secret else key_from_token(token)
        company = settings.company
        self._campaigns = Campaigns(self._database, settings.announcements, company, self.people, self._outbox)
        self._sender = Sender(
            self._database,
            self._telegram,
            clock,
            self._outbox,
            Wording(Links(settings.desk.public_url, key), company.language, company.zone, settings.categories),
            replace_previous=settings.announcements.replace_previous,
            paid=paid,
        )
        self._sending: asyncio.Task[None] | None = None
        self._stopped = asyncio.Event()

    async def __aenter__(self) -> Self:
        try:
            await migrate(self._database)
            planned = self._settings.transition
            async with self._database.transaction() as tx:
                plan = Transition(Window(planned.launch, planned.days), planned.announce_from)
                await transitions.begin(tx, plan, self._clock.now())
            await self._telegram.start()
        except BaseException as error:
            await self.__aexit__()
            raise self._said(error) from None
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._sender.stop()
        await self._telegram.close()
        await self._database.close()

    async def find(self, order: Order) -> Broadcast | None:
        """What the same order made before."""
        async with self._database.reading() as tx:
            return await broadcasts.of_origin(tx, order.origin)

    async def count(self, order: Order) -> int:
        """How many chats it would reach now."""
        async with self._database.reading() as tx:
            if order.audience.kind is not Kind.LIST:
                return await audiences.count(tx, order.audience, self.people.everyone)
            reachable, found = chats_of(EVERYONE, self.people.everyone).order_by(None), 0
            for first in range(0, len(order.chat_ids), LISTED_AT_ONCE):
                some = chats.c.id.in_(order.chat_ids[first : first + LISTED_AT_ONCE])
                found += len((await tx.execute(reachable.where(some))).all())
            return found

    async def place(self, order: Order) -> Broadcast:
        """Schedules it, or lets what the same order made before go on."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            created = await broadcasts.create(
                tx,
                kind=Purpose.BROADCAST,
                content=Content({"": order.text}),
                audience=order.audience,
                due_at=order.due_at or now,
                origin=order.origin,
                now=now,
            )
            if created is not None and order.chat_ids:
                await broadcasts.set_recipients(tx, created, order.chat_ids)
            placed = await broadcasts.of_origin(tx, order.origin)
            if placed is None:
                raise RuntimeError("a broadcast that was just made is gone")
            if placed.state is BroadcastState.PAUSED:
                placed = await broadcasts.resume(tx, placed.id)
        return placed

    async def is_for_another(self) -> bool:
        """Whether another process sends now."""
        lock = SendLock(self._database)
        free = await lock.take()
        await lock.release()
        return not free

    async def see_through(self, broadcast: Broadcast, show: Callable[[Look], None]) -> Look:
        """Until it is over, or `stop` was called: then it is paused, and what is under way comes to its end.

        Where the process that sends ends before, this one takes over.
        """
        sending, clock = self._start(), asyncio.get_running_loop().time
        while not self._stopped.is_set():
            if sending.done():
                sending.result()
            began = clock()
            await self._campaigns.carry_out(self._clock.now())
            look = await self._look(broadcast.id)
            show(look)
            if look.broadcast.state in OVER:
                return look
            pause = max(LOOK_EVERY_SECONDS, (clock() - began) / LOOK_SHARE)
            try:
                async with asyncio.timeout(pause):
                    await self._stopped.wait()
            except TimeoutError:
                continue
        await self._pause(broadcast.id)
        await self._sender.stop()
        return await self._look(broadcast.id)

    def stop(self) -> None:
        self._stopped.set()

    def _start(self) -> asyncio.Task[None]:
        if self._sending is None:
            self._sending = asyncio.create_task(self._sender.run(), name="sender")
        return self._sending

    async def _look(self, broadcast_id: int) -> Look:
        async with self._database.reading() as tx:
            broadcast, books = await broadcasts.get(tx, broadcast_id), await ledger.books(tx, broadcast_id)
        error = None if self._sender.error == TAKEN else self._sender.error
        return Look(broadcast, books, self._sender.sends, error)

    async def _pause(self, broadcast_id: int) -> None:
        try:
            async with self._database.transaction() as tx:
                await broadcasts.pause(tx, broadcast_id)
        except NotInThisState:
            # Not begun yet, or over by now.
            return

    def _said(self, error: BaseException) -> BaseException:
        match error:
            case InvalidToken():
                return ConfigurationError(
                    ["telegram.token: Telegram does not know this token; copy it again from BotFather"]
                )
            case TelegramError():
                base = self._settings.telegram.api_base
                return TelegramAway(f"telegram.api_base: {base} cannot be reached ({type(error).__name__}); try again")
            case SQLAlchemyError() | OSError():
                return storage_error(error)
        return error
