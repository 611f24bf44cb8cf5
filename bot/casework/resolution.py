"""A ticket is resolved with its cause, closed by its customer, or opened again."""

from dataclasses import dataclass
from datetime import datetime

from bot import texts
from bot.casework.case import Case, occasion
from bot.casework.events import Event
from bot.casework.news import News
from bot.casework.promises import Outcome
from bot.casework.rewarding import earn
from bot.casework.slipping import hush
from bot.casework.statuses import Change
from bot.categories import COMPLAINT
from bot.office.rewards import Earned
from bot.storage import efforts, promises
from bot.tickets import Cause, EntryKind, State, Way


@dataclass(frozen=True, slots=True)
class Solution:
    """How it was solved. ``minutes`` of work, ``cents`` and ``gesture`` of goodwill."""

    cause: Cause | None = None
    way: Way | None = None
    done: str = ""
    minutes: int = 0
    cents: int = 0
    gesture: str = ""
    suggestion_used: bool = False


async def resolve(case: Case, solution: Solution) -> None:
    """Raises TicketResolved."""
    if await case.came_before(EntryKind.STATUS, Change.RESOLVED):
        return
    case.require_open()
    entry = await case.write(EntryKind.STATUS, Change.RESOLVED)
    if entry is None:
        return
    await promises.end(case.tx, case.ticket.id, Outcome.KEPT, case.now)
    await hush(case)
    if solution.minutes or solution.cents or solution.gesture:
        await efforts.add(
            case.tx,
            case.ticket.id,
            person_id=case.doer.id,
            person_name=case.doer.name,
            minutes=solution.minutes,
            cents=solution.cents,
            gesture=solution.gesture,
            now=case.now,
        )
    ticket = case.ticket
    await case.change(
        undo="resolve",
        state=State.RESOLVED,
        resolved_at=case.now,
        waiting_since=None,
        cause=solution.cause,
        way=solution.way,
        done=solution.done or None,
        first_owner_id=ticket.first_owner_id if ticket.first_owner_name else case.doer.id,
        first_owner_name=ticket.first_owner_name or case.doer.name,
        owner_id=ticket.owner_id if ticket.owner_name else case.doer.id,
        owner_name=ticket.owner_name or case.doer.name,
        accepted_at=ticket.accepted_at or case.now,
        follow_up_at=_follow_up(case),
    )
    now, who = case.ticket, case.doer.name
    await case.tell(
        News.RESOLVED,
        occasion(entry),
        lambda language, link: texts.resolved(language, now, who, link),
        lambda language: texts.rating_buttons(language, now),
    )
    await case.happened(Event.RESOLVED, cause=solution.cause)
    if solution.cause is Cause.PRODUCT and ticket.category != COMPLAINT:
        await earn(case, Earned.ACCEPTED_BUG)
    if solution.suggestion_used:
        await earn(case, Earned.SUGGESTION_USED)


async def close_own(case: Case) -> None:
    """The customer says that it is solved: nobody is told, nobody calls. Nothing is done to a resolved one."""
    case.require_kept()
    if case.ticket.is_open and await case.note_change(Change.CLOSED):
        await promises.end(case.tx, case.ticket.id, Outcome.KEPT, case.now)
        await hush(case)
        await case.change(state=State.RESOLVED, resolved_at=case.now, waiting_since=None, accept_by=None)
        await case.happened(Event.RESOLVED, by_customer=True)


async def reopen(case: Case) -> None:
    """Back to accepted where it has an owner, else to received; the promise before is over. Raises NotPossible.

    The customer sees it on the ticket's page; a message follows when somebody answers or promises a time.
    """
    case.require_kept()
    if not case.ticket.is_open and await case.note_change(Change.REOPENED):
        state = State.RECEIVED if case.ticket.owner_name is None else State.ACCEPTED
        await case.change(
            undo="reopen",
            state=state,
            resolved_at=None,
            promised_at=None,
            slipped_at=None,
            follow_up_at=None,
            reopenings=case.ticket.reopenings + 1,
        )


def _follow_up(case: Case) -> datetime | None:
    office = case.bureau.office
    days = office.rules.follow_up_days
    return office.calendar.days_after(case.now, days, office.zone) if days else None
