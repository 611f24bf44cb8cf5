"""The customer has answered: a promise that paused goes on."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.promises import resumed_at
from bot.casework.statuses import Change, Status
from bot.office.office import Office
from bot.storage import entries, promises, tickets
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via


async def heard(tx: AsyncConnection, office: Office, ticket: Ticket, now: datetime, *, via: Via) -> Ticket:
    """To be called for every entry of the customer's; costs nothing unless an answer was awaited."""
    if not ticket.is_waiting or ticket.waiting_since is None:
        return ticket
    promised = ticket.promised_at
    if promised is not None and promised > ticket.waiting_since:
        promised = resumed_at(promised, ticket.waiting_since, now, office.calendar, office.zone)
    status = str(Status(Change.RESUMED, promised))
    by = ticket.owner_name or ""
    await entries.add(tx, Entry(ticket.id, EntryKind.STATUS, via, None, by, status, now))
    if promised is not None:
        await promises.make(tx, ticket.id, promised, by_id=ticket.owner_id, by_name=by, now=now)
    values = {"waiting_since": None, "promised_at": promised, "changed_at": now}
    return await tickets.change(tx, ticket.id, values, now)
