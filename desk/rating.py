"""/t/<secret>/rate: a customer rates how their resolved ticket was handled."""

from fastapi import APIRouter, Request, Response

from bot.casework.rating import rate
from bot.errors import NotPossible
from bot.tickets import STARS
from desk.failures import Route
from desk.following import ticket_page
from desk.forms import MAX_TEXT, Problem, tidy
from desk.pages import Shown
from desk.parts import Parts
from desk.tickets import own_case
from desk.uploads import sent_form

router = APIRouter(prefix="/t/{secret}", route_class=Route)


@router.post("/rate")
async def rate_ticket(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    async with sent_form(request) as form:
        stars, words = form.number("stars"), tidy(form.text("words"))
    problem = Problem.NO_STARS if stars not in STARS else Problem.TOO_LONG if len(words) > MAX_TEXT else None
    open_again = False
    async with parts.database.transaction() as tx:
        case = await own_case(tx, parts, secret, parts.clock.now())
        if problem is None:
            try:
                await rate(case, stars, words)
            except NotPossible:
                open_again = True
    if problem is not None:
        again = {"stars": stars, "words": words, "rating_problem": problem}
        return await ticket_page(request, secret, parts, pages, status=422, **again)
    if open_again and words:
        # What was typed goes on as an answer, if they like.
        return await ticket_page(request, secret, parts, pages, status=409, text=words, problem=Problem.OPEN_AGAIN)
    parts.outbox.ring()
    parts.agenda.ring()
    return pages.see(f"/t/{secret}")
