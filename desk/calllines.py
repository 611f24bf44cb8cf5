"""The lines of the call list: read page by page, each with all that whoever calls needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import calllist, calls, contacts, customers, tickets
from bot.storage.calllist import Due, Position, Why
from bot.storage.calls import Call
from bot.storage.contacts import Contact
from bot.storage.customers import Customer
from bot.tickets import Ticket

_PARTS = "~"


@dataclass(frozen=True, slots=True)
class Line:
    due: Due
    person: Customer | Contact
    ticket: Ticket | None
    """What it is about."""
    last: Call | None
    open: Sequence[tuple[int, str]]
    """Number and title of the customer's unresolved tickets."""

    @property
    def id(self) -> str:
        return f"{self.due.why}-{self.due.number}"

    @property
    def wish(self) -> str | None:
        """None where they have never said how they wish to be called."""
        if self.ticket is not None and self.ticket.callback_wish is not None:
            return self.ticket.callback_wish
        return self.customer.contact_wish if self.customer else None

    @property
    def customer(self) -> Customer | None:
        return self.person if isinstance(self.person, Customer) else None

    @property
    def username(self) -> str | None:
        return self.customer.username if self.customer else None

    @property
    def may_move(self) -> bool:
        return self.customer is None or self.customer.migrated_at is None


async def lines(
    tx: AsyncConnection, now: datetime, staff: frozenset[int], why: Why | None, after: str, *, limit: int
) -> list[Line]:
    """``after``: the `position_of` the line that the page before ended with; "" for the first."""
    position = _position(after)
    if why is Why.STAYING:
        found = await calllist.staying(tx, now, staff, after=position[1] if position else 0, limit=limit)
    elif why is Why.CONTACT:
        found = await calllist.not_come(tx, now, after=position[1] if position else 0, limit=limit)
    else:
        found = await calllist.due(tx, now, why=why, after=position, limit=limit)
    people = {one.customer_id for one in found if one.customer_id is not None}
    known = await customers.get_many(tx, people)
    listed = {one.contact_id for one in found if one.contact_id is not None}
    expected = await contacts.get_many(tx, listed)
    about = await tickets.by_id(tx, {one.ticket_id for one in found if one.ticket_id is not None})
    last, last_of_contacts = await calls.latest(tx, people), await calls.latest_of_contacts(tx, listed)
    open_ones = await calllist.open_of(tx, people)
    return [
        Line(
            one,
            known[one.customer_id],
            about.get(one.ticket_id or 0),
            last.get(one.customer_id),
            open_ones.get(one.customer_id, []),
        )
        if one.customer_id is not None
        else Line(one, expected[one.contact_id], None, last_of_contacts.get(one.contact_id or 0), ())
        for one in found
        if one.customer_id is not None or one.contact_id in expected
    ]


def position_of(line: Line) -> str:
    return f"{line.due.at.isoformat()}{_PARTS}{line.due.number}"


def _position(written: str) -> Position | None:
    """None for what is none: then the list begins anew."""
    moment, _, number = written.partition(_PARTS)
    try:
        local = datetime.fromisoformat(moment)
        at = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if local.tzinfo is None or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return at, int(number)
