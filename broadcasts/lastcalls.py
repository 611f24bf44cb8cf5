"""Last calls: shortly before their chat closes, each customer who has not migrated is told in person."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.content import Content
from bot.deliveries import Purpose
from bot.languages import NAMES, language
from bot.office.office import Office
from bot.office.rewards import Earned
from bot.people import People
from bot.sections import Announcements, Company
from bot.storage import broadcasts, deliveries, endings, transitions
from bot.storage.audiences import Audience, Kind, chats_of
from bot.storage.database import Database
from bot.texts.closing import last_call

DAYS = (3, 1)
MORNING, EVENING = time(9), time(18)
"""In between it annoys nobody; what would come at another hour comes the evening before."""


def call_at(deadline: datetime, days: int, zone: ZoneInfo) -> datetime:
    """When the customer is told: so many days before, or somewhat more."""
    local = (deadline - timedelta(days=days)).astimezone(zone)
    if MORNING <= local.time() <= EVENING:
        return deadline - timedelta(days=days)
    day = local.date() if local.time() > EVENING else local.date() - timedelta(days=1)
    return datetime.combine(day, EVENING, zone)


@dataclass(frozen=True, slots=True)
class LastCalls:
    """A duty. Each call is a broadcast of its own, unique by deadline and days: one for each, and another for a moved
    one. Like a slot's, what was missed by more than the grace is not made up for."""

    database: Database
    announcements: Announcements
    company: Company
    people: People
    office: Office
    outbox: Bell

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            window = (await transitions.current(tx)).window
            later = await endings.own(tx, max(now, window.deadline))
        if now < window.launch:
            return window.launch
        first = [window.deadline] if now < window.deadline else []
        wishes: list[datetime] = []
        for deadline in (*first, *later):
            about = endings.with_all(deadline) if deadline == window.deadline else endings.at(deadline)
            for days in DAYS:
                due = call_at(deadline, days, self.company.zone)
                if due > now:
                    wishes.append(due)
                elif now - due <= self.announcements.grace:
                    await self._call(deadline, days, about, now)
        return min(wishes, default=None)

    async def _call(self, deadline: datetime, days: int, about: ColumnElement[bool], now: datetime) -> None:
        slot = f"last-call/{int(deadline.timestamp())}/{days}"
        async with self.database.transaction() as tx:
            broadcast_id = await broadcasts.create(
                tx,
                kind=Purpose.LAST_CALL,
                content=self._words(deadline, now),
                audience=Audience(Kind.STAYING),
                due_at=now,
                slot=slot,
                now=now,
            )
            if broadcast_id is not None:
                await self._plan(tx, broadcast_id, slot, about, now)
        self.outbox.ring()

    async def _plan(
        self, tx: AsyncConnection, broadcast_id: int, slot: str, about: ColumnElement[bool], now: datetime
    ) -> None:
        await broadcasts.start(tx, broadcast_id, now)
        staying = chats_of(Audience(Kind.STAYING), self.people.everyone).where(about)
        await deliveries.plan_many(
            tx, staying, occasion=slot, purpose=Purpose.LAST_CALL, broadcast_id=broadcast_id, now=now
        )

    def _words(self, deadline: datetime, now: datetime) -> Content:
        days = -((now - deadline) // timedelta(days=1))
        gift = next((one.gift for one in self.office.rewards if one.rule is Earned.FIRST_ISSUE), None)
        return Content(
            {
                code: last_call(
                    language(code),
                    self.company.name,
                    deadline,
                    self.company.zone,
                    days,
                    gift.in_language(code) if gift else None,
                )
                for code in NAMES
            }
        )
