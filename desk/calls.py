"""/staff/calls: who is to be called, with number and wish; what came of a call is recorded in two taps."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.casework.case import Case, Doer
from bot.casework.phoning import Result, Said, called, called_contact, called_customer
from bot.casework.promises import Promise, promised_at
from bot.errors import NotPossible
from bot.languages import Language
from bot.storage import calllist, contacts, customers
from bot.storage.calllist import Why
from bot.texts.callback import call_time
from desk.calllines import Line, lines, position_of
from desk.callwords import result_names, why_names
from desk.failures import Route
from desk.forms import Number, Problem, problem_of, tidy
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.spreadsheet import BYTE_ORDER_MARK, line
from desk.visitors import Colleague, FromOurPage, SignedIn

PAGE = 25
PAGE_OF_FILE = 1_000

Field = Annotated[str, Form()]
Wanted = Annotated[Why | None, Query()]

router = APIRouter(prefix="/staff/calls", route_class=Route)


@router.get("")
async def show(
    request: Request,
    colleague: SignedIn,
    parts: Parts,
    pages: Shown,
    why: Wanted = None,
    after: Annotated[str, Query(max_length=100)] = "",
    noted: bool = False,
) -> Response:
    """Who has waited longest first; ``after`` pages on behind that line."""
    return await _list(request, colleague, parts, pages, why, after, noted=noted)


@router.get(".csv")
async def download(request: Request, colleague: SignedIn, parts: Parts, pages: Shown, why: Wanted = None) -> Response:
    return StreamingResponse(
        _file(parts, why, pages.language(request)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="calls{f"-{why}" if why else ""}.csv"'},
    )


@router.post("", dependencies=[FromOurPage])
async def log(
    request: Request,
    colleague: SignedIn,
    parts: Parts,
    pages: Shown,
    customer: Annotated[Number | None, Form()] = None,
    contact: Annotated[Number | None, Form()] = None,
    ticket: Annotated[Number | None, Form()] = None,
    result: Field = "",
    note: Field = "",
    again: Field = "",
    key: Field = "",
    why: Annotated[Why | None, Form()] = None,
    after: Field = "",
    line: Field = "",
) -> Response:
    """One of ``customer`` and ``contact`` was called.

    ``line``: which one it was on; ``why`` and ``after``: the page of the list, to go back to.
    """
    now, office = parts.clock.now(), parts.office
    kept = {"line": line, "note": note, "again": again}
    said = tidy(note)
    problem = problem_of(said) if said else None
    again_at = None
    if result not in set(Result):
        problem = Problem.EMPTY
    elif result == Result.AGAIN:
        again_at = promised_at(Promise.MOMENT, again, now, office.calendar, office.zone)
        problem = problem or (Problem.NO_PROMISE if again_at is None else None)
    if problem is not None:
        return await _list(request, colleague, parts, pages, why, after, problem=problem, kept=kept)
    outcome, doer = Said(Result(result), said, again_at), Doer(colleague.id, colleague.name)
    try:
        async with parts.database.transaction() as tx:
            if customer is None:
                if contact is None or await contacts.get(tx, contact) is None:
                    raise HTTPException(404)
                await called_contact(tx, contact, outcome, doer, now)
            elif await customers.get(tx, customer) is None:
                raise HTTPException(404)
            elif ticket is None:
                await called_customer(tx, customer, outcome, doer, now)
            else:
                case = await Case.open(tx, parts.bureau, ticket, doer, now, key=key)
                if case.ticket.customer_id != customer:
                    raise HTTPException(404)
                case.require_kept()
                await called(case, outcome)
    except NotPossible:
        # Erased or merged meanwhile: there is no line for it any more.
        pass
    parts.outbox.ring()
    return pages.see(f"/staff/calls?noted=1{f'&why={why}' if why else ''}")


async def _list(
    request: Request,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    why: Why | None,
    after: str,
    *,
    noted: bool = False,
    problem: Problem | None = None,
    kept: dict[str, str] | None = None,
) -> Response:
    now, office, language = parts.clock.now(), parts.office, pages.language(request)
    staff = parts.people.everyone
    async with parts.database.reading() as tx:
        found = await lines(tx, now, staff, why, after, limit=PAGE + 1)
        counts = await calllist.counts(tx, now, staff)
    tomorrow = office.calendar.days_after(now, 1, office.zone) or now
    return pages.page(
        request,
        "calls.html",
        status=422 if problem else 200,
        colleague=colleague,
        lines=found[:PAGE],
        counts=counts,
        why=why,
        whys=why_names(language),
        results=result_names(language),
        next=position_of(found[PAGE - 1]) if len(found) > PAGE else None,
        after=after,
        noted=noted,
        tomorrow=f"{tomorrow.astimezone(office.zone):%Y-%m-%dT%H:%M}",
        earliest=f"{now.astimezone(office.zone):%Y-%m-%dT%H:%M}",
        problem=problem,
        kept=kept or {"line": "", "note": "", "again": ""},
    )


async def _file(parts: DeskParts, why: Why | None, language: Language) -> AsyncIterator[str]:
    """All but those who stay or never came, unless they are asked for; a page of rows at a time."""
    heads = (
        language.gettext("Why"),
        language.gettext("Since"),
        language.gettext("Customer"),
        language.gettext("Number"),
        "Telegram",
        language.gettext("Wish"),
        language.gettext("Issue"),
        language.gettext("Title"),
    )
    yield BYTE_ORDER_MARK + line(
        [
            *heads,
            language.gettext("Open issues"),
            language.gettext("Last call"),
            language.gettext("Result"),
            language.gettext("By"),
            language.gettext("Note"),
            language.gettext("Again at"),
        ]
    )
    after, more = "", True
    while more:
        async with parts.database.reading() as tx:
            now = parts.clock.now()
            found = await lines(tx, now, parts.people.everyone, why, after, limit=PAGE_OF_FILE)
        yield "".join(line(_cells(one, parts, language)) for one in found)
        more = len(found) == PAGE_OF_FILE
        after = position_of(found[-1]) if found else ""


def _cells(one: Line, parts: DeskParts, language: Language) -> list[Any]:
    def local(moment: Any) -> str | None:
        return None if moment is None else f"{moment.astimezone(parts.company.zone):%Y-%m-%d %H:%M}"

    person, ticket, last = one.person, one.ticket, one.last
    return [
        why_names(language)[one.due.why],
        local(one.due.at),
        person.name,
        person.phone,
        one.username and f"https://t.me/{one.username}",
        one.wish and call_time(language, one.wish),
        ticket.id if ticket else None,
        ticket.title if ticket else None,
        " ".join(f"#{number}" for number, _ in one.open),
        local(last.at) if last else None,
        result_names(language).get(last.result, last.result) if last else None,
        last.person_name if last else None,
        last.note if last else None,
        local(last.again_at) if last else None,
    ]
