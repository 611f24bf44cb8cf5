"""/staff/causes: the weak spots, with what is changed because of them."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from bot.reports import Period, Step
from bot.storage import improvements
from bot.storage.improvements import Improvement
from bot.storage.reports import weaknesses
from bot.texts.reports import cause_name, period_name
from bot.tickets import Cause
from desk.colleagues import names_of
from desk.failures import Route
from desk.improving import Fault, Typed
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.reports.asking import Asked, asked, question
from desk.reports.spots import improvements_table, spots_table
from desk.visitors import Colleague, Reporter

router = APIRouter(prefix="/staff/causes", route_class=Route)

USUAL = timedelta(days=89)
"""Without a wish, a quarter is shown: weak spots do not show in a day."""
ISSUES_SHOWN = 5
ISSUES_IN_FILE = 50

Day = Annotated[str, Query(max_length=40)]
Since = Annotated[str, Query(alias="from", max_length=40)]
Until = Annotated[str, Query(alias="to", max_length=40)]


@router.get("")
async def show(
    request: Request,
    colleague: Reporter,
    parts: Parts,
    pages: Shown,
    since: Since = "",
    until: Until = "",
    cause: Day = "",
    category: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """``cause`` and ``category`` are filled into the form for an improvement."""
    form = Typed(cause=cause, category=category, owner=str(colleague.id))
    return await page_of_causes(request, colleague, parts, pages, period_asked(parts, since, until), form)


@router.get("/causes.csv")
async def download(
    request: Request, colleague: Reporter, parts: Parts, pages: Shown, since: Since = "", until: Until = ""
) -> Response:
    wanted = period_asked(parts, since, until)
    if wanted.refused:
        raise HTTPException(404)
    async with parts.database.reading() as tx:
        found = await weaknesses.spots(tx, wanted.period.span(parts.company.zone), issues=ISSUES_IN_FILE)
    table = spots_table(pages.language(request), found, parts.categories)
    return _file(f"causes-{wanted.period.first}-{wanted.period.last}.csv", table.file)


@router.get("/improvements.csv")
async def download_improvements(request: Request, colleague: Reporter, parts: Parts, pages: Shown) -> Response:
    async with parts.database.reading() as tx:
        every = await improvements.every(tx)
    table = improvements_table(pages.language(request), every, parts.categories, parts.company.zone)
    return _file("improvements.csv", table.file)


async def owners_for(parts: DeskParts, of: Improvement | None = None) -> dict[int, str]:
    """Whom it can be given to: all of staff, by the names that they are known under; whoever has it keeps it."""
    async with parts.database.reading() as tx:
        found = await names_of(tx, parts.office)
    if of is not None and of.owner_id is not None:
        found.setdefault(of.owner_id, of.owner_name)
    return found


def period_asked(parts: DeskParts, since: str, until: str) -> Asked:
    today = today_of(parts)
    if not since and not until:
        usual = Period(Step.RANGE, today - USUAL, today)
        return Asked(usual, False, str(usual.first), str(usual.last))
    return asked("", "", since, until, today)


def today_of(parts: DeskParts) -> date:
    return parts.clock.now().astimezone(parts.company.zone).date()


async def page_of_causes(
    request: Request,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    wanted: Asked,
    form: Typed,
    fault: Fault | None = None,
) -> Response:
    language = pages.language(request)
    async with parts.database.reading() as tx:
        found = await weaknesses.spots(tx, wanted.period.span(parts.company.zone), issues=ISSUES_SHOWN)
        every = await improvements.every(tx)
    return pages.page(
        request,
        "causes.html",
        status=422 if fault else 200,
        colleague=colleague,
        asked=wanted,
        question=question(wanted.period),
        period_name=period_name(language, wanted.period),
        spots=found,
        most=max((spot.count for spot in found), default=0),
        improvements=every,
        today=today_of(parts),
        causes={cause: cause_name(language, cause) for cause in Cause},
        owners=await owners_for(parts),
        kept=form,
        fault=fault,
    )


def _file(name: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
