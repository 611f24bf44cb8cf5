"""/my/<secret>: a customer's own desk: their tickets, and the form for a new one."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response

from bot.storage import customers, drafts, entries, tickets
from bot.storage.drafts import Draft
from bot.tickets import Ticket, Via, title_of
from desk.failures import Route
from desk.forms import MAX_TEXT, Number, Problem, message_id, problem_of, tidy
from desk.messages import message
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.visitors import customer_of

PAGE = 20
BETWEEN_DRAFTS = "\n\n"

router = APIRouter(prefix="/my/{secret}", route_class=Route)


@router.get("")
async def show_desk(
    request: Request, secret: str, parts: Parts, pages: Shown, before: Annotated[Number | None, Query()] = None
) -> Response:
    return await _page(request, secret, parts, pages, before=before)


@router.post("")
async def file_ticket(
    request: Request,
    secret: str,
    parts: Parts,
    pages: Shown,
    text: Annotated[str, Form()] = "",
    category: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
    last_draft: Annotated[Number, Form()] = 0,
) -> Response:
    problem = problem_of(tidy(text))
    if problem is None and category not in {known.key for known in parts.categories}:
        problem = Problem.NO_CATEGORY
    if problem:
        form = {"text": text, "chosen": category, "problem": problem, "last_draft": last_draft}
        return await _page(request, secret, parts, pages, status=422, form=form)
    ticket = await _file(secret, parts, tidy(text), category, key, last_draft)
    return pages.see(pages.ticket_path(ticket))


async def _file(secret: str, parts: DeskParts, text: str, category: str, key: str, last_draft: int) -> Ticket:
    """The new ticket, or the one that the same form made before."""
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        customer = await customer_of(tx, parts.links, secret)
        # Of two presses on "send", the second waits here until the first is done, and then finds its ticket.
        await customers.hold(tx, customer.id)
        if (filed := await entries.ticket_of(tx, customer.id, message_id(key, text))) is not None:
            return await tickets.get(tx, filed)
        ticket = await tickets.open_new(
            tx,
            customer_id=customer.id,
            chat_id=None,
            title=title_of(text),
            category=category,
            via=Via.DESK,
            now=now,
        )
        await entries.add(tx, message(ticket.id, customer, text, key, now))
        await drafts.sent(tx, customer.id, ticket.id, last_id=last_draft)
        await customers.migrate(tx, customer.id, now)
        return ticket


async def _page(
    request: Request,
    secret: str,
    parts: DeskParts,
    pages: Pages,
    *,
    before: int | None = None,
    form: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    async with parts.database.reading() as tx:
        customer = await customer_of(tx, parts.links, secret)
        mine = await tickets.of_customer(tx, customer.id, before=before, limit=PAGE + 1)
        waiting = fitting(await drafts.waiting(tx, customer.id))
    empty = {
        "text": BETWEEN_DRAFTS.join(draft.text for draft in waiting),
        "chosen": "",
        "problem": None,
        "last_draft": waiting[-1].id if waiting else 0,
    }
    return pages.page(
        request,
        "my.html",
        customer.language,
        status=status,
        customer=customer,
        tickets=mine[:PAGE],
        older=mine[PAGE - 1].id if len(mine) > PAGE else None,
        first_page=before is None,
        now=parts.clock.now(),
        **(form or empty),
    )


def fitting(waiting: list[Draft]) -> list[Draft]:
    """As many as one form takes, at least one; the others wait for the next."""
    taken: list[Draft] = []
    room = MAX_TEXT
    for draft in waiting:
        room -= len(draft.text) + (len(BETWEEN_DRAFTS) if taken else 0)
        if taken and room < 0:
            break
        taken.append(draft)
    return taken
