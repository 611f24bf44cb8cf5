"""/my/<secret>: a customer's own desk: their tickets, the form for a new one, rewards, and which news they want."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.news import News
from bot.languages import Language
from bot.office.rewards import Earned
from bot.storage import drafts, files, filings, rewards, tickets
from bot.storage.customers import Customer
from bot.storage.drafts import Draft
from desk.failures import Route
from desk.filing import Filing, file_ticket, filing_of
from desk.forms import MAX_TEXT, Number, Problem
from desk.freshness import fresh
from desk.limits import WITHIN
from desk.opening import note_opened
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.standing import standing
from desk.uploads import sent_form, shelve
from desk.visitors import customer_of

PAGE = 20
BETWEEN_DRAFTS = "\n\n"

router = APIRouter(prefix="/my/{secret}", route_class=Route)

Before = Annotated[Number | None, Query()]


@router.get("")
async def show_desk(
    request: Request,
    secret: str,
    parts: Parts,
    pages: Shown,
    before: Before = None,
    saved: Annotated[bool, Query()] = False,
) -> Response:
    return await _page(request, secret, parts, pages, before=before, saved=saved)


@router.get("/live")
async def show_what_changes(
    request: Request, secret: str, parts: Parts, pages: Shown, before: Before = None
) -> Response:
    """The list, as it is now."""
    async with parts.database.reading() as tx:
        customer = await customer_of(tx, parts.links, secret)
        listed = await _listed(tx, parts, customer, before)
    return fresh(request, pages.page(request, "my_list.html", customer.language, **listed))


@router.post("")
async def file(
    request: Request,
    secret: str,
    parts: Parts,
    pages: Shown,
) -> Response:
    async with parts.database.reading() as tx:
        customer = await customer_of(tx, parts.links, secret)
    async with sent_form(request) as form:
        filing = filing_of(form)
        if problem := filing.problem(parts, customer) or form.problem:
            return await _page(request, secret, parts, pages, status=422, filing=filing, problem=problem)
        shelved = await shelve(parts.shelf, form)
        ticket, new = await file_ticket(secret, parts, filing, shelved.files)
        await (shelved.keep() if new else shelved.drop())
    if ticket is None:
        busy = Problem.TOO_MANY_ISSUES
        answer = await _page(request, secret, parts, pages, status=429, filing=filing, problem=busy)
        answer.headers["Retry-After"] = str(int(WITHIN.total_seconds()))
        return answer
    parts.outbox.ring()
    parts.agenda.ring()
    return pages.see(pages.ticket_path(ticket))


async def _page(
    request: Request,
    secret: str,
    parts: DeskParts,
    pages: Pages,
    *,
    before: int | None = None,
    filing: Filing | None = None,
    problem: Problem | None = None,
    saved: bool = False,
    status: int = 200,
) -> Response:
    async with parts.database.reading() as tx:
        customer = await customer_of(tx, parts.links, secret)
        listed = await _listed(tx, parts, customer, before)
        waiting = fitting(await drafts.waiting(tx, customer.id))
        brought = await files.of_drafts(tx, [draft.id for draft in waiting])
        earned = await rewards.of_customer(tx, customer.id)
        numbers = await tickets.by_id(tx, {one.ticket_id for one in earned})
        offered = await _offered(tx, parts, customer, pages.language(request, customer.language))
    await note_opened(request, parts, customer)
    last_draft = waiting[-1].id if waiting else 0
    empty = Filing(text=BETWEEN_DRAFTS.join(draft.text for draft in waiting), last_draft=last_draft)
    return pages.page(
        request,
        "my.html",
        customer.language,
        status=status,
        customer=customer,
        form=replace(filing or empty, key=""),
        problem=problem,
        brought=[file for draft in waiting for file in brought.get(draft.id, ())],
        hints=_hints(parts, pages.language(request, customer.language)),
        earned=earned,
        rewarded=numbers,
        offered=offered,
        news=[(one, one not in (customer.muted or ())) for one in News],
        saved=saved,
        **listed,
    )


async def _listed(tx: AsyncConnection, parts: DeskParts, customer: Customer, before: int | None) -> dict[str, Any]:
    mine = await tickets.of_customer(tx, customer.id, before=before, limit=PAGE + 1)
    now = parts.clock.now()
    return {
        "tickets": [(ticket, standing(ticket, (), now), parts.office.department_of(ticket)) for ticket in mine[:PAGE]],
        "older": mine[PAGE - 1].id if len(mine) > PAGE else None,
        "first_page": before is None,
        "before": before,
    }


async def _offered(tx: AsyncConnection, parts: DeskParts, customer: Customer, language: Language) -> str | None:
    """What the first issue on the desk is rewarded with, for who has filed none yet."""
    reward = next((one for one in parts.office.rewards if one.rule is Earned.FIRST_ISSUE), None)
    if reward is None or not await filings.is_first(tx, customer.id):
        return None
    return reward.gift.in_language(language.code)


def _hints(parts: DeskParts, language: Language) -> dict[str, str]:
    """What to tell, by the category's key, so that it can be solved at once."""
    hints = {one.key: one.hint for one in parts.categories if one.hint is not None}
    return {key: hint.in_language(language.code) for key, hint in hints.items()}


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
