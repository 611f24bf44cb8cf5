"""/admin/transition/slots: every announcement to come with its words, from the first to the last."""

from datetime import date, datetime
from html import escape
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bot.notices import stage_at, words_of
from bot.placeholders import Stage, fill
from bot.storage import transitions
from bot.storage.announced import moved_since
from desk.failures import Route
from desk.pages import Shown
from desk.parts import DeskParts, Parts
from desk.transition import slots_ahead
from desk.visitors import Admin

router = APIRouter(prefix="/admin/transition/slots", route_class=Route)

DAYS_SHOWN = 14

Page = Annotated[int, Query(ge=0, le=10_000)]


@router.get("")
async def show(request: Request, colleague: Admin, parts: Parts, pages: Shown, page: Page = 0) -> Response:
    now, zone = parts.clock.now(), parts.company.zone
    async with parts.database.reading() as tx:
        transition = await transitions.current(tx)
        ahead = slots_ahead(transition, parts, now)
        by_day = [(day, list(slots)) for day, slots in groupby(ahead, lambda at: at.astimezone(zone).date())]
        moved = await moved_since(tx)
        days: list[tuple[date, list[tuple[datetime, Stage, dict[str, str]]]]] = []
        for day, slots in by_day[page * DAYS_SHOWN : (page + 1) * DAYS_SHOWN]:
            worded = []
            for at in slots:
                content = await words_of(tx, parts.company, transition, at, moved=moved if at == ahead[0] else ())
                said = {code: _personal(text, code, parts) for code, text in content.texts.items()}
                worded.append((at, stage_at(transition, at, parts.company), said))
            days.append((day, worded))
        closing = await words_of(tx, parts.company, transition, transition.window.deadline)
    is_last = (page + 1) * DAYS_SHOWN >= len(by_day)
    return pages.page(
        request,
        "transition_slots.html",
        colleague=colleague,
        days=days,
        count=len(ahead),
        first=ahead[0] if ahead else None,
        last=ahead[-1] if ahead else None,
        number=page,
        is_last=is_last,
        deadline=transition.window.deadline,
        closing={code: _personal(text, code, parts) for code, text in closing.texts.items()} if is_last else {},
    )


def _personal(text: str, code: str, parts: DeskParts) -> str:
    """For a customer who is made up, and whose link leads nowhere."""
    link = escape(f"{parts.links.public_url}/my/…")
    return fill(text, {"link": link, "name": "王小明" if code == "zh" else "Ann Example"})
