"""Fan-out: what happened becomes a call to each webhook that wants to know of it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.events import Event
from bot.office.office import Office
from bot.storage import events, tickets, webhooks
from bot.storage.webhooks import Webhook
from bot.webhooks import body_of, settled

AT_ONCE = 500
"""Events and tickets that are taken on in one transaction."""

Planned = list[tuple[int, Event, str]]


async def is_needed(tx: AsyncConnection) -> bool:
    """Whether anything has happened that was not passed on yet."""
    if await events.wait(tx):
        return True
    listening = await webhooks.active(tx)
    return any([await webhooks.opened_since(tx, one, limit=1) for one in listening if Event.CREATED in one.events])


async def fan_out(tx: AsyncConnection, office: Office, now: datetime) -> None:
    """Events that nobody wants to know of are forgotten."""
    listening = await webhooks.active(tx)
    planned = await _happened(tx, office, listening)
    for webhook in listening:
        if Event.CREATED in webhook.events:
            planned += await _opened(tx, office, webhook, now)
    await webhooks.plan(tx, planned, now)


async def _happened(tx: AsyncConnection, office: Office, listening: list[Webhook]) -> Planned:
    happened = await events.take(tx, limit=AT_ONCE)
    about = await tickets.by_id(tx, {one.ticket_id for one in happened if one.ticket_id is not None})
    planned: Planned = []
    for one in happened:
        ticket = about.get(one.ticket_id or 0)
        body = body_of(one.kind, one.at, one.about, ticket, office.department_of(ticket) if ticket else "")
        planned += [(webhook.id, one.kind, body) for webhook in listening if one.kind in webhook.events]
    return planned


async def _opened(tx: AsyncConnection, office: Office, webhook: Webhook, now: datetime) -> Planned:
    opened = settled(await webhooks.opened_since(tx, webhook, limit=AT_ONCE), webhook.told_ticket_id, now)
    if not opened:
        return []
    found = await tickets.by_id(tx, opened)
    await webhooks.told(tx, webhook.id, opened[-1])
    return [
        (webhook.id, Event.CREATED, body_of(Event.CREATED, new.opened_at, {}, new, office.department_of(new)))
        for new in (found[number] for number in opened)
    ]
