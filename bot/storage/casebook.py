"""What staff see of a ticket beside its thread: promises, time and gestures, calls with its customer."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, Text, bindparam, cast, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import calls, efforts, promises
from bot.tickets import Ticket

LATEST_CALLS = 5


class RecordKind(StrEnum):
    PROMISE = "promise"
    """moment: the time that was promised; words: its outcome, "" while it stands."""
    EFFORT = "effort"
    """minutes and cents; words: the gesture."""
    CALL = "call"
    """words: its result; note."""


@dataclass(frozen=True, slots=True)
class Record:
    kind: RecordKind
    at: datetime
    by_name: str
    moment: datetime
    words: str
    note: str
    minutes: int
    cents: int


@dataclass(frozen=True, slots=True)
class Casebook:
    """Each oldest first."""

    promises: list[Record] = field(default_factory=list)
    efforts: list[Record] = field(default_factory=list)
    calls: list[Record] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(record.minutes for record in self.efforts)

    @property
    def cents(self) -> int:
        return sum(record.cents for record in self.efforts)


def _built() -> CompoundSelect[Any]:
    none, nothing, zero = literal(""), literal(0), literal(0, BigInteger)
    one = bindparam("ticket", type_=BigInteger)
    promised = select(
        literal(RecordKind.PROMISE.value).label("kind"),
        promises.c.made_at.label("at"),
        promises.c.by_name.label("by_name"),
        promises.c.promised_at.label("moment"),
        cast(promises.c.outcome, Text).label("words"),
        none.label("note"),
        nothing.label("minutes"),
        zero.label("cents"),
    ).where(promises.c.ticket_id == one)
    spent = select(
        literal(RecordKind.EFFORT.value),
        efforts.c.at,
        efforts.c.person_name,
        efforts.c.at,
        efforts.c.gesture,
        none,
        efforts.c.minutes,
        efforts.c.cents,
    ).where(efforts.c.ticket_id == one)
    newest = select(calls).where(calls.c.customer_id == bindparam("customer"))
    call = newest.order_by(calls.c.id.desc()).limit(LATEST_CALLS).subquery()
    called = select(
        literal(RecordKind.CALL.value),
        call.c.at,
        call.c.person_name,
        call.c.at,
        cast(call.c.result, Text),
        call.c.note,
        nothing,
        zero,
    )
    return union_all(promised, spent, called)


# One statement, built once, as the page of a ticket is what staff look at most.
_records = _built()


async def of_ticket(tx: AsyncConnection, ticket: Ticket) -> Casebook:
    found: dict[RecordKind, list[Record]] = defaultdict(list)
    rows = await tx.execute(_records, {"ticket": ticket.id, "customer": ticket.customer_id})
    for row in rows.mappings():
        kind = RecordKind(row["kind"])
        found[kind].append(Record(**dict(row) | {"kind": kind, "words": row["words"] or ""}))
    for records in found.values():
        records.sort(key=lambda record: record.at)
    return Casebook(found[RecordKind.PROMISE], found[RecordKind.EFFORT], found[RecordKind.CALL])
