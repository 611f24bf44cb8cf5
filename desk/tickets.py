"""/t/<secret>: a customer follows one ticket, and answers."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.casework.hearing import heard
from bot.casework.statuses import Change, Status
from bot.files import File
from bot.storage import customers, entries, tickets
from bot.tickets import EntryKind, Via
from desk.failures import Route
from desk.forms import problem_of, tidy
from desk.messages import message
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.uploads import sent_form, shelve
from desk.visitors import ticket_of

router = APIRouter(prefix="/t/{secret}", route_class=Route)


@router.get("")
async def show_ticket(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    return await _page(request, secret, parts, pages, text="", problem=None, files_again=False)


@router.post("/answer")
async def answer(
    request: Request,
    secret: str,
    parts: Parts,
    pages: Shown,
) -> Response:
    async with parts.database.reading() as tx:
        await ticket_of(tx, parts.links, secret)
    async with sent_form(request) as form:
        text = form.text("text")
        if problem := problem_of(tidy(text)) or form.problem:
            chosen = bool(form.uploads)
            return await _page(
                request, secret, parts, pages, text=text, problem=problem, files_again=chosen, status=422
            )
        shelved = await shelve(parts.shelf, form)
        new = await _keep(secret, parts, tidy(text), shelved.files, form.text("key"))
        await (shelved.keep() if new else shelved.drop())
    return pages.see(f"/t/{secret}#latest")


async def _keep(secret: str, parts: DeskParts, text: str, files: tuple[File, ...], key: str) -> bool:
    """False when the same form was sent before. An answer reopens a resolved ticket."""
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        ticket = await ticket_of(tx, parts.links, secret)
        customer = await customers.hold(tx, ticket.customer_id)
        # It may have been merged with another one, where all goes on.
        ticket = await tickets.whole(tx, await tickets.get(tx, ticket.id))
        said = message(customer, text, files, key, now).of_ticket(ticket.id)
        if await entries.add(tx, said) is None:
            return False
        # The touch makes a colleague who is just resolving the ticket wait, or shows what they did.
        await tickets.touch(tx, ticket.id, now)
        ticket = await heard(tx, parts.office, await tickets.get(tx, ticket.id), now, via=Via.DESK)
        if not ticket.is_open:
            status = str(Status(Change.REOPENED))
            reopened = replace(said, kind=EntryKind.STATUS, text=status, chat_id=None, message_id=None, files=())
            await entries.add(tx, reopened)
            await tickets.reopen(tx, ticket.id, now=now)
        await customers.migrate(tx, customer.id, now)
    return True


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
