"""/staff/t/<number>: staff resolve a ticket with its cause and what it cost, and open it again."""

import re
import unicodedata
from typing import Any

from fastapi import APIRouter, Response

from bot.casework import resolution
from bot.casework.case import Case
from bot.casework.resolution import Solution
from bot.tickets import Cause, Way
from desk.failures import Route
from desk.forms import MAX_TEXT, Problem, tidy, tidy_line
from desk.visitors import FromOurPage
from desk.work import AtWork, Field

_MINUTES = re.compile(r"[0-9]{1,5}")
_AMOUNT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")

router = APIRouter(prefix="/staff/t/{ticket_id}", route_class=Route)


@router.post("/resolve", dependencies=[FromOurPage])
async def resolve(
    work: AtWork,
    text: Field = "",
    cause: Field = "",
    way: Field = "",
    minutes: Field = "",
    amount: Field = "",
    gesture: Field = "",
    suggestion: Field = "",
    seen: Field = "",
    key: Field = "",
) -> Response:
    """``text``: what was done; ``amount`` and ``gesture``: of goodwill."""
    typed: dict[str, Any] = {
        **{"text": text, "cause": cause, "way": way, "minutes": minutes, "amount": amount},
        **{"gesture": gesture, "suggestion": suggestion},
    }
    done, spent, cents = tidy(text), minutes_in(minutes), cents_in(amount)
    problem = None
    if cause not in set(Cause) or way not in ("", *Way):
        problem = Problem.NO_CAUSE
    elif spent is None or cents is None:
        problem = Problem.NO_NUMBER
    elif len(done) + len(gesture) > MAX_TEXT:
        problem = Problem.TOO_LONG
    if problem is not None or spent is None or cents is None:
        return await work.page(problem, "resolve", status=422, **typed)
    solution = Solution(
        cause=Cause(cause),
        way=Way(way) if way else None,
        done=done,
        minutes=spent,
        cents=cents,
        gesture=tidy_line(gesture),
        suggestion_used=bool(suggestion),
    )

    async def deed(case: Case) -> None:
        await resolution.resolve(case, solution)

    return await work.do("resolve", deed, key=key, seen=seen, **typed)


@router.post("/reopen", dependencies=[FromOurPage])
async def reopen(work: AtWork, key: Field = "") -> Response:
    return await work.do("reopen", resolution.reopen, key=key)


def minutes_in(typed: str) -> int | None:
    """None when it is no number of minutes; nothing typed is none of them."""
    plain = _plain(typed)
    return int(plain or 0) if _MINUTES.fullmatch(plain or "0") else None


def cents_in(typed: str) -> int | None:
    """An amount of money such as "12", "12.5" or "12,50" in hundredths; None when it is no such."""
    found = _AMOUNT.fullmatch(_plain(typed) or "0")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()
