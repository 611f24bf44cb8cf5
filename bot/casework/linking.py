"""Two tickets have to do with each other, and yet stay two."""

from bot.casework.case import Case
from bot.casework.statuses import Change
from bot.errors import NotPossible, UnknownTicket
from bot.storage import ticketlinks, tickets


async def link(case: Case, other_id: int) -> None:
    """Nothing is done when they are linked already. Raises NotPossible.

    Of whomever the other is: only staff see it.
    """
    case.require_kept()
    try:
        other = await tickets.whole(case.tx, await tickets.get(case.tx, other_id))
    except UnknownTicket:
        raise NotPossible("no such issue") from None
    if other.id == case.ticket.id or other.erased_at is not None:
        raise NotPossible("no such issue")
    if await ticketlinks.link(case.tx, case.ticket.id, other.id):
        await case.note_change(Change.LINKED, issue=other.id)


async def unlink(case: Case, other_id: int) -> None:
    """Nothing is done when they are not linked."""
    if await ticketlinks.unlink(case.tx, case.ticket.id, other_id):
        await case.note_change(Change.UNLINKED, issue=other_id)
