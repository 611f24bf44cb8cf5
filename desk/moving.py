"""/staff/move: how far the move is, how far it will be at the deadline, and who still needs a call."""

from datetime import timedelta
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.funnel import FunnelDay, Reach, outlook, outlooks
from bot.headcount import Headcount
from bot.languages import Language
from bot.reports import share
from bot.storage import funnel, remaining, transitions
from bot.texts.progress import flow_names, forecast_words, reach_name, stage_names
from bot.texts.reports import day_label
from desk import movecurves
from desk.callwords import result_names
from desk.failures import Route
from desk.movelist import LONGEST_WORD, PAGE, PEOPLE_SHOWN, file, position, position_of, rows, wanted_of
from desk.pages import Shown
from desk.parts import Parts
from desk.spreadsheet import BYTE_ORDER_MARK, line
from desk.visitors import Reporter

router = APIRouter(prefix="/staff/move", route_class=Route)

STAGES = ("known", "reached", "opened", "filed", "migrated")
FLOWS = ("chat_messages", "desk_messages", "chat_issues", "desk_issues")

Word = Annotated[str, Query(max_length=200)]


@router.get("")
async def show(
    request: Request,
    colleague: Reporter,
    parts: Parts,
    pages: Shown,
    reach: Word = "",
    word: Word = "",
    called: bool = False,
    after: Word = "",
) -> Response:
    """``after`` pages on behind that line of the list; ``called``: also those who are left in peace."""
    now, language, wanted = parts.clock.now(), pages.language(request), wanted_of(reach, word, called)
    staff = parts.people.everyone
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
        days = [*await funnel.since(tx), await Headcount(parts.database, parts.company, parts.people).today(tx, now)]
        found = await rows(tx, now, staff, wanted, position(after), limit=PAGE + 1)
        counts = await remaining.by_reach(tx, now, staff)
    today, yesterday = days[-1], days[-2] if len(days) > 1 else None
    zone, window = parts.company.zone, transition.window
    drawn = movecurves.shown_from(days, window.launch.astimezone(zone).date())
    coming = outlooks(days, transition, zone)
    stays = {one: counts.get(one, (0, 0)) for one in Reach if one is not Reach.MOVED}
    return pages.page(
        request,
        "move.html",
        colleague=colleague,
        today=today,
        stages=[(name, getattr(today, stage), *_beside(today, yesterday, stage)) for stage, name in _names(language)],
        names=stage_names(language),
        flows=flow_names(language),
        forecast=forecast_words(language, today, outlook(days, transition, now, zone), transition, now, zone),
        day_label=partial(day_label, language),
        curves=movecurves.stages(drawn, coming, window.deadline.astimezone(zone).date()),
        bars=movecurves.shift(drawn),
        drawn=drawn,
        coming=[(today.day + timedelta(days=number), one) for number, one in enumerate(coming) if number],
        rows=found[:PAGE],
        people_shown=PEOPLE_SHOWN,
        next=position_of(found[PAGE - 1].party) if len(found) > PAGE else None,
        after=after,
        wanted=wanted,
        longest_word=LONGEST_WORD,
        reaches={one: reach_name(language, one) for one in Reach},
        stays=stays,
        arrived=Reach.MOVED,
        moved=counts.get(Reach.MOVED, (0, 0)),
        results=result_names(language),
        asking=_asking(wanted.reach, wanted.word, called),
        asking_of={one: _asking(one, wanted.word, called) for one in (None, *Reach)},
    )


@router.get(".csv")
async def download(request: Request, colleague: Reporter, parts: Parts, pages: Shown) -> Response:
    """Each day that was counted, today as it is now, and the days ahead as they are forecast."""
    language = pages.language(request)
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
        today = await Headcount(parts.database, parts.company, parts.people).today(tx, parts.clock.now())
        days = [*await funnel.since(tx), today]
    names, flows = stage_names(language), flow_names(language)
    columns = [*STAGES, "holdouts", "blocked"]
    heads = [language.gettext("Day"), *(names[one] for one in columns), *(flows[one] for one in FLOWS)]
    ahead = [language.gettext("Not moved, forecast"), language.gettext("At least"), language.gettext("At most")]
    written = [line([*heads, *ahead])]
    written += [
        line([str(one.day), *(getattr(one, column) for column in (*columns, *FLOWS)), *[None] * 3]) for one in days
    ]
    for number, one in enumerate(outlooks(days, transition, parts.company.zone)):
        if number:
            empty = [None] * (len(columns) + len(FLOWS))
            written.append(line([str(today.day + timedelta(days=number)), *empty, one.likely, one.low, one.high]))
    return Response(
        BYTE_ORDER_MARK + "".join(written),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="move.csv"'},
    )


@router.get("/people.csv")
async def download_list(
    request: Request,
    colleague: Reporter,
    parts: Parts,
    pages: Shown,
    reach: Word = "",
    word: Word = "",
    called: bool = False,
) -> Response:
    return StreamingResponse(
        file(parts, wanted_of(reach, word, called), pages.language(request)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="to-call.csv"'},
    )


def _names(language: Language) -> list[tuple[str, str]]:
    return [(stage, name) for stage, name in stage_names(language).items() if stage in STAGES]


def _beside(today: FunnelDay, yesterday: FunnelDay | None, stage: str) -> tuple[float, int | None]:
    """Its share of those who are known, and what came to it today."""
    number: int = getattr(today, stage)
    return share(number, today.known) or 0.0, None if yesterday is None else number - getattr(yesterday, stage)


def _asking(reach: Reach | None, word: str, called: bool) -> str:
    """The part of an address that asks for it."""
    asked = {"reach": reach.word if reach is not None else "", "word": word, "called": "1" if called else ""}
    return urlencode({key: value for key, value in asked.items() if value})
