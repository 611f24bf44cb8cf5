"""/staff/broadcasts/N/send: when it goes out; then what, to whom, when and how long it takes; then it is on its way."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from bot import estimate
from bot.broadcast import Act, BroadcastState
from bot.storage import accounts, audiences, broadcasts, duplicates
from bot.storage.audiences import Kind
from bot.storage.broadcasts import Broadcast
from desk import moments
from desk.drafts import origin
from desk.failures import Route
from desk.forms import Number
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.visitors import Broadcaster, Colleague, FromOurPage

router = APIRouter(prefix="/staff/broadcasts/{broadcast_id}/send", route_class=Route)


@router.get("")
async def choose_and_confirm(
    request: Request,
    broadcast_id: Number,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    when: Annotated[str, Query()] = "",
    moment: Annotated[str, Query()] = "",
    day: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
    hour: Annotated[str, Query()] = "",
) -> Response:
    """Without a time, or with one that cannot be, asks for it; nothing has happened yet."""
    now, zone = parts.clock.now(), parts.company.zone
    chosen = moments.chosen(when, moment, day, hour, now, zone) if when else None
    problem = "no-time" if when and chosen is None else ""
    kept = {"when": when, "moment": moment, "days": set(day), "hour": hour}
    return await _page(request, broadcast_id, colleague, parts, pages, now, chosen=chosen, problem=problem, kept=kept)


@router.post("", dependencies=[FromOurPage])
async def send(
    request: Request,
    broadcast_id: Number,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    at: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    of: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """The first day is the draft itself, each other day a broadcast of its own. Sent twice, it starts one."""
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        draft = await broadcasts.require(tx, broadcast_id, Act.SCHEDULE)
        problem = "changed" if of != fingerprint(draft) else ""
        due = moments.confirmed(at, now)
        problem = problem or ("passed" if due is None else "")
        if due is not None and not problem:
            await broadcasts.schedule(tx, broadcast_id, due[0] if due else now)
            for later in due[1:]:
                await duplicates.duplicate(
                    tx,
                    broadcast_id,
                    state=BroadcastState.SCHEDULED,
                    due_at=later,
                    created_by=colleague.id,
                    origin=origin(colleague, f"{key} {broadcast_id} {later.isoformat()}"),
                    now=now,
                )
    if problem:
        return await _page(request, broadcast_id, colleague, parts, pages, now, problem=problem, status=409)
    parts.agenda.ring()
    return pages.see(f"/staff/broadcasts/{broadcast_id}" if not due or len(due) == 1 else "/staff/broadcasts")


def fingerprint(broadcast: Broadcast) -> str:
    """Of what was shown when somebody confirmed it: another one may have changed it meanwhile."""
    return hashlib.sha256(f"{broadcast.content}\n{broadcast.audience}".encode()).hexdigest()[:16]


async def _page(
    request: Request,
    broadcast_id: int,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    now: datetime,
    *,
    chosen: tuple[datetime, ...] | None = None,
    problem: str = "",
    kept: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    zone = parts.company.zone
    async with parts.database.reading() as tx:
        draft = await broadcasts.require(tx, broadcast_id, Act.SCHEDULE)
        count = await audiences.count(tx, draft.audience, parts.people.everyone, draft.id)
        company = await accounts.name_of(tx, int(draft.audience.value)) if draft.audience.kind is Kind.ACCOUNT else None
    return pages.page(
        request,
        "send.html",
        status=422 if problem == "no-time" else status,
        colleague=colleague,
        broadcast=draft,
        company_name=company,
        count=count,
        takes=estimate.duration(count, paid=parts.paid_broadcasts),
        stars=estimate.cost_in_stars(count) if parts.paid_broadcasts else None,
        chosen=chosen,
        problem=problem,
        of=fingerprint(draft),
        weeks=moments.weeks(now, zone),
        today=now.astimezone(zone).date(),
        earliest=f"{now.astimezone(zone):%Y-%m-%dT%H:%M}",
        kept=kept or {"when": "", "moment": "", "days": set(), "hour": ""},
    )
