"""The transition as it is planned now, and the record of every change to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.events import Event
from bot.storage import events, upsert
from bot.storage.schema import transition, transition_changes
from bot.transition import Transition, Window


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    who: str
    field: str
    before: str | None
    after: str | None
    reason: str | None


COLUMNS = (
    transition.c.launch,
    transition.c.days,
    transition.c.announce_from,
    transition.c.closed_at,
    transition.c.ends_early_at,
    transition.c.times,
)
_WHOLE = select(*COLUMNS)


async def begin(tx: AsyncConnection, planned: Transition, now: datetime) -> Transition:
    """Takes the plan of the configuration the first time; later the database's own wins. Returns what holds."""
    statement = (
        upsert.insert(tx, transition)
        .values(id=1, launch=planned.window.launch, days=planned.window.days, announce_from=planned.announce_from)
        .on_conflict_do_nothing()
    )
    if (await tx.execute(statement)).rowcount == 1:
        await record(tx, Change(now, "configuration", "deadline", None, planned.window.deadline.isoformat(), None))
    return await current(tx)


async def current(tx: AsyncConnection) -> Transition:
    """The one that was begun."""
    found = await find(tx)
    if found is None:
        raise LookupError("the transition has not begun")
    return found


async def find(tx: AsyncConnection) -> Transition | None:
    """None before the first run has begun it."""
    row = (await tx.execute(_WHOLE)).one_or_none()
    return of_row(row) if row else None


async def hold(tx: AsyncConnection) -> Transition:
    """The current one, which others that hold it wait for until this transaction ends."""
    await tx.execute(select(transition.c.id).with_for_update())
    return await current(tx)


def of_row(values: Sequence[Any]) -> Transition:
    """``values``: of COLUMNS."""
    launch, days, announce_from, closed_at, ends_early_at, written = values
    times = None if written is None else tuple(time.fromisoformat(local) for local in written)
    return Transition(Window(launch, days, ends_early_at), announce_from, closed_at, times)


async def begun_at(tx: AsyncConnection) -> datetime | None:
    """When the first run took the plan; None before that."""
    first: datetime | None = (await tx.execute(select(func.min(transition_changes.c.at)))).scalar_one()
    return first


async def replan(tx: AsyncConnection, moved: Transition, *, who: str, reason: str | None, now: datetime) -> None:
    """Stores the new plan and records each part that it changes: by whom, from what to what, and why."""
    before = await current(tx)
    if (before.window.launch, before.announce_from) != (moved.window.launch, moved.announce_from):
        await tx.execute(update(transition).values(launch=moved.window.launch, announce_from=moved.announce_from))
    if before.window.launch != moved.window.launch:
        told = (before.window.launch.isoformat(), moved.window.launch.isoformat())
        await record(tx, Change(now, who, "launch", *told, reason))
    if before.announce_from != moved.announce_from:
        days = [str(one.announce_from) if one.announce_from else None for one in (before, moved)]
        await record(tx, Change(now, who, "announce_from", days[0], days[1], reason))
    if before.times != moved.times:
        times = [[f"{local:%H:%M}" for local in one.times] if one.times else None for one in (before, moved)]
        await tx.execute(update(transition).values(times=times[1]))
        written = [", ".join(some) if some else None for some in times]
        await record(tx, Change(now, who, "times", written[0], written[1], reason))
    if before.window != moved.window:
        await _store_window(tx, before.window, moved.window, who=who, reason=reason, now=now)


async def move_deadline(tx: AsyncConnection, moved: Transition, *, who: str, reason: str | None, now: datetime) -> None:
    """Stores the new window and records who moved the deadline, from when to when, and why."""
    await _store_window(tx, (await current(tx)).window, moved.window, who=who, reason=reason, now=now)


async def _store_window(
    tx: AsyncConnection, before: Window, window: Window, *, who: str, reason: str | None, now: datetime
) -> None:
    await tx.execute(update(transition).values(days=window.days, ends_early_at=window.ends_early_at))
    told = (before.deadline.isoformat(), window.deadline.isoformat())
    await record(tx, Change(now, who, "deadline", *told, reason))
    about = {"change": "deadline", "before": told[0], "deadline": told[1]}
    await events.add(tx, Event.TRANSITION, ticket_id=None, now=now, about=about)


async def close(tx: AsyncConnection, now: datetime) -> bool:
    """Closing begins, once; False when it had begun before."""
    statement = update(transition).where(transition.c.closed_at.is_(None)).values(closed_at=now)
    if (await tx.execute(statement)).rowcount == 0:
        return False
    await record(tx, Change(now, "deadline", "closed_at", None, now.isoformat(), None))
    about = {"change": "closed", "deadline": (await current(tx)).window.deadline.isoformat()}
    await events.add(tx, Event.TRANSITION, ticket_id=None, now=now, about=about)
    return True


async def record(tx: AsyncConnection, change: Change) -> None:
    await tx.execute(
        insert(transition_changes).values(
            at=change.at,
            who=change.who,
            field=change.field,
            before=change.before,
            after=change.after,
            reason=change.reason,
        )
    )


async def changes(tx: AsyncConnection, *, limit: int = 10) -> list[Change]:
    """The latest changes, newest first."""
    columns = transition_changes.c
    statement = (
        select(columns.at, columns.who, columns.field, columns.before, columns.after, columns.reason)
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return [Change(*row) for row in await tx.execute(statement)]
