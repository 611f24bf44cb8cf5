"""/my/<secret>: a customer's own desk: their tickets, and the form for a new one."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from bot.files import File
from bot.storage import customers, drafts, entries, files, tickets
from bot.storage.drafts import Draft
from bot.tickets import Ticket, Via, title_of
from desk.failures import Route
from desk.forms import MAX_TEXT, Number, Problem, problem_of, tidy
from desk.messages import message
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.uploads import SentForm, sent_form, shelve
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
) -> Response:
    async with parts.database.reading() as tx:
        await customer_of(tx, parts.links, secret)
    async with sent_form(request) as form:
        text, category = form.text("text"), form.text("category")
        problem = problem_of(tidy(text)) or form.problem
        if problem is None and category not in {known.key for known in parts.categories}:
            problem = Problem.NO_CATEGORY
        if problem:
            back = {"text": text, "chosen": category, "problem": problem, "files_again": bool(form.uploads)}
            back |= {"last_draft": form.number("last_draft")}
            return await _page(request, secret, parts, pages, status=422, form=back)
        shelved = await shelve(parts.shelf, form)
        ticket, new = await _file(secret, parts, tidy(text), category, shelved.files, form)
        await (shelved.keep() if new else shelved.drop())
    return pages.see(pages.ticket_path(ticket))


async def _file(
    secret: str, parts: DeskParts, text: str, category: str, attached: tuple[File, ...], form: SentForm
) -> tuple[Ticket, bool]:
    """The new ticket; or, and False, the one that the same form made before."""
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        customer = await customer_of(tx, parts.links, secret)
        # Of two presses on "send", the second waits here until the first is done, and then finds its ticket.
        await customers.hold(tx, customer.id)
        said = message(customer, text, attached, form.text("key"), now)
        if (filed := await entries.ticket_of(tx, customer.id, said.message_id or 0)) is not None:
            return await tickets.get(tx, filed), False
        ticket = await tickets.open_new(
            tx,
            customer_id=customer.id,
            chat_id=None,
            title=title_of(text),
            category=category,
            via=Via.DESK,
            now=now,
        )
        entry = await entries.add(tx, said.of_ticket(ticket.id))
        sent = await drafts.sent(tx, customer.id, ticket.id, last_id=form.number("last_draft"))
        if entry is not None:
            await files.send_drafts(tx, sent, entry.id)
        await customers.migrate(tx, customer.id, now)
        return ticket, True


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
        brought = await files.of_drafts(tx, [draft.id for draft in waiting])
    empty = {
        "text": BETWEEN_DRAFTS.join(draft.text for draft in waiting),
        "chosen": "",
        "problem": None,
        "files_again": False,
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
        brought=[file for draft in waiting for file in brought.get(draft.id, ())],
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
