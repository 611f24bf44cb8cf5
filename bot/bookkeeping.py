"""The bookkeeper: each day, once it is over, is counted and kept."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.reconciliation import Books
from bot.sections import Company
from bot.storage import reconciliations
from bot.storage.database import Database

AFTER_MIDNIGHT = timedelta(minutes=5)
"""What came in the last moments of a day is handled by then."""
DAYS_AT_ONCE = 31


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """A duty."""

    database: Database
    company: Company

    async def run(self, now: datetime) -> datetime | None:
        today = now.astimezone(self.company.zone).date()
        async with self.database.reading() as tx:
            due = await self._uncounted(tx, today) if now >= self._start(today) + AFTER_MIDNIGHT else []
        for day in due:
            async with self.database.transaction() as tx:
                await reconciliations.keep(tx, await self.count(tx, day), now)
        return self._start(today + timedelta(days=1)) + AFTER_MIDNIGHT

    async def count(self, tx: AsyncConnection, day: date) -> Books:
        """A day of the company's time zone."""
        return await reconciliations.count(tx, day, (self._start(day), self._start(day + timedelta(days=1))))

    async def _uncounted(self, tx: AsyncConnection, today: date) -> list[date]:
        """The days since the first update that no kept books cover yet, those with updates left waiting again."""
        first = await reconciliations.first_received(tx)
        if first is None:
            return []
        settled = {books.day for books in await reconciliations.latest(tx, limit=DAYS_AT_ONCE) if not books.waiting}
        oldest = max(first.astimezone(self.company.zone).date(), today - timedelta(days=DAYS_AT_ONCE))
        days = (oldest + timedelta(days=number) for number in range((today - oldest).days))
        return [day for day in days if day not in settled]

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.company.zone)
