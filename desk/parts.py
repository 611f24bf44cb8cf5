"""What the desk is built on, handed in by whoever wires the program."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import Depends, Request

from bot.bell import Bell
from bot.bridge import Bridge
from bot.casework.case import Bureau
from bot.categories import Category
from bot.charts.drawer import Drawer
from bot.clock import Clock
from bot.links import Links
from bot.office.documents import Document
from bot.office.office import Office
from bot.people import People
from bot.preview import Preview
from bot.sections import Company
from bot.shelf import Shelf
from bot.storage.database import Database
from bot.suggestion import Suggester
from bot.uploading import Uploading

Health = Callable[[], Awaitable[Mapping[str, Any]]]
"""The state of the process, fit for JSON; its "ok" is a bool."""
Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
"""Takes raw updates in; returns when they are committed."""
Changed = Callable[[Document], Awaitable[None]]
"""Run after a document of the office was committed: what depends on it follows."""
Slots = Callable[[datetime, datetime, Sequence[time] | None], Sequence[datetime]]
"""When announcements go out, after the one moment and until the other, whatever the phase; at these times of day, or
where there are none at those of the configuration."""


@dataclass(frozen=True)
class DeskParts:
    """``receive`` and ``webhook_secret`` are set in webhook mode; ``outbox`` is rung after deliveries are committed.

    ``agenda`` is rung after something was committed that may be due at once.
    """

    database: Database
    clock: Clock
    links: Links
    outbox: Bell
    agenda: Bell
    shelf: Shelf
    company: Company
    office: Office
    changed: Changed
    suggester: Suggester
    health: Health
    receive: Receive | None
    webhook_secret: str | None = field(repr=False)
    bot_username: Callable[[], str | None]
    """None until the bot's name has been heard from Telegram."""
    preview: Preview
    uploading: Uploading
    slots: Slots
    paid_broadcasts: bool
    mini_app_key: bytes = field(repr=False)
    """What Telegram signs Mini Apps' data with."""
    drawer: Drawer = field(default_factory=Drawer)
    second_admin: bool = False
    """Whether what touches everybody waits for a second admin."""

    @property
    def people(self) -> People:
        return self.office.people

    @property
    def categories(self) -> Sequence[Category]:
        """Live: as admins change them."""
        return self.office.categories

    @property
    def bridge(self) -> Bridge:
        return Bridge(self.database, self.company, self.people, self.second_admin, self.outbox, self.agenda)

    @property
    def bureau(self) -> Bureau:
        return Bureau(self.links, self.company, self.office)


async def _parts(request: Request) -> DeskParts:
    """A coroutine, as all dependencies are here: others run in a thread, which costs more than they do."""
    parts: DeskParts = request.app.state.parts
    return parts


Parts = Annotated[DeskParts, Depends(_parts)]
