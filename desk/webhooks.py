"""/admin/webhooks: which programs are called when something happens, and what did not reach them."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response

from bot.casework.events import Event
from bot.storage import webhooks
from bot.storage.webhooks import AddressInUse, CallState, Webhook
from bot.webhooks import MAX_ADDRESS, is_address, secret_of
from desk import listeners
from desk.failures import Route
from desk.forms import Number
from desk.listeners import Setter
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.visitors import Colleague, FromOurPage, OfficeAdmin

PAGE = 30

router = APIRouter(prefix="/admin/webhooks", route_class=Route)


class Complaint(StrEnum):
    """Why the form comes back; the template has the words."""

    NO_ADDRESS = "no-address"
    NO_EVENTS = "no-events"
    IN_USE = "in-use"


@router.get("")
async def show_list(request: Request, colleague: OfficeAdmin, parts: Parts, pages: Shown) -> Response:
    return await _list(request, colleague, parts, pages)


@router.post("", dependencies=[FromOurPage])
async def add(
    request: Request,
    colleague: OfficeAdmin,
    parts: Parts,
    pages: Shown,
    url: Annotated[str, Form()] = "",
    events: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Answers with the page that shows its secret: this once, so it is no address to go back to."""
    address = url.strip()
    wanted = [event for event in Event if event in (events or ())]
    complaint = None if is_address(address) else Complaint.NO_ADDRESS
    if complaint is None and not wanted:
        complaint = Complaint.NO_EVENTS
    if complaint is None:
        try:
            async with parts.database.transaction() as tx:
                made = await listeners.add(tx, address, wanted, _setter(colleague), parts.clock.now())
        except AddressInUse:
            complaint = Complaint.IN_USE
    if complaint is not None:
        kept = {"url": url, "events": wanted}
        return await _list(request, colleague, parts, pages, complaint=complaint, kept=kept, status=422)
    return await _one(request, made.id, colleague, parts, pages, secret=_secret(parts, made))


@router.get("/{webhook_id}")
async def show_one(
    request: Request,
    webhook_id: Number,
    colleague: OfficeAdmin,
    parts: Parts,
    pages: Shown,
    state: Annotated[CallState | None, Query()] = None,
    before: Annotated[Number | None, Query()] = None,
) -> Response:
    """Its calls, newest first; ``before`` pages on behind that number."""
    return await _one(request, webhook_id, colleague, parts, pages, state=state, before=before)


@router.post("/{webhook_id}/rotate", dependencies=[FromOurPage])
async def rotate(request: Request, webhook_id: Number, colleague: OfficeAdmin, parts: Parts, pages: Shown) -> Response:
    async with parts.database.transaction() as tx:
        rotated = await listeners.rotate(tx, webhook_id, _setter(colleague), parts.clock.now())
    return await _one(request, webhook_id, colleague, parts, pages, secret=_secret(parts, rotated))


@router.post("/{webhook_id}/end", dependencies=[FromOurPage])
async def end(webhook_id: Number, colleague: OfficeAdmin, parts: Parts, pages: Shown) -> Response:
    async with parts.database.transaction() as tx:
        await listeners.end(tx, webhook_id, _setter(colleague), parts.clock.now())
    return pages.see(f"/admin/webhooks/{webhook_id}")


@router.post("/{webhook_id}/again", dependencies=[FromOurPage])
async def send_again(
    webhook_id: Number,
    colleague: OfficeAdmin,
    parts: Parts,
    pages: Shown,
    call: Annotated[Number | None, Form()] = None,
) -> Response:
    """One dead call, or all of them; to one that has ended nothing is sent."""
    async with parts.database.transaction() as tx:
        if (await webhooks.get(tx, webhook_id)).ended_at is None:
            await webhooks.send_again(tx, webhook_id, parts.clock.now(), call_id=call)
    return pages.see(f"/admin/webhooks/{webhook_id}")


async def _list(
    request: Request,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    *,
    complaint: Complaint | None = None,
    kept: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    async with parts.database.reading() as tx:
        every = await webhooks.every(tx)
        counts = await webhooks.counts(tx)
    return pages.page(
        request,
        "webhooks.html",
        status=status,
        colleague=colleague,
        webhooks=sorted(every, key=lambda one: one.ended_at is not None),
        counts=counts,
        complaint=complaint,
        kept=kept or {"url": "", "events": list(Event)},
        every_event=list(Event),
        max_address=MAX_ADDRESS,
    )


async def _one(
    request: Request,
    webhook_id: int,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    *,
    secret: str = "",
    state: CallState | None = None,
    before: int | None = None,
) -> Response:
    async with parts.database.reading() as tx:
        webhook = await webhooks.get(tx, webhook_id)
        counts = (await webhooks.counts(tx)).get(webhook_id, {})
        found = await webhooks.calls_of(tx, webhook_id, state=state, before=before, limit=PAGE + 1)
    return pages.page(
        request,
        "webhook.html",
        colleague=colleague,
        webhook=webhook,
        secret=secret,
        counts=counts,
        calls=found[:PAGE],
        state=state,
        states=list(CallState),
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        first_page=before is None,
    )


def _setter(colleague: Colleague) -> Setter:
    return Setter(colleague.id, colleague.name)


def _secret(parts: DeskParts, webhook: Webhook) -> str:
    return secret_of(parts.links.key, webhook.id, webhook.generation)
