"""/admin/office: all documents at a glance; each shown as a form, saved, and set back to the configuration's."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bot.office.documents import Document
from bot.storage import office, record
from bot.storage.office import ChangedMeanwhile
from desk.failures import Route
from desk.office.formpage import FormPage, Typed
from desk.office.holding import held, leaving, save
from desk.office.judgement import judged
from desk.office.sheet import Fault, Row, too_long, typed_in
from desk.office.sheets import SHEETS
from desk.pages import Shown
from desk.parts import Parts
from desk.security import MAX_BODY
from desk.visitors import FromOurPage, OfficeAdmin

router = APIRouter(prefix="/admin/office", route_class=Route)

_MOVED = re.compile(r"(up|down) (\d{1,4})")
_VERSION = re.compile(r"\d{1,9}")


@router.get("")
async def show_all(request: Request, colleague: OfficeAdmin, parts: Parts, pages: Shown) -> Response:
    async with parts.database.reading() as tx:
        stored = await office.read(tx)
        last = await record.last_of(tx, list(Document))
    now, live = parts.clock.now(), parts.office
    return pages.page(
        request,
        "office.html",
        colleague=colleague,
        documents=list(Document),
        stored=stored,
        last=last,
        office=live,
        is_open=live.is_open(now),
        opens=live.calendar.opens(now, live.zone),
        unlisted=len(live.people.everyone - {member.id for member in live.members}),
    )


@router.get("/{document}")
async def show(
    request: Request,
    document: Document,
    colleague: OfficeAdmin,
    parts: Parts,
    pages: Shown,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    async with parts.database.reading() as tx:
        shown = await held(tx, document, parts.office)
    rows = SHEETS[document].written(shown.value, parts.office)
    return await FormPage(request, document, colleague, parts, pages).answer(
        Typed(rows, shown.version, shown.seen), done=done
    )


@router.post("/{document}", dependencies=[FromOurPage])
async def change(request: Request, document: Document, colleague: OfficeAdmin, parts: Parts, pages: Shown) -> Response:
    """Nothing is saved as long as something is wrong, in use and about to go, or only to be looked at."""
    form = await request.form(max_fields=MAX_BODY)
    sheet, page = SHEETS[document], FormPage(request, document, colleague, parts, pages)
    typed = Typed(typed_in(form, sheet), _number(form.get("version")), _number(form.get("seen")))
    then = str(form.get("then", ""))
    if moved := _MOVED.fullmatch(then):
        return await page.answer(typed.having(_moved(typed.rows, int(moved[2]), moved[1] == "up")), unsaved=True)
    if then == "more":
        return await page.answer(typed, unsaved=True, adding=True)
    value, faults = _read(document, typed.rows, page)
    if faults:
        return await page.answer(typed, status=422, faults=faults)
    if then == "look":
        return await page.answer(typed, unsaved=True, looked_at=value)
    async with parts.database.reading() as tx:
        shown = await held(tx, document, parts.office)
        opened = await office.open_tickets(tx)
    going = leaving(document, shown.value, value, parts.office, opened)
    if going and then != "sure":
        return await page.answer(typed, status=409, going=going)
    if value == shown.value and typed.version == shown.version:
        return pages.see(f"/admin/office/{document}?done=same")
    try:
        async with parts.database.transaction() as tx:
            now = parts.clock.now()
            await save(tx, document, value, parts.office, version=typed.version, colleague=colleague, now=now)
    except ChangedMeanwhile:
        return await page.changed_meanwhile(typed)
    await parts.changed(document)
    return pages.see(f"/admin/office/{document}?done=saved")


@router.post("/{document}/forget", dependencies=[FromOurPage])
async def forget(request: Request, document: Document, colleague: OfficeAdmin, parts: Parts, pages: Shown) -> Response:
    """The configuration's stands again; where it stands already nothing is done."""
    try:
        async with parts.database.transaction() as tx:
            shown = await held(tx, document, parts.office)
            if shown.set_here:
                now = parts.clock.now()
                await save(tx, document, None, parts.office, version=shown.version, colleague=colleague, now=now)
    except ChangedMeanwhile:
        # At this very moment, by somebody else: whoever asked for it sees what stands now, and may ask again.
        return pages.see(f"/admin/office/{document}")
    await parts.changed(document)
    return pages.see(f"/admin/office/{document}?done=forgotten")


def _read(document: Document, rows: Sequence[Row], page: FormPage) -> tuple[object, list[Fault]]:
    sheet = SHEETS[document]
    if faults := too_long(rows, sheet):
        return None, faults
    return judged(document, sheet.read(rows, page.parts.office))


def _moved(rows: Sequence[Row], number: int, up: bool) -> list[Row]:
    found, other = list(rows), number - 1 if up else number + 1
    if min(number, other) >= 0 and max(number, other) < len(found):
        found[number], found[other] = found[other], found[number]
    return found


def _number(value: object) -> int:
    """-1, which no document has, for what our page would not send."""
    return int(value) if isinstance(value, str) and _VERSION.fullmatch(value) else -1
