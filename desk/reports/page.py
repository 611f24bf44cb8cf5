"""/staff/reports: the report of a period, the tables of it as files, and a month's to print."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from markupsafe import Markup

from bot.bookkeeping import Bookkeeper
from bot.languages import Language
from bot.reports import NoPeriod, Period, Step, month_of, period_of
from bot.texts.reports import period_name
from desk.failures import Route
from desk.pages import Shown
from desk.parts import DeskParts, Parts
from desk.reports.asking import Asked, asked, beside, comparable, question
from desk.reports.contents import TABLES
from desk.reports.gathering import gather
from desk.reports.pair import Pair
from desk.reports.pictures import pictures
from desk.reports.tables import Cell
from desk.reports.volume import figures
from desk.visitors import Reporter

router = APIRouter(prefix="/staff/reports", route_class=Route)

Words = Annotated[str, Query(max_length=40)]


@router.get("")
async def show(
    request: Request,
    colleague: Reporter,
    parts: Parts,
    pages: Shown,
    since: Annotated[str, Query(alias="from", max_length=40)] = "",
    until: Annotated[str, Query(alias="to", max_length=40)] = "",
    step: Words = "",
    day: Words = "",
) -> Response:
    wanted = _asked(parts, step, day, since, until)
    return pages.page(
        request,
        "report.html",
        colleague=colleague,
        asked=wanted,
        steps={one: question(period_of(one, wanted.period.first)) for one in (Step.DAY, Step.WEEK, Step.MONTH)},
        **await _contents(parts, pages.language(request), wanted.period),
    )


@router.get("/monthly/{month}")
async def show_month(request: Request, month: str, colleague: Reporter, parts: Parts, pages: Shown) -> Response:
    """Made to be printed."""
    try:
        period = comparable(month_of(month))
    except NoPeriod:
        raise HTTPException(404) from None
    contents = await _contents(parts, pages.language(request), period)
    return pages.page(request, "report_monthly.html", colleague=colleague, **contents)


@router.get("/{table}.csv")
async def download(
    request: Request,
    table: str,
    colleague: Reporter,
    parts: Parts,
    pages: Shown,
    since: Annotated[str, Query(alias="from", max_length=40)] = "",
    until: Annotated[str, Query(alias="to", max_length=40)] = "",
    step: Words = "",
    day: Words = "",
) -> Response:
    wanted = _asked(parts, step, day, since, until)
    if table not in TABLES or wanted.refused:
        raise HTTPException(404)
    pair = await _pair(parts, pages.language(request), wanted.period)
    name = f"{table}-{wanted.period.first}-{wanted.period.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(TABLES[table](pair).file, media_type="text/csv; charset=utf-8", headers=headers)


def _asked(parts: DeskParts, step: str, day: str, since: str, until: str) -> Asked:
    return asked(step, day, since, until, parts.clock.now().astimezone(parts.company.zone).date())


async def _pair(parts: DeskParts, language: Language, period: Period) -> Pair:
    now, books = parts.clock.now(), Bookkeeper(parts.database, parts.company)
    async with parts.database.reading() as tx:
        found = await gather(tx, period, parts.office, books, now)
        before = await gather(tx, period.before, parts.office, books, now)
    return Pair(language, found, before, parts.office.categories, parts.office.departments)


async def _contents(parts: DeskParts, language: Language, period: Period) -> dict[str, Any]:
    pair = await _pair(parts, language, period)
    charts = pictures(pair)
    drawn = await parts.drawer.vectors(list(charts.values()))

    def shown(cell: Cell) -> str:
        return cell.shown(language)

    return {
        "period": period,
        "period_name": period_name(language, period),
        "before_name": period_name(language, pair.before.period),
        "question": question(period),
        "earlier": _question(beside(period, -1)),
        "later": _question(beside(period, 1)),
        "made_at": pair.now.made_at,
        "figures": [(one.label, shown(one.now), shown(one.before)) for one in figures(pair)],
        "tables": [(table, table.shown(language)) for table in (make(pair) for make in TABLES.values())],
        # Written by `bot.charts.vector`, which keeps nothing but shapes and escaped texts.
        "charts": {key: Markup(svg) for key, svg in zip(charts, drawn, strict=False)},  # noqa: S704
        "undrawn": len(charts) > len(drawn),
    }


def _question(period: Period | None) -> str | None:
    return question(period) if period else None
