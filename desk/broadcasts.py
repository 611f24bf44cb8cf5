"""/staff/broadcasts: messages to many, how each of them goes, and what can be done with it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcast import ALLOWED_IN, Act, BroadcastState
from bot.storage import accounts, broadcasts, course, duplicates, ledger
from bot.storage.broadcasts import Broadcast
from desk.drafts import origin
from desk.failures import Route
from desk.forms import Number
from desk.pages import Shown
from desk.parts import Parts
from desk.visitors import Broadcaster, FromOurPage

PAGE = 20
DELETABLE = timedelta(hours=48)
"""So long Telegram lets a bot delete what it sent."""
UNDER_WAY = frozenset({BroadcastState.RUNNING, BroadcastState.PAUSED, BroadcastState.CANCELLED})

router = APIRouter(prefix="/staff/broadcasts", route_class=Route)


class Deed(StrEnum):
    """As forms and addresses call it."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    DELETE = "delete"
    REPEAT = "repeat"


async def _repeat(tx: AsyncConnection, broadcast_id: int, now: datetime) -> object:
    taken_up = await broadcasts.take_up_again(tx, broadcast_id)
    await ledger.plan_unconfirmed_again(tx, broadcast_id, now)
    return taken_up


DEEDS: dict[Deed, tuple[Act, Callable[[AsyncConnection, int, datetime], Awaitable[object]]]] = {
    Deed.PAUSE: (Act.PAUSE, lambda tx, broadcast_id, _: broadcasts.pause(tx, broadcast_id)),
    Deed.RESUME: (Act.RESUME, lambda tx, broadcast_id, _: broadcasts.resume(tx, broadcast_id)),
    Deed.CANCEL: (Act.CANCEL, broadcasts.cancel),
    Deed.DELETE: (Act.DELETE_SENT, broadcasts.withdraw),
    Deed.REPEAT: (Act.REPEAT, _repeat),
}


@router.get("")
async def show_list(
    request: Request,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    before: Annotated[Number | None, Query()] = None,
) -> Response:
    """Newest first; ``before`` pages on behind that number."""
    async with parts.database.reading() as tx:
        found = await broadcasts.page(tx, before=before, limit=PAGE + 1)
        books = {one.id: await ledger.books(tx, one.id) for one in found[:PAGE]}
        companies = await _companies(tx)
    return pages.page(
        request,
        "broadcasts.html",
        colleague=colleague,
        broadcasts=found[:PAGE],
        books=books,
        companies=companies,
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        first_page=before is None,
    )


@router.get("/{broadcast_id}")
async def show(
    request: Request,
    broadcast_id: Number,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    late: Annotated[str, Query()] = "",
) -> Response:
    now = parts.clock.now()
    async with parts.database.reading() as tx:
        state = await _state(tx, broadcast_id, now)
        companies = await _companies(tx)
    return pages.page(
        request,
        "broadcast.html",
        colleague=colleague,
        companies=companies,
        deeds=_deeds(state["broadcast"], state["books"], now),
        late=bool(late),
        **state,
    )


@router.get("/{broadcast_id}/progress")
async def show_progress(
    request: Request, broadcast_id: Number, colleague: Broadcaster, parts: Parts, pages: Shown
) -> Response:
    """The part of the page that moves while it runs."""
    async with parts.database.reading() as tx:
        state = await _state(tx, broadcast_id, parts.clock.now())
    return pages.page(request, "progress.html", **state)


@router.post("/{broadcast_id}/do/{deed}", dependencies=[FromOurPage])
async def do(broadcast_id: Number, deed: Deed, colleague: Broadcaster, parts: Parts, pages: Shown) -> Response:
    """Raises NotInThisState for who comes too late."""
    async with parts.database.transaction() as tx:
        await DEEDS[deed][1](tx, broadcast_id, parts.clock.now())
    parts.agenda.ring()
    parts.outbox.ring()
    return pages.see(f"/staff/broadcasts/{broadcast_id}")


@router.post("/{broadcast_id}/duplicate", dependencies=[FromOurPage])
async def duplicate(
    request: Request,
    broadcast_id: Number,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    key: Annotated[str, Form()] = "",
) -> Response:
    """A draft with the same content to the same audience."""
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        draft_id = await duplicates.duplicate(
            tx,
            broadcast_id,
            state=BroadcastState.DRAFT,
            due_at=now,
            created_by=colleague.id,
            origin=origin(colleague, key),
            now=now,
            language=pages.language(request).code,
        )
    return pages.see(f"/staff/broadcasts/{draft_id}/edit")


async def _state(tx: AsyncConnection, broadcast_id: int, now: datetime) -> dict[str, Any]:
    broadcast = await broadcasts.get(tx, broadcast_id)
    books = await ledger.books(tx, broadcast_id)
    running = broadcast.state is BroadcastState.RUNNING
    withdrawing = broadcast.withdrawn_at is not None and broadcast.withdrawal_ended_at is None
    rate = await course.rate(tx, broadcast_id, now) if running else None
    return {
        "broadcast": broadcast,
        "books": books,
        "reasons": await course.reasons(tx, broadcast_id),
        "rate": rate,
        "ends_at": now + timedelta(seconds=books.left / rate) if rate else None,
        "live": withdrawing or (broadcast.state in UNDER_WAY and broadcast.finished_at is None),
    }


def _deeds(broadcast: Broadcast, books: ledger.Books, now: datetime) -> set[Deed]:
    """What may be done with it at this moment, and would do something."""
    possible = {deed for deed, (act, _) in DEEDS.items() if broadcast.state in ALLOWED_IN[act]}
    since = broadcast.finished_at or broadcast.started_at
    too_late = since is None or now - since >= DELETABLE
    if not books.sent or broadcast.withdrawn_at is not None or too_late:
        possible.discard(Deed.DELETE)
    if not books.unconfirmed:
        possible.discard(Deed.REPEAT)
    return possible


async def _companies(tx: AsyncConnection) -> dict[str, str]:
    """Their names by the number that audiences have."""
    return {str(one.id): one.name for one in await accounts.with_chats(tx)}
