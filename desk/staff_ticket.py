"""/staff/t/<number>: staff read a ticket, accept it with a promised time, mark it, and take their last deed back."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from bot.casework import acceptance, phoning, undo
from bot.casework.case import Case
from bot.casework.phoning import Result, Said
from bot.casework.promises import promised_at
from bot.storage import accounts, tickets
from desk.failures import Route
from desk.forms import Problem, tidy_name
from desk.visitors import FromOurPage
from desk.work import AtWork, Field

router = APIRouter(prefix="/staff/t/{ticket_id}", route_class=Route)


@router.get("")
async def show_ticket(work: AtWork) -> Response:
    return await work.page()


@router.get("/news")
async def show_news(work: AtWork, seen: Annotated[str, Query(max_length=40)] = "") -> Response:
    """A line, where the ticket is not what its page showed (``seen``); asked for again and again."""
    return await work.news(seen)


@router.post("/accept", dependencies=[FromOurPage])
async def accept(work: AtWork, promise: Field = "", moment: Field = "", first: Field = "", key: Field = "") -> Response:
    """Again, it promises a new time; the owner stays. ``first``: the page showed that nobody had accepted it."""
    office = work.parts.office
    promised = promised_at(promise, moment, work.now, office.calendar, office.zone)
    if promised is None:
        return await work.page(Problem.NO_PROMISE, "accept", status=422, moment=moment)

    async def deed(case: Case) -> None:
        await acceptance.accept(case, promised, asked=f"{promise} {moment}", first=bool(first))

    return await work.do("accept", deed, key=key, moment=moment)


@router.post("/urgent", dependencies=[FromOurPage])
async def mark_urgent(work: AtWork, urgent: Field = "", key: Field = "") -> Response:
    async def deed(case: Case) -> None:
        await acceptance.mark_urgent(case, urgent == "yes")

    return await work.do("urgent", deed, key=key)


@router.post("/undo", dependencies=[FromOurPage])
async def take_back(work: AtWork, key: Field = "") -> Response:
    return await work.do("undo", undo.take_back, key=key)


@router.post("/called", dependencies=[FromOurPage])
async def called(work: AtWork, key: Field = "") -> Response:
    """The wish is fulfilled; what was said on the phone goes into an answer or a note."""

    async def deed(case: Case) -> None:
        if case.ticket.callback_wish is not None:
            await phoning.called(case, Said(Result.REACHED))

    return await work.do("called", deed, key=key)


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
