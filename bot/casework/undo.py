"""Taking back one's latest deed on a ticket, while nothing else has changed it since."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.case import Case
from bot.casework.statuses import Change
from bot.errors import NotPossible
from bot.storage import undos
from bot.storage.undos import Undo
from bot.tickets import EntryKind, Ticket

UNDO_LASTS = timedelta(minutes=10)
UNSEEN = frozenset({"urgent"})
"""Deeds of which the customer hears nothing; so they hear nothing of their end either."""


async def undoable(tx: AsyncConnection, ticket: Ticket, person_id: int | None, now: datetime) -> Undo | None:
    """This person's own latest deed, unless it is too old, or the ticket has changed since."""
    if now - ticket.changed_at > UNDO_LASTS:
        return None
    found = await undos.latest(tx, ticket.id)
    is_theirs = found is not None and found.person_id == person_id and found.at == ticket.changed_at
    return found if is_theirs else None


async def take_back(case: Case) -> str | None:
    """The name of the deed that was taken back; None when the same form was sent before. Raises NotPossible.

    Promises, efforts and rewards are as they were, and what was not sent yet is not sent. What was sent stays: the
    ticket's card and page show how it is.
    """
    for kind in (EntryKind.STATUS, EntryKind.TRACE):
        if await case.came_before(kind, Change.UNDONE):
            return None
    found = await undoable(case.tx, case.ticket, case.doer.id, case.now)
    if found is None:
        raise NotPossible("nothing to undo")
    await undos.take_back(case.tx, found, case.now)
    await case.change(**found.before)
    await case.note_change(Change.UNDONE, content=Change.UNDONE, internal=found.deed in UNSEEN, deed=found.deed)
    return found.deed
