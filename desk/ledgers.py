"""/staff/broadcasts/N/ledger: what became of it in each chat, page by page, and all of it as a file."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.deliveries import DeliveryState
from bot.languages import Language
from bot.storage import broadcasts, ledger
from bot.storage.ledger import Row
from desk.failures import Route
from desk.forms import Number
from desk.pages import Shown
from desk.parts import DeskParts, Parts
from desk.spreadsheet import BYTE_ORDER_MARK, line
from desk.visitors import Broadcaster

PAGE = 50
PAGE_OF_FILE = 2_000

router = APIRouter(prefix="/staff/broadcasts/{broadcast_id}", route_class=Route)


@router.get("/ledger")
async def show(
    request: Request,
    broadcast_id: Number,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    state: Annotated[DeliveryState | None, Query()] = None,
    after: Annotated[Number, Query()] = 0,
) -> Response:
    """In the order of planning; ``after`` pages on behind that row."""
    async with parts.database.reading() as tx:
        broadcast = await broadcasts.get(tx, broadcast_id)
        rows = await ledger.page(tx, broadcast_id, state=state, after=after, limit=PAGE + 1)
        books = await ledger.books(tx, broadcast_id)
    return pages.page(
        request,
        "ledger.html",
        colleague=colleague,
        broadcast=broadcast,
        books=books,
        states=list(DeliveryState),
        state=state,
        rows=rows[:PAGE],
        next=rows[PAGE - 1].id if len(rows) > PAGE else None,
        first_page=not after,
    )


@router.get("/ledger.csv")
async def download(
    request: Request, broadcast_id: Number, colleague: Broadcaster, parts: Parts, pages: Shown
) -> Response:
    async with parts.database.reading() as tx:
        await broadcasts.get(tx, broadcast_id)
    return StreamingResponse(
        _file(parts, broadcast_id, pages.language(request)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="broadcast-{broadcast_id}.csv"'},
    )


async def _file(parts: DeskParts, broadcast_id: int, language: Language) -> AsyncIterator[str]:
    """A page of rows at a time, each read by itself: the file may be long, and who downloads it slow."""
    yield BYTE_ORDER_MARK + line(
        [
            language.gettext("Chat"),
            language.gettext("Name"),
            language.gettext("State"),
            language.gettext("Reason"),
            language.gettext("Time"),
            language.gettext("Message"),
            language.gettext("Deleted"),
        ]
    )
    after = 0
    while after >= 0:
        async with parts.database.reading() as tx:
            rows = await ledger.page(tx, broadcast_id, after=after, limit=PAGE_OF_FILE)
        yield "".join(_line(row, parts) for row in rows)
        after = rows[-1].id if len(rows) == PAGE_OF_FILE else -1


def _line(row: Row, parts: DeskParts) -> str:
    def local(moment: datetime | None) -> str | None:
        return f"{moment.astimezone(parts.company.zone):%Y-%m-%d %H:%M:%S}" if moment is not None else None

    return line(
        [
            row.chat_id,
            row.title,
            row.state.value,
            row.reason,
            local(row.settled_at),
            row.message_id,
            local(row.deleted_at),
        ]
    )
