"""/staff/t/<number>: staff read a ticket, accept it with a promised time, answer, note, sort, resolve and reopen."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Form, Response

from bot.casework import acceptance, answers, dispatch, resolution
from bot.casework.promises import promised_at
from bot.casework.statuses import Change
from bot.errors import NotPossible, TicketResolved
from bot.storage import accounts, tickets
from desk.failures import Route
from desk.forms import Problem, problem_of, tidy, tidy_name
from desk.visitors import FromOurPage
from desk.work import AtWork

Field = Annotated[str, Form()]

router = APIRouter(prefix="/staff/t/{ticket_id}", route_class=Route)


@router.get("")
async def show_ticket(work: AtWork) -> Response:
    return await work.page()


@router.post("/accept", dependencies=[FromOurPage])
async def accept(work: AtWork, promise: Field = "", moment: Field = "", key: Field = "") -> Response:
    """Again, it promises a new time; the owner stays."""
    office = work.parts.office
    promised = promised_at(promise, moment, work.now, office.calendar, office.zone)
    if promised is None:
        return await work.page(Problem.NO_PROMISE, "accept", status=422, promise=promise, moment=moment)
    try:
        async with work.parts.database.transaction() as tx:
            await acceptance.accept(await work.case(tx, key), promised, asked=f"{promise} {moment}")
    except TicketResolved:
        return await work.page(Problem.RESOLVED_MEANWHILE, "accept", status=409)
    return work.done()


@router.post("/reply", dependencies=[FromOurPage])
async def reply(work: AtWork, text: Field = "", key: Field = "") -> Response:
    said = tidy(text)
    if problem := problem_of(said):
        return await work.page(problem, "reply", status=422, text=text)
    async with work.parts.database.transaction() as tx:
        await answers.reply(await work.case(tx, key), said)
    return work.done()


@router.post("/note", dependencies=[FromOurPage])
async def note(work: AtWork, text: Field = "", key: Field = "") -> Response:
    """Stays among staff."""
    said = tidy(text)
    if problem := problem_of(said):
        return await work.page(problem, "note", status=422, text=text)
    async with work.parts.database.transaction() as tx:
        await answers.note(await work.case(tx, key), said)
    return work.done()


@router.post("/called", dependencies=[FromOurPage])
async def called(work: AtWork, key: Field = "") -> Response:
    """The wish is fulfilled; what was said on the phone goes into an answer or a note."""
    async with work.parts.database.transaction() as tx:
        case = await work.case(tx, key)
        if case.ticket.callback_wish is not None and await case.note_change(Change.CALLED):
            await case.change(callback_wish=None, callback_wished_at=None)
    return work.done()


@router.post("/category", dependencies=[FromOurPage])
async def change_category(work: AtWork, category: Field = "", key: Field = "") -> Response:
    """The card shows it, and the suggestions learn it; no message of its own is planned."""
    try:
        async with work.parts.database.transaction() as tx:
            learned = await dispatch.sort(await work.case(tx, key), category)
    except NotPossible:
        return await work.page(Problem.NO_CATEGORY, "category", status=422)
    if learned is not None:
        work.parts.suggester.learn(learned, category)
    return work.done()


@router.post("/company", dependencies=[FromOurPage])
async def assign_company(work: AtWork, company: Field = "") -> Response:
    """Of the customer, and of the chat that the ticket came from; an empty one takes them out of theirs."""
    name = tidy_name(company)
    async with work.parts.database.transaction() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
        account = await accounts.named(tx, name) if name else None
        if ticket.erased_at is None:
            await accounts.assign(tx, account, customer_id=ticket.customer_id, chat_id=ticket.chat_id)
    return work.done()


@router.post("/resolve", dependencies=[FromOurPage])
async def resolve(work: AtWork, key: Field = "") -> Response:
    with suppress(TicketResolved):
        async with work.parts.database.transaction() as tx:
            await resolution.resolve(await work.case(tx, key), resolution.Solution())
    return work.done()


@router.post("/reopen", dependencies=[FromOurPage])
async def reopen(work: AtWork, key: Field = "") -> Response:
    with suppress(NotPossible):
        async with work.parts.database.transaction() as tx:
            await resolution.reopen(await work.case(tx, key))
    return work.done()
