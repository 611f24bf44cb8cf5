"""Campaigns: what falls due becomes a broadcast; one that starts becomes deliveries, and ends when none is left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.broadcast import BroadcastState
from bot.deliveries import Purpose
from bot.due import LONGEST_SLEEP
from bot.notices import words_of
from bot.people import People
from bot.sections import Announcements, Company
from bot.storage import audiences, broadcasts, deliveries, endings, ledger, transitions
from bot.storage.announced import moved_since
from bot.storage.audiences import Audience, chats_of
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.transition import Transition
from broadcasts.announcements import Slot, announced, next_slot, slots_between
from broadcasts.owntime import announce_own_times

SKIPPED_AT_ONCE = 2_000
LOOK_AGAIN = timedelta(seconds=2)
"""While a broadcast is running: how soon after its last message it counts as done."""


@dataclass(frozen=True, slots=True)
class Campaigns:
    """A duty: creates the announcements of due slots, starts every broadcast that is due, and ends what is over."""

    database: Database
    announcements: Announcements
    company: Company
    people: People
    outbox: Bell

    async def run(self, now: datetime) -> datetime | None:
        slot_at, later = await self._announce_due(now), await self.carry_out(now)
        return slot_at if later is None else min(slot_at, later)

    async def carry_out(self, now: datetime) -> datetime | None:
        """Starts and ends broadcasts, and announces nothing; when to look again, None when none is left."""
        async with self.database.transaction() as tx:
            transition = await transitions.current(tx)
            started = [await self._start(tx, broadcast, transition, now) for broadcast in await broadcasts.due(tx, now)]
            later = await broadcasts.next_due(tx)
        if any(started):
            self.outbox.ring()
        return min((wish for wish in (later, await self._end(now)) if wish is not None), default=None)

    async def _announce_due(self, now: datetime) -> datetime:
        """Returns when the next slot is due."""
        zone = self.company.zone
        async with self.database.transaction() as tx:
            transition = await transitions.current(tx)
            times = transition.times or self.announcements.times
            in_time = now - self._grace
            known = await self._known_until(tx)
            for slot in announced(slots_between(times, zone, known or in_time, in_time), transition, zone):
                await self._announce(tx, slot, transition, now, BroadcastState.MISSED)
            for slot in announced(slots_between(times, zone, in_time, now), transition, zone):
                await self._announce(tx, slot, transition, now)
            own = [
                await announce_own_times(
                    tx,
                    slot,
                    transition,
                    company=self.company,
                    people=self.people,
                    audience=self._audience,
                    now=now,
                )
                for slot in slots_between(times, zone, in_time, now)
            ]
        if any(own):
            self.outbox.ring()
        return next_slot(times, zone, now).at

    @property
    def _audience(self) -> Audience:
        return audiences.ARRIVING if self.announcements.skip_migrated else audiences.OPEN

    @property
    def _grace(self) -> timedelta:
        # Even without any grace: the look at the clock may come so much after the moment.
        making_up = self.announcements.missed == "make_up"
        return max(self.announcements.grace, LONGEST_SLEEP) if making_up else LONGEST_SLEEP

    async def _known_until(self, tx: AsyncConnection) -> datetime | None:
        """Slots behind this moment may have gone by while nothing ran."""
        moments = (await transitions.begun_at(tx), await broadcasts.latest_slot(tx))
        return max((moment for moment in moments if moment is not None), default=None)

    async def _announce(
        self,
        tx: AsyncConnection,
        slot: Slot,
        transition: Transition,
        now: datetime,
        state: BroadcastState = BroadcastState.SCHEDULED,
    ) -> None:
        """Unless the slot is known already."""
        await broadcasts.create(
            tx,
            kind=Purpose.ANNOUNCEMENT,
            content=await words_of(tx, self.company, transition, slot.at, moved=await moved_since(tx)),
            audience=self._audience,
            due_at=slot.at,
            slot=slot.key,
            state=state,
            now=now,
        )

    async def _start(self, tx: AsyncConnection, broadcast: Broadcast, transition: Transition, now: datetime) -> bool:
        if not await broadcasts.start(tx, broadcast.id, now):
            return False
        to = chats_of(broadcast.audience, self.people.everyone, broadcast.id)
        if broadcast.kind is Purpose.ANNOUNCEMENT and broadcast.due_at >= transition.window.launch:
            # It names the deadline of all: whoever has a later one of their own is announced that, whoever has none
            # is told of none.
            to = to.where(~endings.stays_open(transition.window.deadline))
        await deliveries.plan_many(
            tx,
            to,
            occasion=broadcast.occasion,
            purpose=broadcast.kind,
            broadcast_id=broadcast.id,
            now=now,
        )
        return True

    async def _end(self, now: datetime) -> datetime | None:
        """Ends what is over; when to look again at what is not."""
        async with self.database.reading() as tx:
            running, cancelled = await broadcasts.running(tx), await broadcasts.being_cancelled(tx)
        for broadcast_id in cancelled:
            await self._skip_left(broadcast_id, now)
        left = [broadcast_id for broadcast_id in (*running, *cancelled) if not await self._finish(broadcast_id, now)]
        return now + LOOK_AGAIN if left else None

    async def _skip_left(self, broadcast_id: int, now: datetime) -> None:
        """Page by page, so that answers to customers are written in between."""
        skipped = SKIPPED_AT_ONCE
        while skipped == SKIPPED_AT_ONCE:
            async with self.database.transaction() as tx:
                skipped = await ledger.skip_left(tx, broadcast_id, "cancelled", now, limit=SKIPPED_AT_ONCE)

    async def _finish(self, broadcast_id: int, now: datetime) -> bool:
        async with self.database.transaction() as tx:
            if not await ledger.is_settled(tx, broadcast_id):
                return False
            await broadcasts.finish(tx, broadcast_id, now)
        return True
