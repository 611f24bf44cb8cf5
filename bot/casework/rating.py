"""The customer rates how their resolved ticket was handled."""

from bot.casework.case import Case
from bot.casework.events import Event
from bot.casework.statuses import Change
from bot.errors import NotPossible
from bot.tickets import STARS


async def rate(case: Case, stars: int, words: str = "") -> None:
    """Again, it replaces the rating before. Raises NotPossible unless the ticket is resolved."""
    case.require_kept()
    if case.ticket.is_open or stars not in STARS:
        raise NotPossible("not resolved" if case.ticket.is_open else "no such rating")
    if (case.ticket.rating, case.ticket.rating_text or "") == (stars, words):
        return
    if await case.note_change(Change.RATED, stars=stars, words=words):
        await case.change(rating=stars, rating_text=words or None, rated_at=case.now)
        await case.happened(Event.RATED, stars=stars)
