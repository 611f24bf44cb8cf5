"""/staff: the queue of all tickets."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bot.storage import customers, tickets, transitions
from bot.tickets import State
from bot.transition import Phase
from desk.failures import Route
from desk.forms import Number
from desk.pages import Shown
from desk.parts import Parts
from desk.visitors import SignedIn

PAGE = 50

router = APIRouter(prefix="/staff", route_class=Route)


@router.get("")
async def show_queue(
    request: Request,
    colleague: SignedIn,
    parts: Parts,
    pages: Shown,
    state: Annotated[State | None, Query()] = None,
    before: Annotated[Number | None, Query()] = None,
) -> Response:
    """Newest first; ``before`` pages on behind that number."""
    now = parts.clock.now()
    async with parts.database.reading() as tx:
        found = await tickets.queue(tx, state=state, before=before, limit=PAGE + 1)
        people = await customers.get_many(tx, {ticket.customer_id for ticket in found})
        counts = await tickets.count_by_state(tx)
        transition = await transitions.current(tx)
    return pages.page(
        request,
        "queue.html",
        colleague=colleague,
        tickets=found[:PAGE],
        customers=people,
        counts={one: counts.get(one, 0) for one in State},
        state=state,
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        first_page=before is None,
        closed=transition.phase(now, parts.company.zone) is Phase.CLOSED,
        now=now,
    )
