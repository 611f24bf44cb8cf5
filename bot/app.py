"""Wires the parts and runs them in one event loop: inbox, handlers, sender, due duties and desk."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from aiogram.exceptions import AiogramError, TelegramUnauthorizedError
from telegram.error import InvalidToken, TelegramError

from bot import texts
from bot.bell import Bell
from bot.budget import SendBudget
from bot.clock import Clock, SystemClock
from bot.closing import Closer
from bot.conversion import Burst
from bot.deliveries import Draft, Purpose
from bot.due import Timekeeper
from bot.errors import ConfigurationError
from bot.identity import Identity
from bot.intake import Inbox
from bot.languages import choose
from bot.links import Links, key_from_token
from bot.people import People
from bot.polling import Polling
from bot.rate import FREE_PER_SECOND, PAID_PER_SECOND
from bot.sections import Desk
from bot.settings import Settings
from bot.storage import deliveries, transitions, updates
from bot.storage.database import Database, is_storage_trouble, storage_error
from bot.storage.dialogs import DialogStorage
from bot.storage.migrate import migrate
from bot.storage.updates import Waiting
from bot.telegram import connect
from bot.transition import Transition, Window
from bot.webserver import WebServer
from broadcasts.campaigns import Campaigns
from broadcasts.sender import Sender
from broadcasts.wording import Wording
from desk.app import DeskParts, create_app
from handlers.commands import set_menus
from handlers.dispatcher import make_dispatcher, outcome_of

CONNECT_RETRY_SECONDS = (1.0, 3.0, 10.0, 30.0)

log = logging.getLogger(__name__)


class App:
    """Everything of one bot. `start` and `stop` once each; `failed` ends when a part dies that should not.

    Raises ConfigurationError when the desk's port is in use.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        token = settings.telegram.token.get_secret_value()
        secret = settings.desk.secret
        key = secret.get_secret_value().encode() if secret else key_from_token(token)
        self.web = WebServer(settings.desk.host, settings.desk.port)
        self.public_url = public_url_of(settings.desk, self.web.port)
        self.people = People(settings.people.admins, settings.people.staff)
        self.database = Database(settings.storage.url.get_secret_value())
        paid = settings.telegram.paid_broadcasts
        self.telegram = connect(
            token,
            settings.telegram.api_base,
            SendBudget(per_second=PAID_PER_SECOND if paid else FREE_PER_SECOND),
        )
        self.links = Links(self.public_url, key)
        self.identity = Identity(self.public_url)
        self.outbox = Bell()
        """Rung when there is something to send."""
        self.agenda = Bell()
        """Rung when something else may be due than was thought."""
        self.dispatcher = make_dispatcher(
            DialogStorage(self.database),
            database=self.database,
            clock=self.clock,
            links=self.links,
            people=self.people,
            company=settings.company,
            categories=settings.categories,
            burst=Burst(
                timedelta(seconds=settings.intake.burst_quiet_seconds),
                timedelta(seconds=settings.intake.burst_max_seconds),
            ),
            outbox=self.outbox,
            agenda=self.agenda,
            identity=self.identity,
        )
        self.inbox = Inbox(self.database, self.clock, self._handle, self._bury)
        self.polling = Polling(
            token, settings.telegram.api_base, self.inbox, self.dispatcher.resolve_used_update_types()
        )
        self.sender = Sender(
            self.database,
            self.telegram,
            self.clock,
            self.outbox,
            Wording(self.links, settings.company.language),
            replace_previous=settings.announcements.replace_previous,
            paid=paid,
        )
        self.timekeeper = Timekeeper(
            self.clock,
            self.agenda,
            [
                Campaigns(self.database, settings.announcements, settings.company, self.people, self.outbox),
                Closer(self.database, self.telegram.bot, settings.company, self.people, self.outbox),
            ],
        )
        self._connected: str | None = "not yet connected"
        self._tasks: list[asyncio.Task[None]] = []
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Raises StorageUnavailable. Telegram may be away: it is waited for."""
        await migrate(self.database)
        planned = self.settings.transition
        async with self.database.transaction() as tx:
            plan = Transition(Window(planned.launch, planned.days), planned.announce_from)
            await transitions.begin(tx, plan, self.clock.now())
        await self.inbox.start()
        self.web.start(create_app(self._desk_parts()))
        for name, work in (
            ("telegram", self._connect_and_poll()),
            ("sender", self.sender.run()),
            ("timekeeper", self.timekeeper.run()),
        ):
            task = asyncio.create_task(work, name=name)
            task.add_done_callback(self._watch)
            self._tasks.append(task)

    async def stop(self) -> None:
        """Takes nothing new, finishes what is being sent, writes what is known."""
        telegram, sender, timekeeper = [*self._tasks, None, None, None][:3]
        for task in (telegram, timekeeper):
            if task is not None:
                task.cancel()
        await self.inbox.stop()
        await self.sender.stop()
        for task in (telegram, timekeeper, sender):
            if task is not None:
                with suppress(asyncio.CancelledError, Exception):
                    await task
        await self.web.stop()
        await self.telegram.close()
        await self.database.close()

    def _watch(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None and not self.failed.done():
            self.failed.set_exception(task.exception() or RuntimeError(task.get_name()))

    async def _handle(self, raw: dict[str, Any]) -> str:
        return outcome_of(await self.dispatcher.feed_raw_update(self.telegram.bot, raw))

    async def _bury(self, item: Waiting, error: str) -> None:
        language = choose(None, self.settings.company.language)
        staff_chat = self.settings.telegram.staff_chat
        async with self.database.transaction() as tx:
            for chat_id in [staff_chat] if staff_chat is not None else self.people.admins:
                notice = Draft(f"dead/{item.id}", chat_id, Purpose.NOTICE, texts.dead_letter(language, item.id, error))
                await deliveries.plan(tx, notice, self.clock.now())
        self.outbox.ring()

    async def _connect_and_poll(self) -> None:
        tries = 0
        while True:
            try:
                await self._connect()
                break
            except (InvalidToken, TelegramUnauthorizedError):
                raise ConfigurationError(
                    ["telegram.token: Telegram does not know this token; copy it again from BotFather"]
                ) from None
            except (TelegramError, AiogramError, OSError) as error:
                said = type(error).__name__
                if said != self._connected:
                    log.error(
                        "telegram: %s cannot be reached (%s); trying again", self.settings.telegram.api_base, said
                    )
                self._connected = said
                await asyncio.sleep(CONNECT_RETRY_SECONDS[min(tries, len(CONNECT_RETRY_SECONDS) - 1)])
                tries += 1
        self._connected = None
        # A menu that cannot be set is a pity; what customers write is not to wait for it.
        menus = asyncio.create_task(set_menus(self.telegram.bot, self.people))
        try:
            await self._take_updates()
        finally:
            menus.cancel()

    async def _take_updates(self) -> None:
        if self.settings.telegram.updates == "polling":
            await self.polling.run()
        else:
            await asyncio.Event().wait()

    async def _connect(self) -> None:
        bot, telegram = self.telegram.bot, self.settings.telegram
        await self.telegram.start()
        self.identity.username = (await bot.me()).username
        if telegram.updates == "polling":
            await bot.delete_webhook()
        else:
            secret = telegram.webhook_secret
            await bot.set_webhook(
                f"{telegram.webhook_url}",
                secret_token=secret.get_secret_value() if secret else None,
                allowed_updates=self.dispatcher.resolve_used_update_types(),
            )
        log.info("connected as @%s", self.identity.username)

    def _desk_parts(self) -> DeskParts:
        telegram = self.settings.telegram
        by_webhook = telegram.updates == "webhook"
        return DeskParts(
            database=self.database,
            clock=self.clock,
            links=self.links,
            people=self.people,
            outbox=self.outbox,
            company=self.settings.company,
            categories=self.settings.categories,
            health=self.health,
            receive=self.inbox.receive if by_webhook else None,
            webhook_secret=telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else None,
            bot_username=lambda: self.identity.username,
        )

    async def health(self) -> Mapping[str, Any]:
        """The state of each part; "ok" is the verdict on all of them."""
        storage_said, by_state = None, {}
        try:
            async with self.database.reading() as tx:
                by_state = await updates.count_by_state(tx)
        except Exception as error:
            if not is_storage_trouble(error):
                raise
            storage_said = str(storage_error(error))
        parts: dict[str, str | None] = {
            "storage": storage_said,
            "inbox": self.inbox.error,
            "sender": self.sender.error,
            "telegram": self._connected or self.polling.error,
            "timekeeper": self.timekeeper.error,
        }
        return {
            "ok": not any(parts.values()),
            **{name: {"ok": said is None, "error": said} for name, said in parts.items()},
            "backlog": self.inbox.backlog,
            "dead_letters": by_state.get("dead", 0),
        }


def public_url_of(desk: Desk, port: int) -> str:
    """The configured address; where any free port was asked for and no address given, the one that came of it."""
    given = "public_url" in desk.model_fields_set
    return desk.public_url if given else f"http://{desk.listen.rpartition(':')[0]}:{port}"
