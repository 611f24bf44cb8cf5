"""/staff/t/<number>: it comes into the hands of those who can solve it: a colleague, a department, another category."""

from fastapi import APIRouter, Response

from bot.casework import acceptance, dispatch
from bot.casework.case import Case
from bot.errors import NotPossible
from desk.colleagues import names_of
from desk.failures import Route
from desk.forms import Problem, problem_of, tidy
from desk.visitors import FromOurPage
from desk.work import AtWork, Field

router = APIRouter(prefix="/staff/t/{ticket_id}", route_class=Route)


@router.post("/transfer", dependencies=[FromOurPage])
async def transfer(work: AtWork, to: Field = "", text: Field = "", seen: Field = "", key: Field = "") -> Response:
    """``text``: the reason, for colleagues."""
    reason = tidy(text)
    async with work.parts.database.reading() as tx:
        names = {str(number): name for number, name in (await names_of(tx, work.parts.office)).items()}
    problem = Problem.NO_COLLEAGUE if to not in names else _of_reason(reason)
    if problem is not None:
        return await work.page(problem, "transfer", status=422, text=text, to=to)

    async def deed(case: Case) -> None:
        await acceptance.transfer(case, int(to), names[to], reason)

    return await work.do("transfer", deed, key=key, seen=seen, text=text, to=to)


@router.post("/dispatch", dependencies=[FromOurPage])
async def pass_on(
    work: AtWork, department: Field = "", text: Field = "", seen: Field = "", key: Field = ""
) -> Response:
    """``text``: the reason, for colleagues."""
    reason = tidy(text)
    if problem := _of_reason(reason):
        return await work.page(problem, "dispatch", status=422, text=text, department=department)

    async def deed(case: Case) -> None:
        await dispatch.dispatch(case, department, reason)

    return await work.do("dispatch", deed, key=key, seen=seen, text=text, department=department)


@router.post("/category", dependencies=[FromOurPage])
async def change_category(work: AtWork, category: Field = "", key: Field = "") -> Response:
    """The card shows it, and the suggestions learn it; no message of its own is planned."""
    try:
        async with work.parts.database.transaction() as tx:
            learned = await dispatch.sort(await work.case(tx, key), category)
    except NotPossible:
        return await work.page(Problem.NO_CATEGORY, "category", status=422)
    if learned is not None:
        work.parts.suggester.learn(learned, category)
    return work.done()


def _of_reason(reason: str) -> Problem | None:
    problem = problem_of(reason)
    return Problem.NO_REASON if problem is Problem.EMPTY else problem
