"""/admin/closing: go or no-go before the deadline, and how far closing is after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkup import BEFORE as LOOKED_FROM
from bot.languages import Language
from bot.rights import Right
from bot.storage import closingledger, endings, grouprights, holdouts, impact, transitions
from bot.storage.closingledger import GroupClosing
from bot.storage.impact import Impact
from bot.texts.closing import how_to_give_rights, right_name
from bot.texts.steering import impact_line
from bot.transition import Phase
from desk.failures import Route
from desk.forms import Number
from desk.pages import Shown
from desk.parts import DeskParts, Parts
from desk.visitors import Admin, FromOurPage

router = APIRouter(prefix="/admin/closing", route_class=Route)

SHOWN = 50
LATER_SHOWN = 20
LEFT_OUT_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Later:
    """Channels with a time of their own."""

    until: datetime
    impact: Impact


@router.get("")
async def show(
    request: Request,
    colleague: Admin,
    parts: Parts,
    pages: Shown,
    after: Annotated[Number | None, Query()] = None,
    groups: Annotated[Number, Query()] = 0,
) -> Response:
    """``after`` pages on in the list of customers, ``groups`` in that of groups."""
    now, spoken = parts.clock.now(), pages.language(request)
    staff = parts.people.everyone
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
        deadline = transition.window.deadline
        closed = transition.phase(now, parts.company.zone) is Phase.CLOSED
        with_all = None if closed else endings.with_all(deadline)
        staying = await holdouts.page(tx, staff, after=after, limit=SHOWN + 1, about=with_all)
        steps = await closingledger.page(tx, offset=groups, limit=SHOWN + 1)
        counted = await impact.of_all(tx, staff, about=with_all)
        done = await closingledger.progress(tx, staff)
        lacking, seen = await grouprights.lacking(tx, with_all), await grouprights.counts(tx)
        later = await _later(tx, parts, max(now, deadline))
        left_out = await endings.left_out(tx, limit=LEFT_OUT_SHOWN)
    return pages.page(
        request,
        "closing.html",
        colleague=colleague,
        closed=closed,
        open=now in transition.window,
        deadline=deadline,
        days_left=transition.days_left(now),
        looked_from=deadline - LOOKED_FROM,
        looks=deadline - LOOKED_FROM <= now,
        staying=staying[:SHOWN],
        next_staying=staying[SHOWN - 1].chat_id if len(staying) > SHOWN else None,
        steps=steps[:SHOWN],
        next_groups=groups + SHOWN if len(steps) > SHOWN else None,
        right=lambda name: right_name(spoken, Right(name)),
        how_to_give=how_to_give_rights(spoken),
        line=lambda of: _line(spoken, of),
        stands=_stands,
        impact=counted,
        progress=done,
        lacking=lacking,
        seen=seen,
        later=later,
        left_out=left_out,
    )


@router.post("/rights", dependencies=[FromOurPage])
async def look_again(colleague: Admin, parts: Parts, pages: Shown) -> Response:
    """What the bot may do in each group is asked anew, at once."""
    async with parts.database.transaction() as tx:
        await grouprights.forget(tx)
    parts.agenda.ring()
    return pages.see("/admin/closing")


async def _later(tx: AsyncConnection, parts: DeskParts, after: datetime) -> list[Later]:
    return [
        Later(until, await impact.of_all(tx, parts.people.everyone, about=endings.at(until)))
        for until in (await endings.own(tx, after))[:LATER_SHOWN]
    ]


def _line(language: Language, of: Impact) -> str:
    return impact_line(language, of)


def _stands(group: GroupClosing) -> str:
    """The word for it: open again, opening, closed, closing, or in trouble."""
    if group.finished_at is None and group.error:
        return "trouble"
    if group.reopened_at is not None:
        return "open" if group.finished_at else "opening"
    return "closed" if group.finished_at else "closing"
