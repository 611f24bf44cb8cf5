"""/staff/rewards: what customers earned by filing on the desk; handed out in one tap, and all of it as a file."""

from collections.abc import AsyncIterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.languages import Language
from bot.office.rewards import Earned
from bot.storage import customers, rewards
from desk.failures import Route
from desk.forms import Number
from desk.pages import Shown
from desk.parts import DeskParts, Parts
from desk.spreadsheet import BYTE_ORDER_MARK, line
from desk.visitors import FromOurPage, SignedIn

PAGE = 50
PAGE_OF_FILE = 2_000


class Handed(StrEnum):
    """The tabs of the page."""

    OUT = "out"
    NOT_YET = "not-yet"


router = APIRouter(prefix="/staff/rewards", route_class=Route)


@router.get("")
async def show(
    request: Request,
    colleague: SignedIn,
    parts: Parts,
    pages: Shown,
    handed: Annotated[Handed | None, Query()] = None,
    before: Annotated[Number | None, Query()] = None,
) -> Response:
    """Newest first; ``before`` pages on behind that number."""
    only = None if handed is None else handed is Handed.OUT
    async with parts.database.reading() as tx:
        found = await rewards.page(tx, handed=only, before=before, limit=PAGE + 1)
        counts = await rewards.counts(tx)
        people = await customers.get_many(tx, {one.customer_id for one in found})
    return pages.page(
        request,
        "rewards.html",
        colleague=colleague,
        rewards=found[:PAGE],
        customers=people,
        rules=rule_names(pages.language(request)),
        to_hand_out=counts[0],
        handed_out=counts[1],
        handed=handed,
        offered=parts.office.rewards,
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        first_page=before is None,
    )


@router.get(".csv")
async def download(request: Request, colleague: SignedIn, parts: Parts, pages: Shown) -> Response:
    return StreamingResponse(
        _file(parts, pages.language(request)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rewards.csv"'},
    )


@router.post("/{reward_id}/hand", dependencies=[FromOurPage])
async def hand_out(reward_id: Number, colleague: SignedIn, parts: Parts, pages: Shown) -> Response:
    """Who was first is kept; a number that is none changes nothing."""
    async with parts.database.transaction() as tx:
        await rewards.hand_out(tx, reward_id, by_id=colleague.id, by_name=colleague.name, now=parts.clock.now())
    return pages.see("/staff/rewards?handed=not-yet")


def rule_names(language: Language) -> dict[str, str]:
    return {
        Earned.FIRST_ISSUE.value: language.gettext("First issue on the desk"),
        Earned.ACCEPTED_BUG.value: language.gettext("Found a fault of ours"),
        Earned.SUGGESTION_USED.value: language.gettext("Suggestion used"),
    }


async def _file(parts: DeskParts, language: Language) -> AsyncIterator[str]:
    def local(moment: datetime | None) -> str | None:
        return None if moment is None else f"{moment.astimezone(parts.company.zone):%Y-%m-%d %H:%M}"

    heads = (
        language.gettext("Number"),
        language.gettext("Customer"),
        language.gettext("Issue"),
        language.gettext("What for"),
        language.gettext("Gift"),
        language.gettext("Earned"),
    )
    yield BYTE_ORDER_MARK + line([*heads, language.gettext("Handed out"), language.gettext("By")])
    rules, before, more = rule_names(language), None, True
    while more:
        async with parts.database.reading() as tx:
            found = await rewards.page(tx, before=before, limit=PAGE_OF_FILE)
            people = await customers.get_many(tx, {one.customer_id for one in found})
        yield "".join(
            line(
                [
                    one.id,
                    people[one.customer_id].name,
                    one.ticket_id,
                    rules.get(one.rule, one.rule),
                    one.gift,
                    local(one.earned_at),
                    local(one.handed_at),
                    one.handed_by_name,
                ]
            )
            for one in found
        )
        more = len(found) == PAGE_OF_FILE
        before = found[-1].id if found else None
