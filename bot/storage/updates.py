"""The inbox's rows: every update as it came, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import updates
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Received:
    """A raw update with the lane (chat) in which order is kept."""

    update_id: int
    lane: int
    raw: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that is stored and not yet handled."""

    id: int
    lane: int
    raw: dict[str, Any]
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one update: ``state`` is "done", "dead", or still "waiting" after a failed try."""

    id: int
    state: str
    attempts: int
    at: datetime
    outcome: str | None = None
    error: str | None = None


async def add(tx: AsyncConnection, received: Sequence[Received]) -> list[Waiting]:
    """Stores what has not come before and returns just that, in the order given."""
    # Rows as parameters, not in the statement: so it is compiled once, however many there are.
    statement = insert(tx, updates).on_conflict_do_nothing().returning(updates.c.id, updates.c.update_id)
    rows = [
        {
            "update_id": item.update_id,
            "lane": item.lane,
            # As ASCII: half a surrogate pair, which JSON may carry, fits into no database.
            "raw": json.dumps(item.raw, separators=(",", ":")),
            "received_at": item.received_at,
        }
        for item in received
    ]
    ids = {row.update_id: row.id for row in await tx.execute(statement, rows)}
    # A pop: the same update twice in one batch is stored once and so handled once.
    return [Waiting(ids.pop(item.update_id), item.lane, item.raw) for item in received if item.update_id in ids]


async def settle(tx: AsyncConnection, settled: Sequence[Settled]) -> None:
    statement = (
        update(updates)
        .where(updates.c.id == bindparam("row"))
        .values(
            state=bindparam("s"),
            attempts=bindparam("a"),
            outcome=bindparam("o"),
            error=bindparam("e"),
            done_at=bindparam("d"),
        )
    )
    await tx.execute(
        statement,
        [
            {
                "row": s.id,
                "s": s.state,
                "a": s.attempts,
                "o": s.outcome,
                "e": s.error,
                "d": None if s.state == "waiting" else s.at,
            }
            for s in settled
        ],
    )


async def waiting(tx: AsyncConnection, *, after: int, limit: int) -> list[Waiting]:
    """A page of what is not yet handled, in order of receipt, behind row ``after``."""
    statement = (
        select(updates.c.id, updates.c.lane, updates.c.raw, updates.c.attempts)
        .where(updates.c.state == "waiting", updates.c.id > after)
        .order_by(updates.c.id)
        .limit(limit)
    )
    return [Waiting(row.id, row.lane, json.loads(row.raw), row.attempts) for row in await tx.execute(statement)]


async def count_by_state(tx: AsyncConnection) -> dict[str, int]:
    statement = select(updates.c.state, func.count()).group_by(updates.c.state)
    return {state: count for state, count in await tx.execute(statement)}


async def last_update_id(tx: AsyncConnection) -> int | None:
    statement = select(updates.c.update_id).order_by(updates.c.id.desc()).limit(1)
    return (await tx.execute(statement)).scalar_one_or_none()
