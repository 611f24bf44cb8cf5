"""Programs that are called by webhooks: added, ended, given a new secret; each change goes into the record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.events import Event
from bot.storage import webhooks
from bot.storage.office import Change, record
from bot.storage.webhooks import Webhook

SUBJECT = "webhooks"
"""What the record calls them."""


@dataclass(frozen=True, slots=True)
class Setter:
    """Who changes it: one of the admins, or, without an id, a program by its token's name."""

    id: int | None
    name: str


async def add(tx: AsyncConnection, url: str, events: Collection[Event], by: Setter, now: datetime) -> Webhook:
    """Raises AddressInUse."""
    made = await webhooks.create(tx, url, events, by=by.name, now=now)
    await _record(tx, made.id, None, _shown(made), by, now)
    return made


async def end(tx: AsyncConnection, webhook_id: int, by: Setter, now: datetime) -> None:
    """Does nothing to one that has ended. Raises UnknownWebhook."""
    ended = await webhooks.get(tx, webhook_id)
    if await webhooks.end(tx, webhook_id, "the webhook was ended", now):
        await _record(tx, webhook_id, _shown(ended), None, by, now)


async def rotate(tx: AsyncConnection, webhook_id: int, by: Setter, now: datetime) -> Webhook:
    """Raises UnknownWebhook, also for one that has ended."""
    rotated = await webhooks.rotate(tx, webhook_id)
    before, after = {"secret": rotated.generation}, {"secret": rotated.generation + 1}
    await _record(tx, webhook_id, before, after, by, now)
    return rotated


async def _record(tx: AsyncConnection, webhook_id: int, before: Any, after: Any, by: Setter, now: datetime) -> None:
    await record(tx, Change(now, by.id, by.name, SUBJECT, str(webhook_id), before, after))


def _shown(webhook: Webhook) -> dict[str, Any]:
    return {"url": webhook.url, "events": list(webhook.events)}
