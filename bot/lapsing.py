"""Lapsing: whoever proposed what nobody confirmed in time is told so."""

from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.deliveries import Draft, Purpose
from bot.languages import choose
from bot.sections import Company
from bot.storage import colleagues, deliveries, proposals
from bot.storage.database import Database
from bot.texts.proposals import proposal_lapsed


@dataclass(frozen=True, slots=True)
class Lapsing:
    """A duty. A proposal ends and its message is planned in one transaction, so a stop loses and doubles nothing."""

    database: Database
    company: Company
    outbox: Bell

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            next_at = await proposals.next_to_lapse(tx)
        if next_at is None or now < next_at:
            return next_at
        async with self.database.transaction() as tx:
            lapsed = await proposals.lapse(tx, now)
            own = await colleagues.languages_of(tx, {one.by_id for one in lapsed})
            for one in lapsed:
                said = proposal_lapsed(choose(own.get(one.by_id), self.company.language), one)
                await deliveries.plan(tx, Draft(f"proposal/{one.id}/lapsed", one.by_id, Purpose.NOTICE, said), now)
        self.outbox.ring()
        async with self.database.reading() as tx:
            return await proposals.next_to_lapse(tx)
