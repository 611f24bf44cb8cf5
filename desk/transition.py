"""/admin/transition: where the move stands; what admins change of it is weighed, and confirmed with its numbers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from bot.errors import ChatferryError
from bot.grants import LONGEST_REASON, LONGEST_REOPENING
from bot.notices import LAST_DAYS
from bot.proposals import Proposal
from bot.steering import PHASES, Steer, is_allowed
from bot.storage import grants, impact, proposals, transitions
from bot.storage.targets import name_of
from bot.texts import wishes as words
from bot.texts.refusals import REFUSALS, refusal
from bot.transition import MAX_DAYS, MIN_DAYS, Phase, Transition, Window
from bot.weighed import Weighed
from desk.failures import Route
from desk.forms import Number, tidy
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.transitionwish import FIELDS, WishUnread, wish_in
from desk.visitors import Admin, Colleague, FromOurPage

router = APIRouter(prefix="/admin/transition", route_class=Route)

SHOWN_CHANGES = 10
SHOWN_GRANTS = 20
ANNOUNCING = frozenset({Phase.ANNOUNCING, Phase.OPEN})


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of the move on its line."""

    name: str
    at: datetime
    place: int
    """In thousandths of the line."""


@router.get("")
async def show(
    request: Request,
    colleague: Admin,
    parts: Parts,
    pages: Shown,
    done: Annotated[str, Query(max_length=20)] = "",
    before: Annotated[Number | None, Query()] = None,
) -> Response:
    return await plan_page(request, colleague, parts, pages, done=done, before=before)


@router.post("/wish", dependencies=[FromOurPage])
async def wish(request: Request, colleague: Admin, parts: Parts, pages: Shown) -> Response:
    """First it is weighed, and nothing is done; with ``then`` set to "do" it is carried out, or proposed."""
    form = {name: tidy(value) for name, value in (await request.form()).items() if isinstance(value, str)}
    now, spoken = parts.clock.now(), pages.language(request)
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
    try:
        asked = wish_in(form, parts.company, now)
        reason = form.get("reason", "")[:LONGEST_REASON]
        if form.get("then") != "do":
            weighed = await parts.bridge.weigh(asked, now, reason)
            return await _ask(request, colleague, parts, pages, weighed, form)
        made = await parts.bridge.steer(asked, reason, by=(colleague.id, colleague.name), now=now)
    except (*REFUSALS, WishUnread) as error:
        said = refusal(spoken, error, transition, parts.company.zone)
        return await plan_page(request, colleague, parts, pages, refused=said, typed=form)
    return pages.see(f"/admin/transition?done={'proposed' if isinstance(made, Proposal) else 'changed'}")


@router.post("/proposals/{proposal_id}/{deed}", dependencies=[FromOurPage])
async def settle(
    request: Request, proposal_id: Number, deed: str, colleague: Admin, parts: Parts, pages: Shown
) -> Response:
    by, now = (colleague.id, colleague.name), parts.clock.now()
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
    try:
        if deed == "confirm":
            await parts.bridge.confirm(proposal_id, by=by, now=now)
        else:
            await parts.bridge.decline(proposal_id, by=by, now=now)
    except REFUSALS as error:
        said = refusal(pages.language(request), error, transition, parts.company.zone)
        return await plan_page(request, colleague, parts, pages, refused=said)
    return pages.see(f"/admin/transition?done={'changed' if deed == 'confirm' else 'declined'}")


@router.post("/grants/{grant_id}/end", dependencies=[FromOurPage])
async def take_back(grant_id: Number, colleague: Admin, parts: Parts, pages: Shown) -> Response:
    try:
        await parts.bridge.take_back(grant_id, "", by=(colleague.id, colleague.name), now=parts.clock.now())
    except LookupError:
        return pages.see("/admin/transition")
    return pages.see("/admin/transition?done=taken#grants")


async def plan_page(
    request: Request,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    *,
    done: str = "",
    refused: str = "",
    typed: dict[str, str] | None = None,
    before: int | None = None,
) -> Response:
    now, zone, spoken = parts.clock.now(), parts.company.zone, pages.language(request)
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
        changes = await transitions.changes(tx, limit=SHOWN_CHANGES)
        affected = await impact.of_all(tx, parts.people.everyone)
        waiting = await proposals.waiting(tx, now)
        given = await grants.page(tx, before=before, limit=SHOWN_GRANTS)
        named = [(one, await name_of(tx, one.scope, one.scope_id)) for one in given]
    asked = [(one, await _weighed_again(parts, one, now)) for one in waiting]
    phase = transition.phase(now, zone)
    return pages.page(
        request,
        "transition.html",
        status=422 if refused else 200,
        colleague=colleague,
        transition=transition,
        phase=phase,
        now=now,
        left=transition.days_left(now),
        marks=_marks(transition, now, parts),
        standing=words.standing_lines(spoken, affected, 0),
        allowed={act.name: is_allowed(act, colleague.role, transition, now, zone) for act in PHASES},
        days=_days(transition.window, zone),
        lasts=_lasts(transition.window, now, zone),
        last=transition.window.date_of(transition.window.days, zone),
        launch=f"{transition.window.launch.astimezone(zone):%Y-%m-%dT%H:%M}",
        times=", ".join(f"{local:%H:%M}" for local in transition.times or ()),
        usual=_usual(parts, now),
        least=MIN_DAYS,
        most=MAX_DAYS,
        longest=LONGEST_REOPENING.days,
        max_reason=LONGEST_REASON,
        waiting=[
            (one, told_of(pages, request, weighed, parts) if weighed else None, one.by_id == colleague.id)
            for one, weighed in asked
        ],
        second=parts.second_admin,
        grants=named,
        following=given[-1].id if len(given) == SHOWN_GRANTS else None,
        changes=[(one, *words.change_parts(spoken, one, zone)) for one in changes],
        refused=refused,
        typed=typed or {},
        done=done,
        next_slots=slots_ahead(transition, parts, now)[:3],
    )


async def _ask(
    request: Request, colleague: Colleague, parts: DeskParts, pages: Pages, weighed: Weighed, form: dict[str, str]
) -> Response:
    after = weighed.outcome if isinstance(weighed.outcome, Transition) else None
    return pages.page(
        request,
        "transition_sure.html",
        colleague=colleague,
        told=told_of(pages, request, weighed, parts),
        changes=weighed.outcome != weighed.before,
        slots=len(slots_ahead(after, parts, parts.clock.now())) if after else None,
        fields=[(name, form[name]) for name in FIELDS if name in form and name != "reason"],
        reason=form.get("reason", "")[:LONGEST_REASON],
        needs_reason=weighed.wish.act in {Steer.EXTEND, Steer.LEAVE_OPEN, Steer.REOPEN}
        or parts.bridge.needs_second(weighed.wish),
        button=words.wish_button(pages.language(request), weighed.wish.act),
        second=parts.bridge.needs_second(weighed.wish),
        max_reason=LONGEST_REASON,
    )


def told_of(pages: Pages, request: Request, weighed: Weighed, parts: DeskParts) -> tuple[Markup, list[str]]:
    spoken = pages.language(request)
    heading = Markup(words.wish_heading(spoken, weighed))  # noqa: S704 - names are escaped there
    return heading, words.weighed_lines(spoken, weighed, parts.company.zone)


async def _weighed_again(parts: DeskParts, proposal: Proposal, now: datetime) -> Weighed | None:
    """None where it has become impossible."""
    try:
        return await parts.bridge.weigh(proposal.wish, now, proposal.reason)
    except ChatferryError:
        return None


def slots_ahead(transition: Transition, parts: DeskParts, now: datetime) -> list[datetime]:
    """When announcements will go out, to the last one."""
    moments = parts.slots(now, transition.window.deadline, transition.times)
    return [at for at in moments if transition.phase(at, parts.company.zone) in ANNOUNCING]


def _usual(parts: DeskParts, now: datetime) -> str:
    """The times of the configuration, as they fall in the next day."""
    found = {f"{at.astimezone(parts.company.zone):%H:%M}" for at in parts.slots(now, now + timedelta(days=1), None)}
    return ", ".join(sorted(found))


def _days(window: Window, zone: tzinfo) -> list[tuple[int, date]]:
    """Of each day that a deadline may have: its number and its date."""
    return [(number, window.date_of(number, zone)) for number in range(MIN_DAYS, MAX_DAYS + 1)]


def _lasts(window: Window, now: datetime, zone: tzinfo) -> list[tuple[int, date]]:
    """Those of them that have not gone by; each date once, for a date is what is chosen."""
    return [(n, day) for n, day in _days(window, zone) if window.day(n) > now and window.number_of(day, zone) == n]


def _marks(transition: Transition, now: datetime, parts: DeskParts) -> list[Mark]:
    window = transition.window
    moments: dict[str, Any] = {"launch": window.launch}
    if transition.announce_from is not None:
        moments["announce"] = datetime.combine(transition.announce_from, datetime.min.time(), parts.company.zone)
    moments["earliest"] = window.earliest
    moments["last_days"] = window.deadline - timedelta(days=LAST_DAYS)
    moments["deadline"] = window.deadline
    if window.latest > window.deadline:
        moments["latest"] = window.latest
    first = min(moments.values())
    whole = max(window.latest, window.deadline) - first
    ordered = sorted((*moments.items(), ("now", now)), key=lambda one: one[1])
    return [Mark(name, at, round(1000 * min(1, max(0, (at - first) / whole)))) for name, at in ordered]
