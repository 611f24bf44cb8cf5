"""Taking back one's latest deed on a ticket, while nothing else has changed it since."""

from datetime import timedelta

from bot.casework.case import Case
from bot.casework.statuses import Change
from bot.errors import NotPossible
from bot.storage import undos
from bot.storage.undos import Undo

UNDO_LASTS = timedelta(minutes=10)


async def undoable(case: Case) -> Undo | None:
    """The doer's own latest deed, unless it is too old, or the ticket has changed since."""
    found = await undos.latest(case.tx, case.ticket.id)
    if found is None or found.person_id != case.doer.id or found.at != case.ticket.changed_at:
        return None
    return found if case.now - found.at <= UNDO_LASTS else None


async def take_back(case: Case) -> str:
    """The name of the deed that was taken back. Raises NotPossible."""
    found = await undoable(case)
    if found is None:
        raise NotPossible("nothing to undo")
    await undos.take_back(case.tx, found.id)
    await case.change(**found.before)
    await case.note_change(Change.UNDONE, deed=found.deed)
    return found.deed
