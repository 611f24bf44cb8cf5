"""The headcount: how far the move was at the end of each day, and how far it is now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bookkeeping import AFTER_MIDNIGHT, DAYS_AT_ONCE, Bookkeeper
from bot.funnel import FunnelDay
from bot.people import People
from bot.sections import Company
from bot.storage import funnel
from bot.storage.database import Database
from bot.storage.reports import move


@dataclass(frozen=True, slots=True)
class Headcount:
    """A duty. The bookkeeper's comes before it: what was written in chat is taken from the books."""

    database: Database
    company: Company
    people: People

    async def run(self, now: datetime) -> datetime | None:
        today = now.astimezone(self.company.zone).date()
        async with self.database.reading() as tx:
            due = await self._uncounted(tx, today) if now >= self._start(today) + AFTER_MIDNIGHT else []
        for day in due:
            async with self.database.transaction() as tx:
                await funnel.note_reached(tx)
                counted = await self._count(tx, day, self._start(day + timedelta(days=1)), now)
                await funnel.keep(tx, counted, now)
        coming = today if now < self._start(today) + AFTER_MIDNIGHT else today + timedelta(days=1)
        return self._start(coming) + AFTER_MIDNIGHT

    async def today(self, tx: AsyncConnection, now: datetime) -> FunnelDay:
        """As it is at this moment, what happens in it included."""
        until = now + timedelta(microseconds=1)
        return await self._count(tx, now.astimezone(self.company.zone).date(), until, now)

    async def _count(self, tx: AsyncConnection, day: date, until: datetime, now: datetime) -> FunnelDay:
        written = (await move.messages(tx, [day])).get(day)
        if written is None:
            written = move.said(await Bookkeeper(self.database, self.company).count(tx, day))
        return await funnel.count(
            tx,
            day,
            (self._start(day), until),
            self.people.everyone,
            chat_messages=written,
            with_blocked=now - until < timedelta(days=1),
        )

    async def _uncounted(self, tx: AsyncConnection, today: date) -> list[date]:
        """The days behind the last one that was counted; at first those since anybody became known."""
        last = await funnel.last_day(tx)
        if last is None:
            first = await funnel.first_known(tx)
            if first is None:
                return []
            last = first.astimezone(self.company.zone).date() - timedelta(days=1)
        oldest = max(last + timedelta(days=1), today - timedelta(days=DAYS_AT_ONCE))
        return [oldest + timedelta(days=number) for number in range((today - oldest).days)]

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.company.zone)
