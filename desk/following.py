"""/t/<secret>: a customer follows one ticket; the page asks for what has changed by itself."""

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import customers, entries, tickets
from bot.tickets import STARS
from desk.callwishes import CallForm
from desk.failures import Route
from desk.freshness import fresh
from desk.opening import note_opened
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.standing import standing
from desk.visitors import ticket_of

router = APIRouter(prefix="/t/{secret}", route_class=Route)


@router.get("")
async def show_ticket(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    return await ticket_page(request, secret, parts, pages)


@router.get("/live")
async def show_what_changes(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    """The parts of the page that change while it is looked at."""
    async with parts.database.reading() as tx:
        known = await _known(tx, secret, parts)
    page = pages.page(request, "ticket_live.html", known["language"], **known, **_EMPTY)
    return fresh(request, page)


async def ticket_page(
    request: Request, secret: str, parts: DeskParts, pages: Pages, *, status: int = 200, **form: Any
) -> Response:
    """``form``: what was typed in the one that comes back, by the names of _EMPTY."""
    async with parts.database.reading() as tx:
        known = await _known(tx, secret, parts)
    await note_opened(request, parts, known["whose"])
    return pages.page(request, "ticket.html", known["language"], status=status, **known, **_EMPTY | form)


_EMPTY: dict[str, Any] = {
    "text": "",
    "problem": None,
    "files_again": False,
    "call": CallForm(),
    "call_problem": None,
    "stars": None,
    "words": None,
    "rating_problem": None,
}


async def _known(tx: AsyncConnection, secret: str, parts: DeskParts) -> dict[str, Any]:
    """Of the ticket, for the templates. Raises LinkUnknown."""
    ticket = await ticket_of(tx, parts.links, secret)
    customer = await customers.get(tx, ticket.customer_id)
    thread = await entries.of_ticket(tx, ticket.id, notes=False)
    merged_into = await tickets.whole(tx, ticket) if ticket.merged_into_id is not None else None
    return {
        "whose": customer,
        "language": customer.language if customer else None,
        "ticket": ticket,
        "thread": thread,
        "department": parts.office.department_of(ticket),
        "standing": standing(ticket, thread, parts.clock.now()),
        "merged_into": merged_into,
        "phone": customer.phone if customer else None,
        "stars_offered": STARS,
    }
