"""Webhooks in the database: who is called, what they are still to be told, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.events import Event
from bot.errors import ChatferryError
from bot.storage.schema import tickets, webhook_calls, webhooks

SENT_KEPT = timedelta(days=7)
DEAD_KEPT = timedelta(days=30)
# Added to nothing: else SQLite would go by the webhook's number, through all calls that ever were.
_called = webhook_calls.c.webhook_id + literal(0, literal_execute=True)
# Written out, not bound: only then SQLite sees that an index of such rows alone will do.
_WAITS = webhook_calls.c.state == literal("waiting", literal_execute=True)


class UnknownWebhook(ChatferryError):
    """There is no webhook of that number, or no call of it."""


class AddressInUse(ChatferryError):
    """A webhook that has not ended has the same address."""


class CallState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Given up after the last attempt, or because the webhook has ended."""


@dataclass(frozen=True, slots=True)
class Webhook:
    id: int
    url: str
    events: tuple[Event, ...]
    generation: int
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    told_ticket_id: int


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """``body`` lacks the words of customers (`bot.webhooks.worded`)."""

    id: int
    webhook_id: int
    kind: Event
    body: str
    state: CallState
    attempts: int
    due_at: datetime
    settled_at: datetime | None
    error: str | None


async def create(tx: AsyncConnection, url: str, events: Collection[Event], *, by: str, now: datetime) -> Webhook:
    """Told of what happens from now on. Raises AddressInUse."""
    same = select(webhooks.c.id).where(webhooks.c.url == url, webhooks.c.ended_at.is_(None))
    if (await tx.execute(same)).first() is not None:
        raise AddressInUse
    newest = (await tx.execute(select(func.max(tickets.c.id)))).scalar_one_or_none() or 0
    wanted = [event for event in Event if event in events]
    values = {"url": url, "events": wanted, "created_at": now, "created_by": by, "told_ticket_id": newest}
    return _webhook((await tx.execute(insert(webhooks).values(**values).returning(*webhooks.c))).mappings().one())


async def get(tx: AsyncConnection, webhook_id: int) -> Webhook:
    """Raises UnknownWebhook."""
    row = (await tx.execute(select(webhooks).where(webhooks.c.id == webhook_id))).mappings().one_or_none()
    if row is None:
        raise UnknownWebhook
    return _webhook(row)


async def every(tx: AsyncConnection) -> list[Webhook]:
    """Those that have ended too, newest first."""
    return [_webhook(row) for row in (await tx.execute(select(webhooks).order_by(webhooks.c.id.desc()))).mappings()]


async def page(tx: AsyncConnection, *, after: int, limit: int) -> list[Webhook]:
    statement = select(webhooks).where(webhooks.c.id > after).order_by(webhooks.c.id).limit(limit)
    return [_webhook(row) for row in (await tx.execute(statement)).mappings()]


async def active(tx: AsyncConnection) -> list[Webhook]:
    rows = await tx.execute(select(webhooks).where(webhooks.c.ended_at.is_(None)).order_by(webhooks.c.id))
    return [_webhook(row) for row in rows.mappings()]


async def rotate(tx: AsyncConnection, webhook_id: int) -> Webhook:
    """The next secret holds and the one before still does. Raises UnknownWebhook once it has ended."""
    live = (webhooks.c.id == webhook_id, webhooks.c.ended_at.is_(None))
    statement = update(webhooks).where(*live).values(generation=webhooks.c.generation + 1).returning(*webhooks.c)
    row = (await tx.execute(statement)).mappings().one_or_none()
    if row is None:
        raise UnknownWebhook
    return _webhook(row)


async def end(tx: AsyncConnection, webhook_id: int, why: str, now: datetime) -> bool:
    """Not called any more; what it was still to be told is dead. False when it had ended before."""
    live = (webhooks.c.id == webhook_id, webhooks.c.ended_at.is_(None))
    if (await tx.execute(update(webhooks).where(*live).values(ended_at=now))).rowcount == 0:
        return False
    left = update(webhook_calls).where(_WAITS, webhook_calls.c.webhook_id == webhook_id)
    await tx.execute(left.values(state=CallState.DEAD, settled_at=now, error=why))
    return True


async def told(tx: AsyncConnection, webhook_id: int, ticket_id: int) -> None:
    """Of the opening of all tickets up to this one."""
    await tx.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(told_ticket_id=ticket_id))


async def opened_since(tx: AsyncConnection, webhook: Webhook, *, limit: int) -> list[tuple[int, datetime]]:
    """Number and time of tickets whose opening it was not told of yet, in order."""
    statement = select(tickets.c.id, tickets.c.opened_at).where(tickets.c.id > webhook.told_ticket_id)
    return [(row.id, row.opened_at) for row in await tx.execute(statement.order_by(tickets.c.id).limit(limit))]


async def plan(tx: AsyncConnection, calls: Sequence[tuple[int, Event, str]], now: datetime) -> None:
    """``calls``: webhook, kind and body of each."""
    rows = [{"webhook_id": one, "kind": kind, "body": body, "due_at": now} for one, kind, body in calls]
    if rows:
        await tx.execute(insert(webhook_calls), rows)


async def with_due_calls(tx: AsyncConnection, now: datetime) -> set[int]:
    """The numbers of webhooks that are to be called."""
    statement = select(_called).where(_WAITS, webhook_calls.c.due_at <= now).distinct()
    return set((await tx.execute(statement)).scalars())


async def due(tx: AsyncConnection, webhook_id: int, now: datetime, *, limit: int) -> list[WebhookCall]:
    statement = (
        select(webhook_calls)
        .where(_WAITS, webhook_calls.c.due_at <= now, _called == webhook_id)
        .order_by(webhook_calls.c.due_at, webhook_calls.c.id)
        .limit(limit)
    )
    return [_call(row) for row in (await tx.execute(statement)).mappings()]


async def delivered(tx: AsyncConnection, call: WebhookCall, now: datetime) -> None:
    await _settle(tx, call, state=CallState.SENT, attempts=call.attempts + 1, settled_at=now, error=None)


async def failed(tx: AsyncConnection, call: WebhookCall, error: str, again_at: datetime | None, now: datetime) -> None:
    """``again_at``: None when it is given up."""
    if again_at is not None:
        await _settle(tx, call, attempts=call.attempts + 1, due_at=again_at, error=error)
    else:
        await _settle(tx, call, state=CallState.DEAD, attempts=call.attempts + 1, settled_at=now, error=error)


async def send_again(tx: AsyncConnection, webhook_id: int, now: datetime, *, call_id: int | None = None) -> int:
    """Dead ones, or one of them, as if they were new; returns how many."""
    wanted = [webhook_calls.c.webhook_id == webhook_id, webhook_calls.c.state == CallState.DEAD]
    if call_id is not None:
        wanted.append(webhook_calls.c.id == call_id)
    statement = update(webhook_calls).where(*wanted)
    return (
        await tx.execute(statement.values(state=CallState.WAITING, attempts=0, due_at=now, settled_at=None))
    ).rowcount


async def calls_of(
    tx: AsyncConnection, webhook_id: int, *, state: CallState | None = None, before: int | None = None, limit: int
) -> list[WebhookCall]:
    """Newest first."""
    statement = select(webhook_calls).where(webhook_calls.c.webhook_id == webhook_id)
    if state is not None:
        statement = statement.where(webhook_calls.c.state == state)
    if before is not None:
        statement = statement.where(webhook_calls.c.id < before)
    rows = await tx.execute(statement.order_by(webhook_calls.c.id.desc()).limit(limit))
    return [_call(row) for row in rows.mappings()]


async def counts(tx: AsyncConnection) -> dict[int, dict[CallState, int]]:
    """How many calls of each webhook are in which state."""
    columns = (webhook_calls.c.webhook_id, webhook_calls.c.state)
    found: dict[int, dict[CallState, int]] = {}
    for webhook_id, state, count in await tx.execute(select(*columns, func.count()).group_by(*columns)):
        found.setdefault(webhook_id, {})[CallState(state)] = count
    return found


async def forget_old(tx: AsyncConnection, now: datetime) -> None:
    """What was settled long ago."""
    settled_at, state = webhook_calls.c.settled_at, webhook_calls.c.state
    old = or_(settled_at <= now - DEAD_KEPT, (state == CallState.SENT) & (settled_at <= now - SENT_KEPT))
    await tx.execute(delete(webhook_calls).where(old))


async def _settle(tx: AsyncConnection, call: WebhookCall, **values: object) -> None:
    # Only while it waits: its webhook may have been ended meanwhile.
    await tx.execute(update(webhook_calls).where(webhook_calls.c.id == call.id, _WAITS).values(**values))


def _webhook(row: RowMapping) -> Webhook:
    return Webhook(**dict(row) | {"events": tuple(Event(kind) for kind in row["events"])})


def _call(row: RowMapping) -> WebhookCall:
    return WebhookCall(**dict(row) | {"kind": Event(row["kind"]), "state": CallState(row["state"])})
