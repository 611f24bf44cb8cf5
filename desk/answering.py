"""/staff/t/<number>: staff answer, ask, note and invite to a remote session; answers are looked through first."""

from fastapi import APIRouter, Response

from bot.casework import answers
from bot.casework.answercheck import check, is_backed
from bot.casework.case import Case
from bot.casework.promises import Promise, promised_at
from bot.storage import tickets
from desk.failures import Route
from desk.forms import MAX_TEXT, Problem, problem_of, tidy, tidy_line
from desk.visitors import FromOurPage
from desk.work import AtWork, Field, Work

LONGEST_PLACE = 500

router = APIRouter(prefix="/staff/t/{ticket_id}", route_class=Route)


@router.post("/reply", dependencies=[FromOurPage])
async def reply(work: AtWork, text: Field = "", reason: Field = "", key: Field = "") -> Response:
    """``reason``: why it goes out although the check has found something."""
    if refused := await _looked_through(work, text, reason):
        return refused

    async def deed(case: Case) -> None:
        await answers.reply(case, tidy(text), in_spite=tidy_line(reason))

    return await work.do("reply", deed, key=key, text=text, reason=reason)


@router.post("/ask", dependencies=[FromOurPage])
async def ask(work: AtWork, text: Field = "", reason: Field = "", key: Field = "") -> Response:
    """The promise pauses until the customer answers."""
    if refused := await _looked_through(work, text, reason):
        return refused

    async def deed(case: Case) -> None:
        await answers.ask(case, tidy(text), in_spite=tidy_line(reason))

    return await work.do("reply", deed, key=key, text=text, reason=reason)


@router.post("/note", dependencies=[FromOurPage])
async def note(work: AtWork, text: Field = "", key: Field = "") -> Response:
    """Stays among staff."""
    said = tidy(text)
    if problem := problem_of(said):
        return await work.page(problem, "note", status=422, text=text)

    async def deed(case: Case) -> None:
        await answers.note(case, said)

    return await work.do("note", deed, key=key, text=text)


@router.post("/invite", dependencies=[FromOurPage])
async def invite(work: AtWork, text: Field = "", moment: Field = "", key: Field = "") -> Response:
    """``text``: the session's link or code; without a ``moment`` it is now."""
    where, office = tidy_line(text), work.parts.office
    at = promised_at(Promise.MOMENT, moment, work.now, office.calendar, office.zone) if moment else None
    problem = None
    if not where:
        problem = Problem.NO_PLACE
    elif len(where) > LONGEST_PLACE:
        problem = Problem.TOO_LONG
    elif moment and at is None:
        problem = Problem.NO_PROMISE
    if problem is not None:
        return await work.page(problem, "invite", status=422, text=text, moment=moment)

    async def deed(case: Case) -> None:
        await answers.invite(case, where, at)

    return await work.do("invite", deed, key=key, text=text, moment=moment)


async def _looked_through(work: Work, text: str, reason: str) -> Response | None:
    """The page with what is wrong with an answer, if anything is. Raises UnknownTicket."""
    said = tidy(text)
    if problem := problem_of(said):
        return await work.page(problem, "reply", status=422, text=text, reason=reason)
    if len(reason) > MAX_TEXT:
        return await work.page(Problem.TOO_LONG, "reply", status=422, text=text, reason=reason)
    async with work.parts.database.reading() as tx:
        ticket = await tickets.get(tx, work.ticket_id)
    objections = check(said, work.parts.office.rules, promised=is_backed(ticket, work.now))
    if objections and not tidy_line(reason):
        return await work.page(Problem.LOOK_AGAIN, "reply", status=422, objections=objections, text=text)
    return None
