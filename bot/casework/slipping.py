"""A promise was not kept: the thread says so, and the customer gets an apology, once for each promise."""

from bot import texts
from bot.casework.case import Case
from bot.casework.news import News
from bot.casework.promises import Outcome
from bot.casework.statuses import Change, Status
from bot.storage import deliveries, promises
from bot.tickets import EntryKind, State, Ticket


async def slip(case: Case) -> bool:
    """False where no promise stands that is over, or it was said before."""
    ticket, office = case.ticket, case.bureau.office
    promised = ticket.promised_at
    if ticket.state is not State.ACCEPTED or ticket.waiting_since is not None or ticket.slipped_at is not None:
        return False
    if promised is None or promised > case.now:
        return False
    await case.write(EntryKind.STATUS, str(Status(Change.SLIPPED, promised)))
    await promises.end(case.tx, ticket.id, Outcome.SLIPPED, case.now)
    await case.change(slipped_at=case.now)
    # An apology in the middle of the night would only say that nobody works on it.
    due_at = None if ticket.urgent else office.calendar.opens(case.now, office.zone)
    late = case.ticket
    await case.tell(
        News.SLIPPED, apology(late), lambda language, link: texts.promise_slipped(language, late, link), due_at=due_at
    )
    return True


async def hush(case: Case) -> None:
    """Before a new promise or an end: an apology that has not gone out yet would come too late."""
    ticket = case.ticket
    if ticket.slipped_at is not None and ticket.promised_at is not None:
        chat_id = ticket.customer_id if ticket.chat_id is None else ticket.chat_id
        await deliveries.skip(case.tx, apology(ticket), chat_id, "settled before it was sent", case.now)


def apology(ticket: Ticket) -> str:
    """The occasion of the message."""
    promised = "" if ticket.promised_at is None else f"{ticket.promised_at:%Y%m%d%H%M%S}"
    return f"slipped/{ticket.id}/{promised}"
