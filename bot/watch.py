"""The watch: staff are told of new tickets, and what is written is looked through for what goes up a level."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.casework.acceptance import mark_urgent
from bot.casework.case import Bureau
from bot.casework.escalating import by_rules, escalate
from bot.categories import COMPLAINT
from bot.deliveries import Draft, Purpose
from bot.escalation import Reason, accept_by, asks_for_haste, reason_in
from bot.office.members import Level
from bot.storage import cards, cursors, deliveries, watching
from bot.storage.database import Database, is_storage_trouble
from bot.tickets import Ticket

PAGE = 200
LOOK_EVERY = timedelta(seconds=5)
GAP_LASTS = timedelta(minutes=1)
"""So long a missing number may still be committed: PostgreSQL gives them out before."""

log = logging.getLogger(__name__)


async def follow(database: Database, agenda: Bell, every: timedelta = LOOK_EVERY) -> None:
    """Until cancelled: rings when a ticket or an entry has come, so that whoever writes one need not think of it."""
    known = (0, 0)
    while True:
        try:
            async with database.reading() as tx:
                last = await watching.last(tx)
        except Exception as error:
            # The duties' own look will say so.
            if not is_storage_trouble(error):
                raise
        else:
            if last != known:
                agenda.ring()
            known = last
        await asyncio.sleep(every.total_seconds())


@dataclass(slots=True)
class Settled:
    """Up to which number rows are known to be all there; kept in memory, as looking twice does no harm."""

    gap: int | None = None
    since: datetime | None = None

    def up_to(self, numbers: Iterable[int], position: int, now: datetime) -> int:
        """``numbers``: those behind ``position``, in order."""
        for number in numbers:
            if number > position + 1:
                if self.gap != position + 1 or self.since is None:
                    self.gap, self.since = position + 1, now
                if now - self.since < GAP_LASTS:
                    return position
            position = number
        return position


@dataclass(frozen=True, slots=True)
class Watch:
    """A duty. What it did is known by the rows that it left, so that doing it again does nothing.

    ``staff_chat``: where cards of new tickets go; without one, to those who are responsible, in private.
    """

    database: Database
    bureau: Bureau
    outbox: Bell
    staff_chat: int | None = None
    _tickets: Settled = field(default_factory=Settled)
    _entries: Settled = field(default_factory=Settled)

    async def run(self, now: datetime) -> None:
        while await self._look_at_tickets(now):
            self.outbox.ring()
        while await self._look_at_entries(now):
            self.outbox.ring()

    async def _look_at_tickets(self, now: datetime) -> bool:
        """Whether there may be more."""
        async with self.database.reading() as tx:
            position = await cursors.position(tx, "tickets")
            opened = await watching.opened(tx, after=position, limit=PAGE)
            said = await watching.said_in(tx, [ticket.id for ticket in opened])
        if not opened:
            return False
        for entry in said:
            if asks_for_haste(entry.kind, entry.text, self.bureau.office.rules):
                # Before its card is sent, which is silent at night unless the ticket is urgent.
                await self._hurry(entry.ticket_id, entry.at, now)
        for ticket in opened:
            if self.bureau.office.rules.complaints and ticket.category == COMPLAINT:
                await self._go_up(ticket.id, Reason.COMPLAINT, now)
        async with self.database.transaction() as tx:
            await self._present(tx, opened, now)
            reached = self._tickets.up_to((ticket.id for ticket in opened), position, now)
            await cursors.move(tx, "tickets", reached)
        self.outbox.ring()
        return reached > position

    async def _present(self, tx: AsyncConnection, opened: list[Ticket], now: datetime) -> None:
        """Staff get its card when the customer gets theirs: then the customer has written all of it."""
        office = self.bureau.office
        shown = await watching.shown_at(tx, [ticket.id for ticket in opened])
        for ticket in opened:
            if (until := accept_by(ticket.opened_at, office)) is not None:
                await watching.wait_for(tx, {ticket.id}, until)
            if not ticket.is_open or ticket.merged_into_id is not None or ticket.erased_at is not None:
                continue
            readers = office.responsible(office.department_of(ticket), Level.INTAKE)
            for chat_id in readers if self.staff_chat is None else [self.staff_chat]:
                occasion, due_at = cards.staff_occasion(ticket.id), shown.get(ticket.id)
                card = Draft(occasion, chat_id, Purpose.STAFF_CARD, None, ticket_id=ticket.id, due_at=due_at)
                await deliveries.plan(tx, card, now)

    async def _look_at_entries(self, now: datetime) -> bool:
        """Whether there may be more."""
        rules = self.bureau.office.rules
        async with self.database.reading() as tx:
            position = await cursors.position(tx, "entries")
            written = await watching.written(tx, after=position, limit=PAGE)
        if not written:
            return False
        for entry in written:
            if asks_for_haste(entry.kind, entry.text, rules):
                await self._hurry(entry.ticket_id, entry.at, now)
            if (reason := reason_in(entry.kind, entry.text, rules)) is not None:
                await self._go_up(entry.ticket_id, reason, now)
        async with self.database.transaction() as tx:
            if (until := accept_by(now, self.bureau.office)) is not None:
                # One that was resolved may be open again, and nobody has it.
                await watching.wait_for(tx, {entry.ticket_id for entry in written}, until)
            reached = self._entries.up_to((entry.id for entry in written), position, now)
            await cursors.move(tx, "entries", reached)
        return reached > position

    async def _go_up(self, ticket_id: int, reason: Reason, now: datetime) -> None:
        async with self.database.transaction() as tx:
            await escalate(await by_rules(tx, self.bureau, ticket_id, now), reason)

    async def _hurry(self, ticket_id: int, at: datetime, now: datetime) -> None:
        """For what was written before somebody accepted it: later on, somebody has judged it."""
        async with self.database.transaction() as tx:
            case = await by_rules(tx, self.bureau, ticket_id, now)
            ticket = case.ticket
            early = ticket.accepted_at is None or at <= ticket.accepted_at
            if early and ticket.is_open and ticket.erased_at is None:
                await mark_urgent(case, True)
