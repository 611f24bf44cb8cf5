"""/t/<secret>/...: what a customer does with one ticket: answers, closes it, opens it again, wishes a call."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework import resolution
from bot.casework.case import Case, Doer
from bot.casework.hearing import heard
from bot.casework.statuses import Change, Status
from bot.errors import NotPossible
from bot.files import File
from bot.storage import customers, entries, tickets
from bot.tickets import EntryKind, Via
from desk.callwishes import call_form, wish_call
from desk.failures import Route
from desk.following import ticket_page
from desk.forms import problem_of, tidy
from desk.messages import message
from desk.pages import Shown
from desk.parts import DeskParts, Parts
from desk.uploads import sent_form, shelve
from desk.visitors import ticket_of

router = APIRouter(prefix="/t/{secret}", route_class=Route)


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
            again = {"text": text, "problem": problem, "files_again": bool(form.uploads)}
            return await ticket_page(request, secret, parts, pages, status=422, **again)
        shelved = await shelve(parts.shelf, form)
        new = await _keep(secret, parts, tidy(text), shelved.files, form.text("key"))
        await (shelved.keep() if new else shelved.drop())
    parts.outbox.ring()
    return pages.see(f"/t/{secret}#latest")


@router.post("/close")
async def close(secret: str, parts: Parts, pages: Shown) -> Response:
    """Nothing changes where somebody was quicker: the page shows how it stands."""
    async with parts.database.transaction() as tx:
        with suppress(NotPossible):
            await resolution.close_own(await own_case(tx, parts, secret, parts.clock.now()))
    parts.outbox.ring()
    return pages.see(f"/t/{secret}")


@router.post("/reopen")
async def reopen(secret: str, parts: Parts, pages: Shown) -> Response:
    async with parts.database.transaction() as tx:
        with suppress(NotPossible):
            await resolution.reopen(await own_case(tx, parts, secret, parts.clock.now()))
    parts.outbox.ring()
    return pages.see(f"/t/{secret}")


@router.post("/call")
async def call(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    """Takes the wish back where it is not wanted any more."""
    async with sent_form(request) as form:
        wanted = call_form(form)
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        case = await own_case(tx, parts, secret, now)
        customer = await customers.hold(tx, case.ticket.customer_id)
        problem = wanted.problem(customer.phone)
        if problem is None and case.ticket.is_open and case.ticket.erased_at is None:
            if wanted.wanted:
                await wish_call(tx, case.ticket, customer, wanted, now)
            else:
                await tickets.wish_call(tx, case.ticket.id, None, now=now)
    if problem is not None:
        return await ticket_page(request, secret, parts, pages, status=422, call=wanted, call_problem=problem)
    parts.outbox.ring()
    return pages.see(f"/t/{secret}")


async def own_case(tx: AsyncConnection, parts: DeskParts, secret: str, now: datetime) -> Case:
    """The ticket in its customer's own hands. Raises LinkUnknown."""
    ticket = await ticket_of(tx, parts.links, secret)
    customer = await customers.hold(tx, ticket.customer_id)
    return await Case.open(tx, parts.bureau, ticket.id, Doer(customer.id, customer.name), now)


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
