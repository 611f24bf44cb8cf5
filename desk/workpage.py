"""What the page of a ticket shows to staff, as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.case import state_of
from bot.casework.promises import Promise, offered, promised_at
from bot.casework.undo import undoable
from bot.office.calendar import WorkCalendar
from bot.office.office import Office
from bot.storage import accounts, casebook, customers, entries, ticketlinks, tickets
from bot.tickets import Cause, Ticket, Way
from desk.colleagues import names_of
from desk.parts import DeskParts

OTHERS = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A promise to be made in one tap, and the very time that it means; ``days``: from today, in the company's zone."""

    promise: Promise
    at: datetime
    day: date
    clock: str
    days: int


def offers(now: datetime, calendar: WorkCalendar, zone: tzinfo) -> list[Offer]:
    """Those with a time that needs not be written out."""
    today = now.astimezone(zone).date()
    found = []
    for promise in offered(now, calendar, zone):
        if promise is not Promise.MOMENT and (at := promised_at(promise, "", now, calendar, zone)):
            local = at.astimezone(zone)
            found.append(Offer(promise, at, local.date(), f"{local:%H:%M}", (local.date() - today).days))
    return found


def in_hours(moment: datetime, office: Office) -> bool:
    """The end of working hours is within them, too."""
    return office.is_open(moment) or office.is_open(moment - timedelta(seconds=1))


async def gather(
    tx: AsyncConnection, parts: DeskParts, ticket_id: int, reader_id: int, now: datetime
) -> Mapping[str, Any]:
    """Raises UnknownTicket."""
    office, zone = parts.office, parts.company.zone
    ticket = await tickets.get(tx, ticket_id)
    customer = await customers.get(tx, ticket.customer_id)
    found = await tickets.of_customer(tx, ticket.customer_id, limit=OTHERS + 1)
    others = [] if ticket.erased_at else [one for one in found if one.id != ticket.id][:OTHERS]
    belongs_to = customer.account_id if customer else None
    return {
        "ticket": ticket,
        "customer": customer,
        "thread": await entries.of_ticket(tx, ticket.id, notes=True),
        "companies": await accounts.names(tx),
        "company_name": await accounts.name_of(tx, belongs_to) if belongs_to is not None else None,
        "others": others,
        "links": await ticketlinks.of_ticket(tx, ticket.id),
        "casebook": await casebook.of_ticket(tx, ticket),
        "undo": await undoable(tx, ticket, reader_id, now),
        "people": await names_of(tx, office),
        "department": office.department_of(ticket),
        "phrases": _phrases(parts, ticket, customer.language if customer else None),
        "overdue": ticket.overdue(now),
        "in_hours": ticket.promised_at is None or in_hours(ticket.promised_at, office),
        "offers": offers(now, office.calendar, zone) if ticket.is_open else [],
        "earliest": f"{now.astimezone(zone):%Y-%m-%dT%H:%M}",
        "seen": state_of(ticket),
        "causes": list(Cause),
        "ways": list(Way),
    }


def _phrases(parts: DeskParts, ticket: Ticket, spoken: str | None) -> list[tuple[str, str]]:
    """In the customer's language; those of the ticket's category first."""
    code = spoken if spoken in ("zh", "en") else parts.company.language
    fitting = [one for one in parts.office.phrases if one.language == code and one.category in ("", ticket.category)]
    return [(one.title, one.text) for one in sorted(fitting, key=lambda one: one.category == "")]
