"""/api/v1/transition: where the move stands; admins' tokens move its deadline within the window."""

from datetime import date, datetime

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, Field

from bot.storage import transitions
from bot.transition import AlreadyClosed, DayLeftOut, DeadlineInThePast, Phase, Transition, WindowOutOfRange
from desk.api.callers import DeadlineMover, TransitionReader
from desk.api.calls import IfMatch, require_match
from desk.api.problems import ApiRoute, answers, wrong
from desk.api.shapes import etag
from desk.api.values import Asked, Reason
from desk.parts import DeskParts, Parts

router = APIRouter(prefix="/transition", route_class=ApiRoute, tags=["transition"])


class TransitionOut(BaseModel):
    phase: Phase
    launch: datetime
    deadline: datetime
    days: int = Field(description="From the launch to the deadline.")
    days_left: int
    announce_from: date | None
    closed_at: datetime | None = Field(description="When closing began.")
    earliest_deadline: date = Field(description="The first day that the deadline may be moved to.")
    latest_deadline: date


class Deadline(Asked):
    deadline: date = Field(
        description="The last day, in the company's time zone, a whole number of 24 hours after launch."
    )
    reason: Reason = ""


@router.get(
    "",
    summary="Where the move stands",
    responses=answers(tagged=(200, "The transition")),
)
async def get_transition(token: TransitionReader, parts: Parts, response: Response) -> TransitionOut:
    async with parts.database.reading() as tx:
        current = await transitions.current(tx)
    response.headers["ETag"] = _etag(current)
    return _out(current, parts)


@router.patch(
    "",
    summary="Move the deadline",
    responses=answers(409, 412, 428, body=True, tagged=(200, "The transition as it is now")),
)
async def move_deadline(
    token: DeadlineMover, asked: Deadline, parts: Parts, response: Response, if_match: IfMatch = None
) -> TransitionOut:
    if parts.second_admin:
        raise HTTPException(409, "A second admin has to confirm it: propose it on the page of the plan or in chat.")
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        before = await transitions.hold(tx)
        require_match(if_match, _etag(before))
        moved = _moved(before, asked.deadline, now, parts)
        await transitions.move_deadline(tx, moved, who=token.name, reason=asked.reason or None, now=now)
    parts.agenda.ring()
    response.headers["ETag"] = _etag(moved)
    return _out(moved, parts)


def _moved(before: Transition, last: date, now: datetime, parts: DeskParts) -> Transition:
    zone = parts.company.zone
    try:
        return before.until(last, now, zone)
    except AlreadyClosed:
        raise HTTPException(409, "Chat is closed: its deadline is not moved any more.") from None
    except DayLeftOut:
        raise wrong("deadline", "clocks are put forward: choose the day before or after") from None
    except (WindowOutOfRange, DeadlineInThePast):
        first, latest = before.allowed_deadlines(zone)
        first = max(first, now.astimezone(zone).date())
        raise wrong("deadline", f"choose a day from {first} to {latest}") from None


def _etag(transition: Transition) -> str:
    return etag(f"{transition.window} {transition.announce_from} {transition.closed_at}")


def _out(transition: Transition, parts: DeskParts) -> TransitionOut:
    now, zone = parts.clock.now(), parts.company.zone
    first, last = transition.allowed_deadlines(zone)
    return TransitionOut(
        phase=transition.phase(now, zone),
        launch=transition.window.launch,
        deadline=transition.window.deadline,
        days=transition.window.lasts,
        days_left=transition.days_left(now),
        announce_from=transition.announce_from,
        closed_at=transition.closed_at,
        earliest_deadline=first,
        latest_deadline=last,
    )
