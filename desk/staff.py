"""/staff: the queue of all tickets."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from bot.errors import UnknownTicket
from bot.search import number_in
from bot.storage import tickets
from desk.failures import Route
from desk.freshness import fresh
from desk.queue_filters import Wanted
from desk.queue_page import AtQueue

router = APIRouter(prefix="/staff", route_class=Route)


@router.get("")
async def show_queue(at_queue: AtQueue, wanted: Annotated[Wanted, Query()]) -> Response:
    """Newest first. Who asks for a ticket's number gets that ticket."""
    number = number_in(wanted.q)
    if number is not None:
        try:
            async with at_queue.parts.database.reading() as tx:
                await tickets.get(tx, number)
        except UnknownTicket:
            # It may be another number, such as an invoice's.
            pass
        else:
            return at_queue.pages.see(f"/staff/t/{number}")
    return await at_queue.page(wanted)


@router.get("/rows")
async def show_rows(at_queue: AtQueue, wanted: Annotated[Wanted, Query()]) -> Response:
    """The part of the page that moves, asked for again and again."""
    return fresh(at_queue.request, await at_queue.rows(wanted))
