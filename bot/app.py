"""Wires the parts and runs them in one event loop: inbox, handlers, sender, due duties and desk."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from aiogram_dialog import DIALOG_EVENT_NAME
from sqlalchemy.exc import SQLAlchemyError

from bot import watch
from bot.bell import Bell
from bot.bridge import Bridge
from bot.budget import SendBudget
from bot.calling import Caller
from bot.casework.case import Bureau
from bot.charts.drawer import Drawer
from bot.clock import Clock, SystemClock
from bot.connection import Connection
from bot.deadletters import DeadLetters
from bot.downloads import Downloads
from bot.due import Timekeeper
from bot.duties import closing, daily, escalating
from bot.identity import Identity
from bot.indexing import Indexer
from bot.initdata import key_of
from bot.intake import Inbox
from bot.links import Links, key_from_token
from bot.office.office import Office
from bot.office.refresh import Refresh
from bot.oversize import Oversize
from bot.rate import FREE_PER_SECOND, PAID_PER_SECOND
from bot.sections import Desk
from bot.settings import Settings
from bot.shelf import Shelf
from bot.storage import business, corrections, office, transitions, updates
from bot.storage.database import Database, is_storage_trouble, storage_error
from bot.storage.dialogs import DialogStorage
from bot.storage.migrate import migrate
from bot.suggestion import Suggester
from bot.tasks import Tasks
from bot.telegram import connect
from bot.transition import Transition, Window
from bot.webserver import WebServer
from broadcasts.announcements import slots_between
from broadcasts.duties import announcing
from broadcasts.preview import SentPreview
from broadcasts.sender import Sender
from broadcasts.uploads import Uploads
from broadcasts.withdrawal import Withdrawal
from broadcasts.wording import Wording
from desk.app import DeskParts, create_app
from handlers.closedsign import ClosedSign
from handlers.dispatcher import make_dispatcher, outcome_of
from handlers.menubutton import MenuButton
from handlers.menus import Menus

LEARN_FROM = 5_000
"""Corrections of categories that are learned from at start."""

log = logging.getLogger(__name__)


class App:
    """Everything of one bot. `start` and `stop` once each; `failed` ends when a part dies that should not.

    Raises ConfigurationError when the desk's port is in use.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None, budget: SendBudget | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        token = settings.telegram.token.get_secret_value()
        secret = settings.desk.secret
        key = secret.get_secret_value().encode() if secret else key_from_token(token)
        self.web = WebServer(settings.desk.host, settings.desk.port)
        self.public_url = public_url_of(settings.desk, self.web.port)
        self.office = Office(
            settings.company.zone,
            admins=settings.people.admins,
            staff=settings.people.staff,
            categories=settings.categories,
            departments=settings.departments,
        )
        self.people = self.office.people
        self.database = Database(settings.storage.url.get_secret_value())
        paid = settings.telegram.paid_broadcasts
        self.telegram = connect(
            token,
            settings.telegram.api_base,
            budget or SendBudget(per_second=PAID_PER_SECOND if paid else FREE_PER_SECOND),
        )
        self.links = Links(self.public_url, key)
        self.bureau = Bureau(self.links, settings.company, self.office)
        self.identity = Identity(self.public_url)
        self.outbox = Bell()
        """Rung when there is something to send."""
        self.fetching = Bell()
        """Rung when there is a file to download."""
        self.agenda = Bell()
        """Rung when something else may be due than was thought."""
        self.staffing = Bell()
        """Rung when other people may be staff."""
        second = settings.transition.second_admin
        self.bridge = Bridge(self.database, settings.company, self.people, second, self.outbox, self.agenda)
        self.suggester = Suggester(self.office.categories)
        zone = settings.company.zone
        wording = Wording(self.links, settings.company.language, zone, self.office.categories, self.office)
        self.preview = SentPreview(self.telegram, self.clock, wording)
        self.drawer = Drawer()
        self.dispatcher = make_dispatcher(
            DialogStorage(self.database),
            database=self.database,
            clock=self.clock,
            links=self.links,
            people=self.people,
            company=settings.company,
            categories=self.office.categories,
            office=self.office,
            bureau=self.bureau,
            bridge=self.bridge,
            manners=settings.intake.manners,
            afterwards=settings.transition.afterwards,
            suggester=self.suggester,
            outbox=self.outbox,
            fetching=self.fetching,
            agenda=self.agenda,
            identity=self.identity,
            preview=self.preview,
            drawer=self.drawer,
            paid=paid,
            usual_times=settings.announcements.times,
        )
        letters = DeadLetters(
            self.database, self.clock, self.outbox, settings.company, self.office, settings.telegram.staff_chat
        )
        self.inbox = Inbox(self.database, self.clock, self._handle, letters.bury)
        sign = ClosedSign(self.database, self.staffing, self.people)
        self.connection = Connection(
            settings.telegram,
            self.telegram,
            self.identity,
            self.inbox,
            allowed_updates=self.dispatcher.resolve_used_update_types(skip_events={DIALOG_EVENT_NAME}),
            set_menus=Menus(self.people, self.staffing, MenuButton(self.links, settings.company.language), sign).keep,
        )
        self.sender = Sender(
            self.database,
            self.telegram,
            self.clock,
            self.outbox,
            wording,
            replace_previous=settings.announcements.replace_previous,
            paid=paid,
        )
        self.shelf = Shelf(settings.storage.files)
        self.downloads = Downloads(
            self.database,
            self.telegram.bot,
            self.clock,
            self.fetching,
            self.shelf,
            Oversize(self.database, self.clock, self.outbox, self.links, self.identity, settings.company.language),
        )
        self.timekeeper = Timekeeper(
            self.clock,
            self.agenda,
            [
                *announcing(self.database, settings.announcements, settings.company, self.office, self.outbox),
                *closing(self.database, self.telegram.bot, settings.company, self.people, self.outbox, self.links),
                sign,
                *daily(self.database, settings.company, self.people),
                Withdrawal(self.database, self.telegram),
                *escalating(self.database, self.bureau, self.outbox, settings.telegram.staff_chat),
            ],
        )
        self.indexer = Indexer(self.database)
        self.caller = Caller(self.database, self.clock, self.office, key, to_private=settings.desk.webhooks_to_private)
        self._tasks = Tasks()
        self.failed = self._tasks.failed

    async def start(self) -> None:
        """Raises StorageUnavailable. Telegram may be away: it is waited for."""
        await migrate(self.database)
        planned = self.settings.transition
        try:
            async with self.database.transaction() as tx:
                plan = Transition(Window(planned.launch, planned.days), planned.announce_from)
                await transitions.begin(tx, plan, self.clock.now())
            async with self.database.reading() as tx:
                self.office.load(await office.read(tx))
                for text, category in reversed(await corrections.latest(tx, limit=LEARN_FROM)):
                    self.suggester.learn(text, category)
            self.suggester.sort_into(self.office.categories)
            async with self.database.transaction() as tx:
                await business.employ(tx, self.people.everyone)
            await self.inbox.start()
            await self.downloads.start()
        except (SQLAlchemyError, OSError) as error:
            raise storage_error(error) from error
        self.web.start(create_app(self._desk_parts()))
        self._tasks.begin(
            {
                "connection": self.connection.run(),
                "sender": self.sender.run(),
                "timekeeper": self.timekeeper.run(),
                "downloads": self.downloads.run(),
                "caller": self.caller.run(),
                "indexer": self.indexer.run(),
                "watch": watch.follow(self.database, self.agenda),
            }
        )

    async def stop(self) -> None:
        """Takes nothing new, finishes what is being sent, writes what is known."""
        await self._tasks.end("connection", "timekeeper", "caller", "indexer", "watch")
        await self.downloads.stop()
        await self._tasks.end("downloads")
        await self.inbox.stop()
        await self.sender.stop()
        await self._tasks.end("sender")
        await self.web.stop()
        await self.telegram.close()
        await self.database.close()

    async def _handle(self, raw: dict[str, Any]) -> str:
        # Not feed_raw_update: that logs errors with their texts, which may quote what a customer wrote.
        update = Update.model_validate(raw, context={"bot": self.telegram.bot})
        try:
            update.event_type  # noqa: B018 - raises
        except UpdateTypeLookupError:
            # aiogram would warn, and quote the whole of it.
            return "ignored: unknown kind"
        return outcome_of(await self.dispatcher.feed_update(self.telegram.bot, update))

    def _desk_parts(self) -> DeskParts:
        telegram = self.settings.telegram
        by_webhook = telegram.updates == "webhook"
        return DeskParts(
            database=self.database,
            clock=self.clock,
            links=self.links,
            outbox=self.outbox,
            agenda=self.agenda,
            shelf=self.shelf,
            company=self.settings.company,
            office=self.office,
            changed=Refresh(self.database, self.office, self.suggester, self.staffing),
            suggester=self.suggester,
            health=self.health,
            receive=self.inbox.receive if by_webhook else None,
            webhook_secret=telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else None,
            bot_username=lambda: self.identity.username,
            preview=self.preview,
            uploading=Uploads(self.telegram),
            slots=self._slots,
            paid_broadcasts=telegram.paid_broadcasts,
            second_admin=self.bridge.second_admin,
            mini_app_key=key_of(telegram.token.get_secret_value()),
            drawer=self.drawer,
        )

    def _slots(self, after: datetime, until: datetime, times: Sequence[time] | None) -> list[datetime]:
        usual = self.settings.announcements.times
        found = slots_between(times or usual, self.settings.company.zone, after, until)
        return [slot.at for slot in found]

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
            "telegram": self.connection.error,
            "timekeeper": self.timekeeper.error,
            "files": self.downloads.error,
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
