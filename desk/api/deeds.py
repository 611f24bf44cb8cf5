"""/api/v1/tickets/<number>/...: what programs do to a ticket, as staff do it on the desk."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field, model_validator
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework import acceptance, answers, resolution
from bot.casework.answercheck import check, is_backed
from bot.casework.case import Case
from bot.casework.promises import FURTHEST, promised_at
from bot.casework.resolution import Solution
from bot.people import Action, may
from bot.storage import sessions
from bot.tickets import Cause, Way
from desk.api import problems
from desk.api.calls import OnTicket
from desk.api.problems import ApiRoute, Objected, wrong
from desk.api.shapes import TicketOut
from desk.api.values import Asked, Moment, Reason, Said
from desk.forms import Number

MOST_MINUTES = 100_000
MOST_CENTS = 10**12

router = APIRouter(prefix="/tickets/{ticket_id}", route_class=ApiRoute, tags=["deeds"])
_DONE = (200, "The ticket as it is now")
BY_BODY = problems.answers(404, 409, body=True, tagged=_DONE)
BY_ANSWER = BY_BODY | problems.OBJECTED
WITHOUT = problems.answers(404, 409, tagged=_DONE)


class Acceptance(Asked):
    """One of the two: a moment, or a span that is counted in the company's working hours."""

    promised_at: Moment | None = None
    promise: Literal["hour", "four-hours", "today", "two-days"] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Acceptance":
        if (self.promised_at is None) == (self.promise is None):
            raise ValueError("give either promised_at or promise")
        return self


class Words(Asked):
    text: Said


class Answer(Words):
    override_reason: Reason = Field(
        default="", description="Why it goes out although the check of answers finds something; stays among staff."
    )


class Resolution(Asked):
    cause: Cause
    way: Way | None = None
    done: Reason = ""
    minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES, description="Time spent.")] = 0
    cents: Annotated[int, Field(ge=0, le=MOST_CENTS, description="Of goodwill, in hundredths of the currency.")] = 0
    gesture: Reason = Field(default="", description="Of goodwill, in words.")
    suggestion_used: bool = False


class Transfer(Asked):
    to: Number = Field(description="The Telegram id of one of staff.")
    reason: Said


@router.post("/accept", summary="Accept it with a promised time", response_model=TicketOut, responses=BY_BODY)
async def accept(call: OnTicket, asked: Acceptance) -> Response:
    """Again, it promises a new time; the owner stays."""
    office = call.parts.office
    moment = asked.promised_at
    if asked.promise is not None:
        moment = promised_at(asked.promise, "", call.now, office.calendar, office.zone)
    if moment is None or not call.now < moment <= call.now + FURTHEST:
        raise wrong("promise" if asked.promise else "promised_at", "lies not ahead, within a year")
    promised = moment

    async def deed(tx: AsyncConnection) -> int:
        await acceptance.accept(await call.held(tx), promised)
        return call.ticket_id

    return await call.answer(asked, deed)


@router.post("/reply", summary="Answer the customer", response_model=TicketOut, responses=BY_ANSWER)
async def reply(call: OnTicket, asked: Answer) -> Response:
    """Looked through first, as on the desk: refused with what was found, unless there is a reason."""

    async def deed(tx: AsyncConnection) -> int:
        case = await call.held(tx)
        _look_through(case, asked)
        await answers.reply(case, asked.text, in_spite=asked.override_reason)
        return call.ticket_id

    return await call.answer(asked, deed)


@router.post("/question", summary="Ask the customer; the promise pauses", response_model=TicketOut, responses=BY_ANSWER)
async def question(call: OnTicket, asked: Answer) -> Response:
    """Looked through first, as an answer is."""

    async def deed(tx: AsyncConnection) -> int:
        case = await call.held(tx)
        _look_through(case, asked)
        await answers.ask(case, asked.text, in_spite=asked.override_reason)
        return call.ticket_id

    return await call.answer(asked, deed)


@router.post("/note", summary="Leave a note that stays among staff", response_model=TicketOut, responses=BY_BODY)
async def note(call: OnTicket, asked: Words) -> Response:
    async def deed(tx: AsyncConnection) -> int:
        await answers.note(await call.held(tx), asked.text)
        return call.ticket_id

    return await call.answer(asked, deed)


@router.post("/resolve", summary="Resolve it", response_model=TicketOut, responses=BY_BODY)
async def resolve(call: OnTicket, asked: Resolution) -> Response:
    async def deed(tx: AsyncConnection) -> int:
        await resolution.resolve(await call.held(tx), Solution(**asked.model_dump()))
        return call.ticket_id

    return await call.answer(asked, deed)


@router.post("/reopen", summary="Open it again", response_model=TicketOut, responses=WITHOUT)
async def reopen(call: OnTicket) -> Response:
    """Nothing is done to one that is open."""

    async def deed(tx: AsyncConnection) -> int:
        await resolution.reopen(await call.held(tx))
        return call.ticket_id

    return await call.answer(None, deed)


@router.post("/transfer", summary="Hand it to somebody of staff", response_model=TicketOut, responses=BY_BODY)
async def transfer(call: OnTicket, asked: Transfer) -> Response:
    office = call.parts.office
    if not may(office.people.role(asked.to), Action.WORK_TICKETS):
        raise wrong("to", "is none of staff")

    async def deed(tx: AsyncConnection) -> int:
        member = office.member(asked.to)
        name = member.name if member else await sessions.last_name(tx, asked.to) or str(asked.to)
        await acceptance.transfer(await call.held(tx), asked.to, name, asked.reason)
        return call.ticket_id

    return await call.answer(asked, deed)


def _look_through(case: Case, asked: Answer) -> None:
    """Raises Objected."""
    found = check(asked.text, case.bureau.office.rules, promised=is_backed(case.ticket, case.now))
    if found and not asked.override_reason:
        raise Objected(found)
