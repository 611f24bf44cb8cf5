"""Campaigns: what falls due becomes a broadcast, and a broadcast that starts becomes deliveries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.deliveries import Purpose
from bot.due import LONGEST_SLEEP
from bot.languages import NAMES, language
from bot.people import People
from bot.sections import Announcements, Company
from bot.storage import broadcasts, deliveries, transitions
from bot.storage.audiences import Audience, chats_of
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.transition import Transition
from broadcasts.announcements import Slot, announced, next_slot, slots_between


@dataclass(frozen=True, slots=True)
class Campaigns:
    """A duty: creates the announcements of due slots and starts every broadcast that is due."""

    database: Database
    announcements: Announcements
    company: Company
    people: People
    outbox: Bell

    async def run(self, now: datetime) -> datetime | None:
        times, zone = self.announcements.times, self.company.zone
        async with self.database.transaction() as tx:
            transition = await transitions.current(tx)
            # Even without any grace: the look at the clock may come so much after the moment.
            grace = max(self.announcements.grace, LONGEST_SLEEP)
            for slot in announced(slots_between(times, zone, now - grace, now), transition, zone):
                await self._announce(tx, slot, transition, now)
            started = [await self._start(tx, broadcast, now) for broadcast in await broadcasts.due(tx, now)]
            later = await broadcasts.next_due(tx)
        if any(started):
            self.outbox.ring()
        slot_at = next_slot(times, zone, now).at
        return slot_at if later is None else min(later, slot_at)

    async def _announce(self, tx: AsyncConnection, slot: Slot, transition: Transition, now: datetime) -> None:
        words = {
            code: texts.announcement(language(code), self.company.name, transition, slot.at, self.company.zone)
            for code in NAMES
        }
        await broadcasts.schedule(
            tx,
            kind=Purpose.ANNOUNCEMENT,
            texts=words,
            audience=Audience.OPEN,
            due_at=slot.at,
            slot=slot.key,
            now=now,
        )

    async def _start(self, tx: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
        if not await broadcasts.start(tx, broadcast.id, now):
            return False
        await deliveries.plan_many(
            tx,
            chats_of(Audience(broadcast.audience), self.people.everyone),
            occasion=broadcast.slot or f"broadcast/{broadcast.id}",
            purpose=broadcast.kind,
            broadcast_id=broadcast.id,
            now=now,
        )
        return True
