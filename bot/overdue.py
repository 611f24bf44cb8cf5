"""Overdue: a ticket that nobody accepted in time goes up a level; a promise that was not kept is owned up to."""

from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.casework.case import Bureau
from bot.casework.escalating import by_rules, escalate
from bot.casework.slipping import slip
from bot.escalation import Reason, accept_by
from bot.storage import tickets, watching
from bot.storage.database import Database
from bot.tickets import State

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Overdue:
    """A duty. Each ticket in a transaction of its own: somebody may be working on it at this moment."""

    database: Database
    bureau: Bureau
    outbox: Bell

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            unaccepted = await watching.unaccepted(tx, now, limit=AT_ONCE)
            slipping = await watching.slipping(tx, now, limit=AT_ONCE)
        for ticket_id in unaccepted:
            await self._not_accepted(ticket_id, now)
        for ticket_id in slipping:
            await self._slipped(ticket_id, now)
        if unaccepted or slipping:
            self.outbox.ring()
        async with self.database.reading() as tx:
            wishes = [await watching.next_unaccepted(tx), await watching.next_slipping(tx)]
        return min((wish for wish in wishes if wish is not None), default=None)

    async def _not_accepted(self, ticket_id: int, now: datetime) -> None:
        """The first time it is given as long again."""
        async with self.database.transaction() as tx:
            case = await by_rules(tx, self.bureau, ticket_id, now)
            until = case.ticket.accept_by
            if case.ticket.state is not State.RECEIVED or until is None or until > now:
                return
            if await escalate(case, Reason.NOT_ACCEPTED):
                until = accept_by(until, self.bureau.office)
            else:
                await escalate(case, Reason.STILL_NOT_ACCEPTED)
                until = None
            await tickets.wait_until(tx, ticket_id, until)

    async def _slipped(self, ticket_id: int, now: datetime) -> None:
        async with self.database.transaction() as tx:
            case = await by_rules(tx, self.bureau, ticket_id, now)
            if await slip(case) and self.bureau.office.rules.slipped_promise:
                await escalate(case, Reason.SLIPPED)
