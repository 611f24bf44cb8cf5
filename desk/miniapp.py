"""/app: the desk inside Telegram, as a Mini App: whoever opens it there needs no link and no password.

The same proof opens a customer's desk as often as it is shown within its hour: an app that is reloaded shows the same
again, and all that it gives is the customer's own link. Staff it signs in once, as their links do.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.initdata import AHEAD, HOLDS, Visitor, visitor_of
from bot.languages import code_of
from bot.people import Action, may
from bot.storage import customers, sessions
from desk.failures import Route
from desk.forms import tidy_name
from desk.limits import note_failed_sign_in, require_patience
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.queue_filters import OPEN_ONES
from desk.sign_in import keep_session
from desk.visitors import FromOurPage

router = APIRouter(route_class=Route)


@router.get("/app")
async def show_app(request: Request, parts: Parts, pages: Shown) -> Response:
    """Its script hands on what Telegram put behind the address, which no server sees."""
    return pages.page(request, "app.html", bot=parts.bot_username())


@router.post("/app", dependencies=[FromOurPage, Depends(require_patience)])
async def enter(
    request: Request,
    parts: Parts,
    pages: Shown,
    data: Annotated[str, Form()] = "",
    framed: Annotated[str, Form()] = "",
) -> Response:
    """Answers with where to go on. ``framed``: shown within another page, where no session's cookie is kept."""
    now = parts.clock.now()
    visitor = visitor_of(parts.mini_app_key, data, now)
    if visitor is None:
        note_failed_sign_in(request, now)
        return JSONResponse({"refused": True}, 403)
    async with parts.database.transaction() as tx:
        if not may(parts.people.role(visitor.id), Action.WORK_TICKETS):
            return JSONResponse({"to": await _own_desk(tx, parts, pages, visitor)})
        until = now + HOLDS + AHEAD
        if not await sessions.use_up(tx, visitor.proof, visitor.id, now, until=until):
            # Reloaded: the session stands, and who has none is shown how to sign in.
            return JSONResponse({"to": pages.address(OPEN_ONES.path())})
        if framed:
            return JSONResponse({"to": parts.links.sign_in(await sessions.invite(tx, visitor.id, now)), "window": True})
        name = await sessions.last_name(tx, visitor.id) or tidy_name(visitor.name) or parts.company.name
        session = await sessions.begin(tx, visitor.id, name, now)
    return keep_session(JSONResponse({"to": pages.address(OPEN_ONES.path())}), session, parts, pages)


async def _own_desk(tx: AsyncConnection, parts: DeskParts, pages: Pages, visitor: Visitor) -> str:
    """Known from now on, as whoever writes to the bot is."""
    customer = await customers.seen(
        tx,
        visitor.id,
        name=tidy_name(visitor.name) or str(visitor.id),
        username=visitor.username,
        language=code_of(visitor.language),
        now=parts.clock.now(),
    )
    return pages.address(pages.my_path(customer))
