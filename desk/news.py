"""/my/<secret>/news: which news a customer wants as messages in Telegram."""

from fastapi import APIRouter, Request, Response

from bot.casework.news import News
from bot.storage import customers
from desk.failures import Route
from desk.pages import Shown
from desk.parts import Parts
from desk.uploads import sent_form
from desk.visitors import customer_of

router = APIRouter(prefix="/my/{secret}", route_class=Route)


@router.post("/news")
async def choose_news(request: Request, secret: str, parts: Parts, pages: Shown) -> Response:
    async with sent_form(request) as form:
        wanted = {value for value in form.data.getlist("news") if isinstance(value, str)}
    async with parts.database.transaction() as tx:
        customer = await customer_of(tx, parts.links, secret)
        await customers.mute(tx, customer.id, [one for one in News if one not in wanted])
    return pages.see(f"/my/{secret}?saved=yes#news")
