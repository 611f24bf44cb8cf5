"""/api/v1/webhooks: admins' tokens set which programs are called, and look after what did not reach them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, Field

from bot.casework.events import Event
from bot.storage import webhooks
from bot.storage.sessions import ApiToken
from bot.storage.webhooks import CallState, Webhook, WebhookCall
from bot.webhooks import MAX_ADDRESS, is_address, secret_of
from desk import listeners
from desk.api.callers import OfficeSetter
from desk.api.problems import ApiRoute, answers, wrong
from desk.api.values import Asked, Cursor, Limit
from desk.forms import Number
from desk.listeners import Setter
from desk.parts import Parts

router = APIRouter(prefix="/webhooks", route_class=ApiRoute, tags=["webhooks"])
Id = Annotated[Number, Path()]


class WebhookOut(BaseModel):
    id: int
    url: str
    events: list[Event]
    created_at: datetime
    created_by: str
    ended_at: datetime | None


class WebhookWithSecret(WebhookOut):
    secret: str = Field(description="To check signatures with (Standard Webhooks). Shown this once.")


class WebhookPage(BaseModel):
    items: list[WebhookOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class NewWebhook(Asked):
    url: str = Field(min_length=1, max_length=MAX_ADDRESS, description="http or https.")
    events: list[Event] = Field(min_length=1, max_length=len(Event))


class WebhookCallOut(BaseModel):
    id: int
    kind: Event
    state: CallState
    attempts: int
    due_at: datetime = Field(description="When it is or was to be tried next.")
    settled_at: datetime | None
    error: str | None = Field(description="Why the last attempt failed.")


class WebhookCallPage(BaseModel):
    items: list[WebhookCallOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class SentAgain(BaseModel):
    sent_again: int


@router.get("", summary="All webhooks, those that have ended too", responses=answers())
async def list_webhooks(token: OfficeSetter, parts: Parts, cursor: Cursor = 0, limit: Limit = 50) -> WebhookPage:
    async with parts.database.reading() as tx:
        found = await webhooks.page(tx, after=cursor, limit=limit + 1)
    items = [_out(one) for one in found[:limit]]
    return WebhookPage(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.post("", summary="Add a webhook", status_code=201, responses=answers(409, body=True))
async def create_webhook(token: OfficeSetter, asked: NewWebhook, parts: Parts) -> WebhookWithSecret:
    if not is_address(asked.url):
        raise wrong("url", "is no http or https address that can be called")
    async with parts.database.transaction() as tx:
        made = await listeners.add(tx, asked.url, set(asked.events), _setter(token), parts.clock.now())
    return _with_secret(made, parts.links.key)


@router.get("/{webhook_id}", summary="One webhook", responses=answers(404))
async def get_webhook(webhook_id: Id, token: OfficeSetter, parts: Parts) -> WebhookOut:
    async with parts.database.reading() as tx:
        return _out(await webhooks.get(tx, webhook_id))


@router.delete("/{webhook_id}", summary="End a webhook", status_code=204, responses=answers(404))
async def end_webhook(webhook_id: Id, token: OfficeSetter, parts: Parts) -> Response:
    """What it was still to be told is dead. Ending it again does nothing."""
    async with parts.database.transaction() as tx:
        await listeners.end(tx, webhook_id, _setter(token), parts.clock.now())
    return Response(status_code=204)


@router.post("/{webhook_id}/rotate", summary="Give it a new secret", responses=answers(404))
async def rotate_secret(webhook_id: Id, token: OfficeSetter, parts: Parts) -> WebhookWithSecret:
    """Calls are signed with the new secret and the one before it."""
    async with parts.database.transaction() as tx:
        rotated = await listeners.rotate(tx, webhook_id, _setter(token), parts.clock.now())
    return _with_secret(rotated, parts.links.key)


@router.get("/{webhook_id}/calls", summary="What it was told and is to be told, newest first", responses=answers(404))
async def list_calls(
    webhook_id: Id,
    token: OfficeSetter,
    parts: Parts,
    cursor: Annotated[Number | None, Query(description="From `next` of the page before.")] = None,
    limit: Limit = 50,
    state: Annotated[CallState | None, Query()] = None,
) -> WebhookCallPage:
    async with parts.database.reading() as tx:
        await webhooks.get(tx, webhook_id)
        found = await webhooks.calls_of(tx, webhook_id, state=state, before=cursor, limit=limit + 1)
    items = [_call(one) for one in found[:limit]]
    return WebhookCallPage(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.post("/{webhook_id}/calls/again", summary="Send all dead calls again", responses=answers(404, 409))
async def send_all_again(webhook_id: Id, token: OfficeSetter, parts: Parts) -> SentAgain:
    return await _again(webhook_id, None, parts)


@router.post("/{webhook_id}/calls/{call_id}/again", summary="Send a dead call again", responses=answers(404, 409))
async def send_again(webhook_id: Id, call_id: Id, token: OfficeSetter, parts: Parts) -> SentAgain:
    return await _again(webhook_id, call_id, parts)


async def _again(webhook_id: int, call_id: int | None, parts: Parts) -> SentAgain:
    async with parts.database.transaction() as tx:
        webhook = await webhooks.get(tx, webhook_id)
        if webhook.ended_at is not None:
            raise HTTPException(409, "This webhook has ended: add it anew.")
        sent = await webhooks.send_again(tx, webhook_id, parts.clock.now(), call_id=call_id)
    if call_id is not None and not sent:
        raise HTTPException(404, "It has no dead call of this number.")
    return SentAgain(sent_again=sent)


def _setter(token: ApiToken) -> Setter:
    return Setter(None, token.name)


def _out(webhook: Webhook) -> WebhookOut:
    return WebhookOut(**_fields(webhook))


def _with_secret(webhook: Webhook, key: bytes) -> WebhookWithSecret:
    return WebhookWithSecret(**_fields(webhook), secret=secret_of(key, webhook.id, webhook.generation))


def _fields(webhook: Webhook) -> dict[str, object]:
    return {name: getattr(webhook, name) for name in WebhookOut.model_fields}


def _call(call: WebhookCall) -> WebhookCallOut:
    return WebhookCallOut(**{name: getattr(call, name) for name in WebhookCallOut.model_fields})
