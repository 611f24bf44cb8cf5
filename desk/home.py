"""/: what the desk is, for everyone who follows the address that is announced in groups."""

from fastapi import APIRouter, Request, Response

from desk.failures import Route
from desk.pages import Shown
from desk.parts import Parts

router = APIRouter(route_class=Route)


@router.get("/")
async def show_home(request: Request, parts: Parts, pages: Shown) -> Response:
    welcomes = pages.in_every_language(request, "welcome.html", bot=parts.bot_username())
    return pages.page(request, "home.html", welcomes=welcomes)
