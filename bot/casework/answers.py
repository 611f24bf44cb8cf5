"""What staff write: answers, questions, which pause the promise, invitations and internal notes."""

from datetime import datetime

from bot import texts
from bot.casework.case import Case, occasion
from bot.casework.events import Event
from bot.casework.news import News
from bot.casework.promises import Outcome
from bot.casework.statuses import Change
from bot.errors import NotPossible
from bot.languages import choose
from bot.storage import promises
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Way


async def reply(case: Case, text: str, *, in_spite: str = "") -> Entry | None:
    """``in_spite``: the reason for which it goes out although the check of answers warned. None when it came before.

    Raises NotPossible where nobody reads it.
    """
    case.require_kept()
    entry = await case.write(EntryKind.REPLY, text)
    if entry is None:
        return None
    if in_spite:
        await case.note_change(Change.OVERRIDDEN, reason=in_spite)
    await case.change(answered_at=case.ticket.answered_at or case.now)
    ticket = case.ticket
    await case.tell(
        News.ANSWER, occasion(entry), lambda language, link: texts.staff_replied(language, ticket, text, link)
    )
    await case.happened(Event.REPLIED, entry=entry.id)
    return entry


async def ask(case: Case, text: str, *, in_spite: str = "") -> Entry | None:
    """An answer that asks the customer something; the promise pauses until they answer. Raises TicketResolved.

    Raises NotPossible while nobody has accepted the ticket: whoever asks takes it on first.
    """
    if await case.came_before(EntryKind.REPLY, text):
        return None
    case.require_open()
    if case.ticket.owner_name is None:
        raise NotPossible("not accepted")
    entry = await case.write(EntryKind.REPLY, text)
    if entry is None:
        return None
    if in_spite:
        await case.note_change(Change.OVERRIDDEN, reason=in_spite)
    await case.note_change(Change.ASKED)
    ticket = case.ticket
    if ticket.promised_at is not None and not ticket.is_waiting:
        await promises.end(case.tx, ticket.id, Outcome.MOVED, case.now)
    await case.change(
        undo="ask", answered_at=ticket.answered_at or case.now, waiting_since=ticket.waiting_since or case.now
    )
    asked = case.ticket
    await case.tell(
        News.QUESTION, occasion(entry), lambda language, link: texts.staff_asked(language, asked, text, link)
    )
    await case.happened(Event.REPLIED, entry=entry.id, question=True)
    return entry


async def invite(case: Case, where: str, at: datetime | None) -> Entry | None:
    """To a remote session: an answer in the customer's language. ``where``: its link or code; ``at``: None for now.

    Raises TicketResolved, NotPossible.
    """
    if await case.came_before(EntryKind.REPLY, _asked_in(where, at)):
        return None
    case.require_open()
    customer = await case.customer()
    language = choose(customer.language if customer else None, case.bureau.company.language)
    text = texts.invitation(language, where, at, case.bureau.company.zone)
    entry = await case.write(EntryKind.REPLY, text, content=_asked_in(where, at))
    if entry is None:
        return None
    await case.change(answered_at=case.ticket.answered_at or case.now, way=Way.REMOTE)
    ticket = case.ticket
    await case.tell(
        News.ANSWER, occasion(entry), lambda language, link: texts.staff_replied(language, ticket, text, link)
    )
    await case.happened(Event.REPLIED, entry=entry.id)
    return entry


def _asked_in(where: str, at: datetime | None) -> str:
    return f"invite {where} {at}"


async def note(case: Case, text: str) -> None:
    """Stays among staff: no message is planned."""
    if await case.write(EntryKind.NOTE, text):
        await case.change()
