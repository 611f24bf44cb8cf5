"""/staff/sign-in: staff come in by a link that the bot hands out, and go."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people import Action, may
from bot.storage import customers, sessions
from bot.storage.sessions import SESSION_LASTS
from desk.failures import Route
from desk.forms import tidy_name
from desk.limits import note_failed_sign_in, require_patience
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.queue_filters import OPEN_ONES
from desk.visitors import COOKIE, FromOurPage

Answer = TypeVar("Answer", bound=Response)

router = APIRouter(prefix="/staff", route_class=Route)


@router.get("/sign-in")
async def how_to_sign_in(request: Request, parts: Parts, pages: Shown) -> Response:
    return pages.page(request, "sign_in.html", bot=parts.bot_username(), stale=False)


@router.get("/sign-in/{secret}", dependencies=[Depends(require_patience)])
async def offer_sign_in(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    """Uses nothing up: messengers open links too, to preview them."""
    async with parts.database.reading() as tx:
        person_id = await sessions.invited(tx, secret, parts.clock.now())
        if person_id is None or not _is_colleague(parts, person_id):
            return _stale(request, parts, pages)
        return pages.page(request, "sign_in_link.html", name=await _known_name(tx, person_id) or "")


@router.post("/sign-in/{secret}", dependencies=[FromOurPage, Depends(require_patience)])
async def sign_in(
    request: Request, secret: str, parts: Parts, pages: Shown, name: Annotated[str, Form()] = ""
) -> Response:
    """Under the name given, else one that is known, else the company's."""
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        person_id = await sessions.use_invitation(tx, secret, now)
        if person_id is None or not _is_colleague(parts, person_id):
            return _stale(request, parts, pages)
        shown = tidy_name(name) or await _known_name(tx, person_id) or parts.company.name
        session = await sessions.begin(tx, person_id, shown, now)
    return keep_session(pages.see(OPEN_ONES.path()), session, parts, pages)


def keep_session(response: Answer, session: str, parts: DeskParts, pages: Pages) -> Answer:
    """The browser shows it with each request from now on."""
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(SESSION_LASTS.total_seconds()),
        path=pages.cookie_path,
        secure=parts.links.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/sign-out", dependencies=[FromOurPage])
async def sign_out(request: Request, parts: Parts, pages: Shown) -> Response:
    if secret := request.cookies.get(COOKIE):
        async with parts.database.transaction() as tx:
            await sessions.end(tx, secret, parts.clock.now())
    response = pages.see("/staff/sign-in")
    response.delete_cookie(COOKIE, path=pages.cookie_path)
    return response


def _stale(request: Request, parts: DeskParts, pages: Pages) -> Response:
    note_failed_sign_in(request, parts.clock.now())
    return pages.page(request, "sign_in.html", status=404, bot=parts.bot_username(), stale=True)


def _is_colleague(parts: DeskParts, person_id: int) -> bool:
    return may(parts.people.role(person_id), Action.WORK_TICKETS)


async def _known_name(tx: AsyncConnection, person_id: int) -> str | None:
    if name := await sessions.last_name(tx, person_id):
        return name
    known = await customers.get(tx, person_id)
    return known.name if known else None
