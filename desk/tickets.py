"""/t/<secret>: a customer follows one ticket, and answers."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from bot.storage import customers, entries, tickets
from bot.tickets import EntryKind
from desk.failures import Route
from desk.forms import problem_of, tidy
from desk.messages import message
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.statuses import Change, Status
from desk.visitors import ticket_of

router = APIRouter(prefix="/t/{secret}", route_class=Route)


@router.get("")
async def show_ticket(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    return await _page(request, secret, parts, pages, text="", problem=None)


@router.post("/answer")
async def answer(
    request: Request,
    secret: str,
    parts: Parts,
    pages: Shown,
    text: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    if problem := problem_of(tidy(text)):
        return await _page(request, secret, parts, pages, text=text, problem=problem, status=422)
    await _keep(secret, parts, tidy(text), key)
    return pages.see(f"/t/{secret}#latest")


async def _keep(secret: str, parts: DeskParts, text: str, key: str) -> None:
    """An answer reopens a resolved ticket."""
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        ticket = await ticket_of(tx, parts.links, secret)
        customer = await customers.hold(tx, ticket.customer_id)
        said = message(ticket.id, customer, text, key, now)
        if await entries.add(tx, said) is None:
            return
        # The touch makes a colleague who is just resolving the ticket wait, or shows what they did.
        await tickets.touch(tx, ticket.id, now)
        if not (await tickets.get(tx, ticket.id)).is_open:
            status = str(Status(Change.REOPENED))
            await entries.add(tx, replace(said, kind=EntryKind.STATUS, text=status, chat_id=None, message_id=None))
            await tickets.reopen(tx, ticket.id, now=now)
        await customers.migrate(tx, customer.id, now)


async def _page(
    request: Request, secret: str, parts: DeskParts, pages: Pages, *, status: int = 200, **form: Any
) -> Response:
    async with parts.database.reading() as tx:
        ticket = await ticket_of(tx, parts.links, secret)
        customer = await customers.get(tx, ticket.customer_id)
        thread = await entries.of_ticket(tx, ticket.id, notes=False)
    return pages.page(
        request,
        "ticket.html",
        customer.language if customer else None,
        status=status,
        ticket=ticket,
        thread=thread,
        overdue=ticket.overdue(parts.clock.now()),
        **form,
    )
