"""Calls of programs that carry an Idempotency-Key: the same call, made twice, is done once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ChatferryError
from bot.storage import upsert
from bot.storage.schema import idempotent_calls

KEPT = timedelta(days=7)
_UNANSWERED = 0


class KeyUsed(ChatferryError):
    """The same key came with another call before."""


@dataclass(frozen=True, slots=True)
class Call:
    """``digest``: of all that the call asks for. A key belongs to the token that it came with."""

    token_hash: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str


async def begin(tx: AsyncConnection, call: Call, now: datetime) -> Answer | None:
    """What was answered to it before; None when it is new, and then `finish` must follow in the same transaction.

    Of two at once the second waits here for the first. Raises KeyUsed.
    """
    await tx.execute(delete(idempotent_calls).where(idempotent_calls.c.created_at <= now - KEPT))
    values = {"token_hash": call.token_hash, "key": call.key, "digest": call.digest, "created_at": now}
    fresh = upsert.insert(tx, idempotent_calls).values(**values, status=_UNANSWERED, body="")
    if (await tx.execute(fresh.on_conflict_do_nothing())).rowcount == 1:
        return None
    row = (await tx.execute(select(idempotent_calls).where(*_same(call)))).one()
    if row.digest != call.digest:
        raise KeyUsed
    return Answer(row.status, row.body)


async def finish(tx: AsyncConnection, call: Call, answer: Answer) -> None:
    await tx.execute(update(idempotent_calls).where(*_same(call)).values(status=answer.status, body=answer.body))


def _same(call: Call) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return idempotent_calls.c.token_hash == call.token_hash, idempotent_calls.c.key == call.key
