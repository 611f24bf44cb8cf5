"""The inbox's rows: every update as it came, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, BigInteger, Executable, Text, bindparam, cast, column, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import updates


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
    as_stored = updates.c.received_at.type.bind_processor(tx.dialect) or str
    moments = {moment: str(as_stored(moment)) for moment in {item.received_at for item in received}}
    rows = [(item.update_id, item.lane, _encode(item.raw), moments[item.received_at]) for item in received]
    stored = await tx.execute(_addition(tx.dialect.name), {"rows": rows})
    ids = {update_id: row for row, update_id in stored}
    # A pop: the same update twice in one batch is stored once and so handled once.
    return [Waiting(ids.pop(item.update_id), item.lane, item.raw) for item in received if item.update_id in ids]


# As ASCII: half a surrogate pair, which JSON may carry, fits into no database.
_encode = json.JSONEncoder(separators=(",", ":")).encode


@cache
def _addition(dialect: str) -> Executable:
    """Takes all rows as one parameter, an array of arrays: with parameters for each row it costs twice as much."""
    by_dialect: dict[str, Any] = {
        # A moment is a text in SQLite, and casting it would make a number of it.
        "sqlite": (sqlite.insert, func.json_each, Text()),
        "postgresql": (postgresql.insert, func.json_array_elements, updates.c.received_at.type),
    }
    insert, elements, moment = by_dialect[dialect]
    row = elements(bindparam("rows", type_=JSON)).table_valued(column("value", JSON)).c.value
    types: dict[str, Any] = {"update_id": BigInteger(), "lane": BigInteger(), "raw": Text(), "received_at": moment}
    values = [cast(row[at].as_string(), type_) for at, type_ in enumerate(types.values())]
    # The condition shows SQLite's parser that the ON of ON CONFLICT is not that of a join.
    statement = insert(updates).from_select(list(types), select(*values).where(text("true")))
    stored: Executable = statement.on_conflict_do_nothing().returning(updates.c.id, updates.c.update_id)
    return stored


UNKEPT = frozenset({"ignored: account of a stranger", "ignored: staff", "ignored: edit of what was erased"})
"""What is talked among others than customers and the company is none of our business, once it is known to be that;
and what was erased comes back by no edit."""
_EMPTY = "{}"

_settlement = (
    update(updates)
    .where(updates.c.id.in_(bindparam("ids", expanding=True)))
    .values({key: bindparam(f"its_{key}") for key in ("state", "attempts", "outcome", "error", "done_at")})
)


async def settle(tx: AsyncConnection, settled: Sequence[Settled]) -> None:
    """One statement for all that became the same; they get the time of the last of them.

    Of several for one update the last counts.
    """
    alike: dict[tuple[str, int, str | None, str | None], list[Settled]] = {}
    for one in {one.id: one for one in settled}.values():
        alike.setdefault((one.state, one.attempts, one.outcome, one.error), []).append(one)
    for (state, attempts, outcome, error), those in alike.items():
        ids = [one.id for one in those]
        parameters = {
            "ids": ids,
            "its_state": state,
            "its_attempts": attempts,
            "its_outcome": outcome,
            "its_error": error,
            "its_done_at": None if state == "waiting" else those[-1].at,
        }
        await tx.execute(_settlement, parameters)
        if outcome in UNKEPT:
            await tx.execute(update(updates).where(updates.c.id.in_(ids)).values(raw=_EMPTY))


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
