"""Broadcasts: messages to many, announcements among them; their rules are in bot/broadcast.py."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, case, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcast import ALLOWED_IN, Act, BroadcastState, NotInThisState, UnknownBroadcast
from bot.content import Attachment, AttachmentKind, Button, Content
from bot.deliveries import Purpose
from bot.storage.audiences import Audience
from bot.storage.schema import broadcasts, recipients
from bot.storage.upsert import insert

# Written out, not bound: only then SQLite sees that an index of such rows alone will do.
_SCHEDULED = broadcasts.c.state == literal("scheduled", literal_execute=True)
_UNFINISHED = broadcasts.c.finished_at.is_(None)
# Every look of sender and duties asks for these; made once, as to make one costs several times as much as to run it.
_RUNNING = (
    select(broadcasts.c.id)
    .where(_UNFINISHED, broadcasts.c.state == BroadcastState.RUNNING)
    .order_by(case((broadcasts.c.kind == Purpose.BROADCAST.value, 1), else_=0), broadcasts.c.id)
)


@dataclass(frozen=True, slots=True)
class Broadcast:
    id: int
    kind: Purpose
    state: BroadcastState
    content: Content
    audience: Audience
    due_at: datetime
    created_at: datetime
    created_by: int | None = None
    """Who of staff; None for announcements."""
    slot: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    withdrawn_at: datetime | None = None
    """Since when what was sent of it is being deleted again."""
    withdrawal_ended_at: datetime | None = None
    language: str | None = None
    """The author's."""

    @property
    def occasion(self) -> str:
        """What its deliveries are unique by, with the chat."""
        return self.slot or f"broadcast/{self.id}"


async def create(
    tx: AsyncConnection,
    *,
    kind: Purpose,
    content: Content,
    audience: Audience,
    due_at: datetime,
    now: datetime,
    state: BroadcastState = BroadcastState.SCHEDULED,
    slot: str | None = None,
    created_by: int | None = None,
    language: str | None = None,
    origin: str | None = None,
) -> int | None:
    """Returns the new broadcast's id; None when this slot, or this press of a button (origin), has one already."""
    statement = (
        insert(tx, broadcasts)
        .values(
            kind=kind,
            slot=slot,
            audience=str(audience),
            state=state,
            due_at=due_at,
            created_by=created_by,
            language=language,
            created_at=now,
            origin=origin,
            finished_at=now if state is BroadcastState.MISSED else None,
            **_columns(content),
        )
        .on_conflict_do_nothing()
        .returning(broadcasts.c.id)
    )
    broadcast_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return broadcast_id


async def get(tx: AsyncConnection, broadcast_id: int) -> Broadcast:
    """Raises UnknownBroadcast."""
    row = (await tx.execute(select(broadcasts).where(broadcasts.c.id == broadcast_id))).mappings().one_or_none()
    if row is None:
        raise UnknownBroadcast(broadcast_id)
    return _broadcast(row)


async def of_origin(tx: AsyncConnection, origin: str) -> Broadcast | None:
    row = (await tx.execute(select(broadcasts).where(broadcasts.c.origin == origin))).mappings().one_or_none()
    return _broadcast(row) if row is not None else None


async def page(
    tx: AsyncConnection, *, kinds: Collection[Purpose] = (Purpose.BROADCAST,), before: int | None = None, limit: int
) -> list[Broadcast]:
    """Newest first; ``before`` pages on behind that number."""
    statement = select(broadcasts).where(broadcasts.c.kind.in_([kind.value for kind in kinds]))
    if before is not None:
        statement = statement.where(broadcasts.c.id < before)
    rows = await tx.execute(statement.order_by(broadcasts.c.id.desc()).limit(limit))
    return [_broadcast(row) for row in rows.mappings()]


async def edit(
    tx: AsyncConnection,
    broadcast_id: int,
    *,
    content: Content | None = None,
    audience: Audience | None = None,
    due_at: datetime | None = None,
) -> Broadcast:
    """What is None stays as it is. Raises NotInThisState once it has started, UnknownBroadcast."""
    values: dict[str, Any] = {} if content is None else _columns(content)
    values |= {} if audience is None else {"audience": str(audience)}
    values |= {} if due_at is None else {"due_at": due_at}
    return await _do(tx, broadcast_id, Act.EDIT, values)


async def schedule(tx: AsyncConnection, broadcast_id: int, due_at: datetime) -> Broadcast:
    """Raises NotInThisState, UnknownBroadcast."""
    values = {"state": BroadcastState.SCHEDULED, "due_at": due_at}
    return await _do(tx, broadcast_id, Act.SCHEDULE, values)


async def pause(tx: AsyncConnection, broadcast_id: int) -> Broadcast:
    """Raises NotInThisState, UnknownBroadcast."""
    return await _do(tx, broadcast_id, Act.PAUSE, {"state": BroadcastState.PAUSED})


async def resume(tx: AsyncConnection, broadcast_id: int) -> Broadcast:
    """Raises NotInThisState, UnknownBroadcast."""
    return await _do(tx, broadcast_id, Act.RESUME, {"state": BroadcastState.RUNNING})


async def cancel(tx: AsyncConnection, broadcast_id: int, now: datetime) -> Broadcast:
    """What is left of it is skipped soon, by the duty that runs it. Raises NotInThisState, UnknownBroadcast."""
    finished_at = case((broadcasts.c.started_at.is_(None), literal(now, broadcasts.c.finished_at.type)), else_=None)
    return await _do(tx, broadcast_id, Act.CANCEL, {"state": BroadcastState.CANCELLED, "finished_at": finished_at})


async def withdraw(tx: AsyncConnection, broadcast_id: int, now: datetime) -> Broadcast:
    """What was sent is deleted again, as far as Telegram still allows. Raises NotInThisState, UnknownBroadcast.

    A paused one is cancelled with that: what is a mistake is not sent to the others.
    """
    paused = broadcasts.c.state == BroadcastState.PAUSED.value
    state = case((paused, BroadcastState.CANCELLED.value), else_=broadcasts.c.state)
    values = {"withdrawn_at": now, "withdrawal_ended_at": None, "state": state}
    return await _do(tx, broadcast_id, Act.DELETE_SENT, values)


async def require(tx: AsyncConnection, broadcast_id: int, act: Act) -> Broadcast:
    """Raises NotInThisState, UnknownBroadcast."""
    found = await get(tx, broadcast_id)
    if found.state not in ALLOWED_IN[act]:
        raise NotInThisState(broadcast_id, act, found.state)
    return found


async def set_recipients(tx: AsyncConnection, broadcast_id: int, chat_ids: Sequence[int]) -> None:
    """Of the audience "list": these and no others. Raises NotInThisState once it has started, UnknownBroadcast."""
    await require(tx, broadcast_id, Act.EDIT)
    await tx.execute(delete(recipients).where(recipients.c.broadcast_id == broadcast_id))
    rows = [{"broadcast_id": broadcast_id, "chat_id": chat_id} for chat_id in dict.fromkeys(chat_ids)]
    if rows:
        await tx.execute(recipients.insert(), rows)


async def due(tx: AsyncConnection, now: datetime) -> list[Broadcast]:
    statement = select(broadcasts).where(_SCHEDULED, broadcasts.c.due_at <= now)
    rows = await tx.execute(statement.order_by(broadcasts.c.due_at, broadcasts.c.id))
    return [_broadcast(row) for row in rows.mappings()]


async def latest_slot(tx: AsyncConnection) -> datetime | None:
    """The moment of the last slot that is known, announced or missed."""
    statement = select(func.max(broadcasts.c.due_at)).where(broadcasts.c.slot.is_not(None))
    latest: datetime | None = (await tx.execute(statement)).scalar_one()
    return latest


async def next_due(tx: AsyncConnection) -> datetime | None:
    statement = select(func.min(broadcasts.c.due_at)).where(_SCHEDULED)
    earliest: datetime | None = (await tx.execute(statement)).scalar_one()
    return earliest


async def start(tx: AsyncConnection, broadcast_id: int, now: datetime) -> bool:
    """False when somebody else has started it."""
    statement = (
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, _SCHEDULED)
        .values(state=BroadcastState.RUNNING, started_at=now)
    )
    return (await tx.execute(statement)).rowcount == 1


async def running(tx: AsyncConnection) -> list[int]:
    """Oldest first, those of staff last: announcements are soon stale."""
    return list((await tx.execute(_RUNNING)).scalars())


async def being_cancelled(tx: AsyncConnection) -> list[int]:
    """Cancelled ones of which something may still be left."""
    statement = select(broadcasts.c.id).where(_UNFINISHED, broadcasts.c.state == BroadcastState.CANCELLED)
    return list((await tx.execute(statement.order_by(broadcasts.c.id))).scalars())


async def being_withdrawn(tx: AsyncConnection) -> list[int]:
    """Oldest first."""
    statement = select(broadcasts.c.id).where(
        broadcasts.c.withdrawn_at.is_not(None), broadcasts.c.withdrawal_ended_at.is_(None)
    )
    return list((await tx.execute(statement.order_by(broadcasts.c.id))).scalars())


async def end_withdrawal(tx: AsyncConnection, broadcast_id: int, now: datetime) -> None:
    await tx.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(withdrawal_ended_at=now))


async def finish(tx: AsyncConnection, broadcast_id: int, now: datetime) -> None:
    """Nothing is left of it: a running one is done, a cancelled one stays so."""
    over = case(
        (broadcasts.c.state == BroadcastState.RUNNING.value, BroadcastState.DONE.value), else_=broadcasts.c.state
    )
    ending = broadcasts.c.state.in_([BroadcastState.RUNNING.value, BroadcastState.CANCELLED.value])
    await tx.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, _UNFINISHED, ending)
        .values(state=over, finished_at=now)
    )


async def take_up_again(tx: AsyncConnection, broadcast_id: int) -> Broadcast:
    """Some of its deliveries are to be sent once more. Raises NotInThisState, UnknownBroadcast."""
    return await _do(tx, broadcast_id, Act.REPEAT, {"state": BroadcastState.RUNNING, "finished_at": None})


async def _do(tx: AsyncConnection, broadcast_id: int, act: Act, values: dict[str, Any]) -> Broadcast:
    """One statement decides who was first, where two press at once."""
    statement = (
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_([state.value for state in ALLOWED_IN[act]]))
        .values(**values or {"id": broadcast_id})
        .returning(*broadcasts.c)
    )
    row = (await tx.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotInThisState(broadcast_id, act, (await get(tx, broadcast_id)).state)
    return _broadcast(row)


def _columns(content: Content) -> dict[str, Any]:
    return {
        "texts": dict(content.texts),
        "attachments": [asdict(one) for one in content.attachments] or None,
        "buttons": [[asdict(button) for button in row] for row in content.buttons] or None,
    }


def content_of(row: Any) -> Content:
    """From a row's texts, attachments and buttons."""
    return Content(
        texts=row["texts"],
        attachments=tuple(Attachment(AttachmentKind(one["kind"]), one["file_id"]) for one in row["attachments"] or ()),
        buttons=tuple(tuple(Button(**button) for button in buttons) for buttons in row["buttons"] or ()),
    )


def _broadcast(row: RowMapping) -> Broadcast:
    return Broadcast(
        id=row["id"],
        kind=Purpose(row["kind"]),
        state=BroadcastState(row["state"]),
        content=content_of(row),
        audience=Audience.read(row["audience"]),
        due_at=row["due_at"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        slot=row["slot"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        withdrawn_at=row["withdrawn_at"],
        withdrawal_ended_at=row["withdrawal_ended_at"],
        language=row["language"],
    )
