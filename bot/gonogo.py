"""Go or no-go: before each deadline admins get the numbers, and may still move it; else chat closes by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.deliveries import Draft, Purpose
from bot.languages import Language, choose
from bot.links import Links
from bot.people import People
from bot.sections import Company
from bot.storage import colleagues, deliveries, endings, grouprights, holdouts, impact, transitions
from bot.storage.database import Database
from bot.texts.closing import go_or_no_go, rights_early

BEFORE = (timedelta(hours=1), timedelta(days=1), timedelta(days=3))
RIGHTS_BEFORE = timedelta(days=7)
"""Where rights are missing: they take the longest to mend."""
NAMED = 15
PAGE = "/admin/closing"


def lead_due(deadline: datetime, now: datetime) -> timedelta | None:
    """The message that is due: the one closest to the deadline. Earlier ones are not made up for."""
    return next((lead for lead in BEFORE if deadline - lead <= now), None) if now < deadline else None


def next_lead(deadline: datetime, now: datetime) -> datetime | None:
    """When the next message before this deadline will be due."""
    return min((deadline - lead for lead in (*BEFORE, RIGHTS_BEFORE) if deadline - lead > now), default=None)


@dataclass(frozen=True, slots=True)
class GoNoGo:
    """A duty. Each message goes to each admin once for each deadline: a moved one has its own."""

    database: Database
    company: Company
    people: People
    outbox: Bell
    links: Links

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            window = (await transitions.current(tx)).window
            later = await endings.own(tx, max(now, window.deadline))
        deadlines = [*([window.deadline] if now < window.deadline else []), *later]
        for deadline in deadlines:
            of_all = deadline == window.deadline
            if (lead := lead_due(deadline, now)) is not None:
                await self._tell(deadline, lead, now, of_all=of_all)
            elif of_all and deadline - RIGHTS_BEFORE <= now:
                await self._tell_of_rights(deadline, now)
        return min((at for deadline in deadlines if (at := next_lead(deadline, now)) is not None), default=None)

    async def _tell(self, deadline: datetime, lead: timedelta, now: datetime, *, of_all: bool) -> None:
        occasion = f"go/{deadline:%Y-%m-%dT%H:%M:%S}/{lead // timedelta(hours=1)}"
        about = endings.with_all(deadline) if of_all else endings.at(deadline)
        async with self.database.transaction() as tx:
            untold = await self._untold(tx, occasion)
            # Whoever granted a short time a moment ago knows when it ends.
            stands = of_all or deadline in await endings.own(tx, now, granted_by=deadline - lead)
            if not untold or not stands:
                return
            numbers = await impact.of_all(tx, self.people.everyone, about=about)
            staying = await holdouts.page(tx, self.people.everyone, limit=NAMED, about=about)
            lacking, page, zone = await grouprights.lacking(tx, about), self.links.public_url + PAGE, self.company.zone

            def words(spoken: Language) -> str:
                return go_or_no_go(spoken, deadline, now, zone, numbers, staying, lacking, page, of_all=of_all)

            await self._plan(tx, untold, occasion, words, now)

    async def _tell_of_rights(self, deadline: datetime, now: datetime) -> None:
        """Once all groups were looked at, and only where something is missing."""
        occasion = f"rights/{deadline:%Y-%m-%dT%H:%M:%S}"
        async with self.database.transaction() as tx:
            groups, seen = await grouprights.counts(tx)
            untold = await self._untold(tx, occasion) if groups == seen else []
            lacking = await grouprights.lacking(tx, endings.with_all(deadline)) if untold else []
            if lacking:
                zone = self.company.zone
                await self._plan(
                    tx, untold, occasion, lambda spoken: rights_early(spoken, deadline, zone, lacking), now
                )

    async def _untold(self, tx: AsyncConnection, occasion: str) -> list[int]:
        told = await deliveries.told(tx, occasion)
        return [admin for admin in sorted(self.people.admins) if admin not in told]

    async def _plan(
        self,
        tx: AsyncConnection,
        admins: list[int],
        occasion: str,
        words: Callable[[Language], str],
        now: datetime,
    ) -> None:
        """To each in their own language."""
        own = await colleagues.languages_of(tx, admins)
        for admin in admins:
            said = words(choose(own.get(admin), self.company.language))
            await deliveries.plan(tx, Draft(occasion, admin, Purpose.NOTICE, said), now)
        self.outbox.ring()
