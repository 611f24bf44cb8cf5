"""The alarm: whoever is responsible at the level that a ticket has gone up to is told, in private."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.casework.case import Bureau
from bot.deliveries import Draft, Purpose
from bot.escalation import Reason, holds
from bot.languages import choose
from bot.office.members import Level
from bot.storage import customers, deliveries, escalations, tickets
from bot.storage.database import Database
from bot.storage.escalations import Escalation

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Alarm:
    """A duty. Outside working hours only urgent tickets disturb anybody; the others wait until the office opens."""

    database: Database
    bureau: Bureau
    outbox: Bell

    async def run(self, now: datetime) -> datetime | None:
        office = self.bureau.office
        is_open = office.is_open(now)
        while True:
            async with self.database.transaction() as tx:
                untold = await escalations.untold(tx, urgent_only=not is_open, limit=AT_ONCE)
                for one in untold:
                    await self._tell(tx, one, now)
            if untold:
                self.outbox.ring()
            if len(untold) < AT_ONCE:
                break
        async with self.database.reading() as tx:
            waits = not is_open and await escalations.untold(tx, urgent_only=False, limit=1)
        return office.calendar.opens(now, office.zone) if waits else None

    async def _tell(self, tx: AsyncConnection, one: Escalation, now: datetime) -> None:
        """Nobody, where there is nothing to it any more."""
        ticket = await tickets.get(tx, one.ticket_id)
        if not await escalations.told(tx, one.id, now) or not holds(Reason(one.reason), ticket):
            return
        office, company, level = self.bureau.office, self.bureau.company, Level(one.level)
        customer = await customers.get(tx, ticket.customer_id)
        link = self.bureau.links.staff_ticket(ticket.id)
        for person_id in office.responsible(office.department_of(ticket), level):
            language = choose(await customers.language_of(tx, person_id), company.language)
            words = texts.escalated(language, ticket, one.reason, level, customer.name if customer else "", link)
            notice = Draft(f"escalation/{one.id}", person_id, Purpose.NOTICE, words, ticket_id=ticket.id)
            await deliveries.plan(tx, notice, now)
