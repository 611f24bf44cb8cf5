"""/admin: what those who answer for the move look at; so far the books of the inbox."""

from fastapi import APIRouter, Request, Response

from bot.bookkeeping import Bookkeeper
from bot.storage import reconciliations
from desk.books import days
from desk.failures import Route
from desk.pages import Shown
from desk.parts import Parts
from desk.visitors import Admin

router = APIRouter(prefix="/admin", route_class=Route)

DAYS_SHOWN = 31


@router.get("")
async def show_books(request: Request, colleague: Admin, parts: Parts, pages: Shown) -> Response:
    today = parts.clock.now().astimezone(parts.company.zone).date()
    async with parts.database.reading() as tx:
        of_today = await Bookkeeper(parts.database, parts.company).count(tx, today)
        ever = await reconciliations.count(tx)
        before = await reconciliations.latest(tx, limit=DAYS_SHOWN)
    return pages.page(
        request,
        "admin.html",
        colleague=colleague,
        today=of_today,
        ever=ever,
        days=days(before),
    )
