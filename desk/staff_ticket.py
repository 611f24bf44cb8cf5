"""/staff/t/<number>: staff read a ticket, accept it with a promised time, answer, note, sort, resolve and reopen."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from bot import texts
from bot.storage import accounts, corrections, tickets
from bot.tickets import EntryKind
from desk.failures import Route
from desk.forms import Problem, problem_of, tidy, tidy_name
from desk.promises import promised_at
from desk.statuses import Change, Status
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
    zone = work.parts.company.zone
    promised = promised_at(promise, moment, work.now, zone)
    if promised is None:
        return await work.page(Problem.NO_PROMISE, "accept", status=422, promise=promise, moment=moment)
    status = Status(Change.ACCEPTED, promised)
    async with work.parts.database.transaction() as tx:
        is_open = (await tickets.get(tx, work.ticket_id)).is_open
        if is_open and (
            entry := await work.write(tx, EntryKind.STATUS, str(status), key=key, content=f"{promise} {moment}")
        ):
            ticket = await tickets.accept(
                tx,
                work.ticket_id,
                owner_id=work.colleague.id,
                owner_name=work.colleague.name,
                promised_at=promised,
                now=work.now,
            )
            await work.tell(tx, ticket, entry, lambda language, link: texts.accepted(language, ticket, link, zone))
    if not is_open:
        return await work.page(Problem.RESOLVED_MEANWHILE, "accept", status=409)
    return work.done()


@router.post("/reply", dependencies=[FromOurPage])
async def reply(work: AtWork, text: Field = "", key: Field = "") -> Response:
    said = tidy(text)
    if problem := problem_of(said):
        return await work.page(problem, "reply", status=422, text=text)
    async with work.parts.database.transaction() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
        if entry := await work.write(tx, EntryKind.REPLY, said, key=key):
            await tickets.touch(tx, ticket.id, work.now)
            await work.tell(tx, ticket, entry, lambda language, link: texts.staff_replied(language, ticket, said, link))
    return work.done()


@router.post("/note", dependencies=[FromOurPage])
async def note(work: AtWork, text: Field = "", key: Field = "") -> Response:
    """Stays among staff: no message is planned."""
    said = tidy(text)
    if problem := problem_of(said):
        return await work.page(problem, "note", status=422, text=text)
    async with work.parts.database.transaction() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
        if await work.write(tx, EntryKind.NOTE, said, key=key):
            await tickets.touch(tx, ticket.id, work.now)
    return work.done()


@router.post("/called", dependencies=[FromOurPage])
async def called(work: AtWork, key: Field = "") -> Response:
    """The wish is fulfilled; what was said on the phone goes into an answer or a note."""
    async with work.parts.database.transaction() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
        status = str(Status(Change.CALLED))
        if ticket.callback_wish is not None and await work.write(tx, EntryKind.STATUS, status, key=key):
            await tickets.wish_call(tx, ticket.id, None, now=work.now)
    return work.done()


@router.post("/category", dependencies=[FromOurPage])
async def change_category(work: AtWork, category: Field = "", key: Field = "") -> Response:
    """The card shows it, and the suggestions learn it; no message of its own is planned."""
    if category not in {known.key for known in work.parts.categories}:
        return await work.page(Problem.NO_CATEGORY, "category", status=422)
    learned = None
    async with work.parts.database.transaction() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
        status = str(Status(Change.CATEGORY, categories=(ticket.category, category)))
        if category != ticket.category and await work.write(
            tx, EntryKind.STATUS, status, key=key, content=f"category {category}"
        ):
            learned = await corrections.correct(tx, ticket, category, work.now)
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
    async with work.parts.database.transaction() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
        status = str(Status(Change.RESOLVED))
        if ticket.is_open and (entry := await work.write(tx, EntryKind.STATUS, status, key=key)):
            await tickets.resolve(tx, ticket.id, now=work.now)
            who = work.colleague.name
            await work.tell(tx, ticket, entry, lambda language, link: texts.resolved(language, ticket, who, link))
    return work.done()


@router.post("/reopen", dependencies=[FromOurPage])
async def reopen(work: AtWork, key: Field = "") -> Response:
    """The customer sees it on the ticket's page; a message follows when somebody answers or promises a time."""
    async with work.parts.database.transaction() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
        again = not ticket.is_open and ticket.merged_into_id is None
        if again and await work.write(tx, EntryKind.STATUS, str(Status(Change.REOPENED)), key=key):
            await tickets.reopen(tx, ticket.id, now=work.now)
    return work.done()
