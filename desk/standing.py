"""Where a ticket stands for its customer: who has it, what they are asked, what became of the promise. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.casework.statuses import Change, status_of
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket


@dataclass(frozen=True, slots=True)
class Standing:
    question: Entry | None
    """What staff asked and the customer has not answered yet."""
    promised_at: datetime | None
    """While somebody keeps to it: not while the customer is asked, nor once it has passed."""
    late: bool
    """The promise has passed, and no new one stands."""
    was_late: bool
    """A new time stands for one that was not kept."""
    first_owner: str | None
    """Who was asked first, where another one owns it now."""


def standing(ticket: Ticket, thread: Sequence[Entry], now: datetime) -> Standing:
    """``thread``: what the customer may see, oldest first."""
    late = ticket.is_open and not ticket.is_waiting and (ticket.slipped_at is not None or ticket.overdue(now))
    promised_at = ticket.promised_at if ticket.is_open and not ticket.is_waiting and not late else None
    first, owner = ticket.first_owner_name, ticket.owner_name
    return Standing(
        question=_question(thread) if ticket.is_waiting else None,
        promised_at=promised_at,
        late=late,
        was_late=promised_at is not None and _slipped(thread),
        first_owner=first if first and owner and ticket.first_owner_id != ticket.owner_id else None,
    )


def _question(thread: Sequence[Entry]) -> Entry | None:
    said = asked = None
    for entry in thread:
        if entry.kind is EntryKind.REPLY:
            said = entry
        elif _is(entry, Change.ASKED):
            asked = said
    return asked


def _slipped(thread: Sequence[Entry]) -> bool:
    """Since it was last opened again."""
    slipped = False
    for entry in thread:
        if _is(entry, Change.SLIPPED):
            slipped = True
        elif _is(entry, Change.REOPENED):
            slipped = False
    return slipped


def _is(entry: Entry, change: Change) -> bool:
    if entry.kind is not EntryKind.STATUS:
        return False
    status = status_of(entry.text)
    return status is not None and status.change is change
