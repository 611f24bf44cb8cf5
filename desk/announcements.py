"""/staff/announcements: their words by stage and language, when the next go out, and how the last ones went."""

from datetime import datetime, time, timedelta
from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response

from bot import texts
from bot.deliveries import Purpose
from bot.languages import NAMES, language
from bot.notices import frozen, stage_at
from bot.placeholders import FROZEN, PERSONAL, REQUIRED, Stage, fill
from bot.storage import announcement_texts, broadcasts, ledger, office, transitions
from bot.transition import Phase, Transition
from desk import complaints
from desk.complaints import Complaint
from desk.failures import Route
from desk.forms import tidy
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.visitors import Broadcaster, Colleague, FromOurPage

SENT_SHOWN = 20
ANNOUNCING = frozenset({Phase.ANNOUNCING, Phase.OPEN})

router = APIRouter(prefix="/staff/announcements", route_class=Route)


@router.get("")
async def show(request: Request, colleague: Broadcaster, parts: Parts, pages: Shown) -> Response:
    now, zone = parts.clock.now(), parts.company.zone
    # Today and tomorrow, as the company reckons days.
    until = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.max, zone)
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
        words = {
            stage: {code: (written.get(code), texts.notice(language(code), stage)) for code in NAMES}
            for stage in Stage
            for written in [await announcement_texts.of_stage(tx, stage)]
        }
        kinds = (Purpose.ANNOUNCEMENT, Purpose.LAST_CALL, Purpose.CLOSING)
        sent = await broadcasts.page(tx, kinds=kinds, limit=SENT_SHOWN)
        books = {one.id: await ledger.books(tx, one.id) for one in sent}
    return pages.page(
        request,
        "announcements.html",
        colleague=colleague,
        words=words,
        today=stage_at(transition, now, parts.company),
        slots=[
            (at, stage_at(transition, at, parts.company))
            for at in parts.slots(now, until, transition.times)
            if transition.phase(at, zone) in ANNOUNCING
        ],
        sent=sent,
        books=books,
    )


@router.get("/{stage}/{code}")
async def edit(
    request: Request,
    stage: Stage,
    code: str,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    done: Annotated[str, Query()] = "",
) -> Response:
    _spoken(code)
    async with parts.database.reading() as tx:
        written = (await announcement_texts.of_stage(tx, stage)).get(code)
    text = written or texts.notice(language(code), stage)
    return await _page(request, stage, code, colleague, parts, pages, text, is_own=written is not None, done=done)


@router.post("/{stage}/{code}", dependencies=[FromOurPage])
async def save(
    request: Request,
    stage: Stage,
    code: str,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    text: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "",
) -> Response:
    """Nothing is saved as long as something is wrong, nor when it is only to be looked at."""
    _spoken(code)
    said = tidy(text)
    wrong = complaints.of_announcement(said, stage)
    if wrong or then == "look":
        status = 422 if wrong else 200
        return await _page(request, stage, code, colleague, parts, pages, said, wrong=wrong, status=status)
    async with parts.database.transaction() as tx:
        before = (await announcement_texts.of_stage(tx, stage)).get(code)
        now = parts.clock.now()
        await announcement_texts.save(tx, stage, code, said, by=colleague.id, now=now)
        if said != before:
            await office.record(tx, _change(now, colleague, stage, code, before, said))
    return pages.see(f"/staff/announcements/{stage}/{code}?done=saved")


@router.post("/{stage}/{code}/forget", dependencies=[FromOurPage])
async def forget(stage: Stage, code: str, colleague: Broadcaster, parts: Parts, pages: Shown) -> Response:
    """The built-in words stand again."""
    _spoken(code)
    async with parts.database.transaction() as tx:
        before = (await announcement_texts.of_stage(tx, stage)).get(code)
        await announcement_texts.forget(tx, stage, code)
        if before is not None:
            await office.record(tx, _change(parts.clock.now(), colleague, stage, code, before, None))
    return pages.see(f"/staff/announcements/{stage}/{code}?done=forgotten")


def _change(
    now: datetime, colleague: Colleague, stage: Stage, code: str, before: str | None, after: str | None
) -> office.Change:
    return office.Change(now, colleague.id, colleague.name, "announcements", f"{stage.value}/{code}", before, after)


def _spoken(code: str) -> None:
    if code not in NAMES:
        raise HTTPException(404)


async def _page(
    request: Request,
    stage: Stage,
    code: str,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    text: str,
    *,
    wrong: list[Complaint] | None = None,
    is_own: bool | None = None,
    status: int = 200,
    done: str = "",
) -> Response:
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
        if is_own is None:
            is_own = code in await announcement_texts.of_stage(tx, stage)
    return pages.page(
        request,
        "announcement.html",
        status=status,
        colleague=colleague,
        stage=stage,
        code=code,
        language_name=NAMES[code],
        text=text,
        is_own=is_own,
        complaints=wrong or [],
        preview=None if wrong else _today(text, code, transition, parts),
        placeholders=(*FROZEN, *PERSONAL),
        required=REQUIRED[stage],
        done=done,
    )


def _today(text: str, code: str, transition: Transition, parts: DeskParts) -> str:
    """As a customer would read it if it went out now; the customer is made up, and their link leads nowhere."""
    personal = {"link": escape(f"{parts.links.public_url}/my/…"), "name": "王小明" if code == "zh" else "Ann Example"}
    return fill(text, frozen(parts.company, transition, parts.clock.now(), code) | personal)
