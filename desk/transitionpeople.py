"""/admin/transition/of: one customer, company or group: what was granted to them, their tags, and a note."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response

from bot.grants import LONGEST_REASON, LONGEST_REOPENING, Scope, extension_days
from bot.steering import PHASES, is_allowed
from bot.storage import grants, impact, office, remarks, targets, transitions
from bot.storage.remarks import LONGEST_NOTE, Remarks
from bot.storage.targets import HIGHEST
from bot.texts import wishes as words
from desk.failures import Route
from desk.forms import tidy
from desk.pages import Shown
from desk.parts import Parts
from desk.visitors import Admin, FromOurPage

router = APIRouter(prefix="/admin/transition/of", route_class=Route)

Words = Annotated[str, Form(max_length=2_000)]


@router.get("")
async def find(
    request: Request,
    colleague: Admin,
    parts: Parts,
    pages: Shown,
    who: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    written = tidy(who)
    async with parts.database.reading() as tx:
        found = await targets.find(tx, written) if written else []
    if len(found) == 1:
        return pages.see(f"/admin/transition/of/{found[0].scope}/{found[0].id}")
    return pages.page(request, "transition_find.html", colleague=colleague, who=written, found=found)


@router.get("/{scope}/{number}")
async def show(
    request: Request,
    scope: Scope,
    number: int,
    colleague: Admin,
    parts: Parts,
    pages: Shown,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    now, zone = parts.clock.now(), parts.company.zone
    _known(scope, number)
    async with parts.database.reading() as tx:
        name = await targets.name_of(tx, scope, number)
        if not name:
            raise HTTPException(404)
        transition = await transitions.current(tx)
        kept = await remarks.of(tx, scope, number)
        affected = await impact.of_all(tx, parts.people.everyone, about=grants.channels_of(scope, number))
        given = await grants.of_target(tx, scope, number)
    window = transition.window
    days = extension_days(window, zone)
    return pages.page(
        request,
        "transition_of.html",
        colleague=colleague,
        scope=scope,
        number=number,
        name=name,
        kept=kept,
        standing=words.standing_lines(pages.language(request), affected, 0),
        grants=[(one, name) for one in given],
        allowed={act.name: is_allowed(act, colleague.role, transition, now, zone) for act in PHASES},
        first=days[0] if days else None,
        last=window.latest.astimezone(zone).date(),
        now=now,
        longest=LONGEST_REOPENING.days,
        max_reason=LONGEST_REASON,
        max_note=LONGEST_NOTE,
        done=done,
    )


@router.post("/{scope}/{number}", dependencies=[FromOurPage])
async def keep(
    scope: Scope, number: int, colleague: Admin, parts: Parts, pages: Shown, tags: Words = "", note: Words = ""
) -> Response:
    """Tags and note, with a line in the record."""
    _known(scope, number)
    wished = Remarks.read(tidy(tags), tidy(note))
    async with parts.database.transaction() as tx:
        if not await targets.name_of(tx, scope, number):
            raise HTTPException(404)
        before = await remarks.of(tx, scope, number)
        if wished != before:
            await remarks.keep(tx, scope, number, wished)
            for item, old, new in (
                ("tags", ", ".join(before.tags), ", ".join(wished.tags)),
                ("note", before.note, wished.note),
            ):
                if old != new:
                    change = office.Change(
                        parts.clock.now(), colleague.id, colleague.name, "remarks", f"{scope} {number} {item}", old, new
                    )
                    await office.record(tx, change)
    return pages.see(f"/admin/transition/of/{scope}/{number}?done=saved")


def _known(scope: Scope, number: int) -> None:
    if scope is Scope.ALL or abs(number) > HIGHEST:
        raise HTTPException(404)
