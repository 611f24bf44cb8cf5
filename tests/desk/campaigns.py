"""Messages to many, as tests of the desk make them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.deliveries import DeliveryState, Purpose
from bot.storage import broadcasts, chats
from bot.storage.audiences import EVERYONE, Audience
from bot.storage.broadcasts import Broadcast
from bot.storage.schema import broadcasts as table
from bot.storage.schema import deliveries
from tests.desk.served import STAFF, Served

HELLO = Content({"": "<b>Hello</b> all"})
STARTED = frozenset({BroadcastState.RUNNING, BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.CANCELLED})
LEFT = frozenset({DeliveryState.PLANNED, DeliveryState.SENDING})
ENDED = frozenset({BroadcastState.DONE, BroadcastState.CANCELLED})


async def draft(
    desk: Served,
    content: Content = HELLO,
    *,
    state: BroadcastState = BroadcastState.DRAFT,
    audience: Audience = EVERYONE,
    kind: Purpose = Purpose.BROADCAST,
) -> int:
    """Started three minutes ago and ended a minute ago, where its state says so."""
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        number = await broadcasts.create(
            tx, kind=kind, content=content, audience=audience, due_at=now, now=now, state=state, created_by=STAFF
        )
        assert number is not None
        moments: dict[str, Any] = {}
        if state in STARTED:
            moments["started_at"] = now - timedelta(minutes=3)
        if state in ENDED:
            moments["finished_at"] = now - timedelta(minutes=1)
        if moments:
            await tx.execute(update(table).where(table.c.id == number).values(**moments))
    return number


async def sent_to(desk: Served, number: int, *rows: tuple[DeliveryState, str | None], title: str = "Ann") -> None:
    """A row of the ledger for each, to chats 1001, 1002 and so on; the first settled ones a tenth of a second apart."""
    now = desk.clock.now()
    over = sum(state not in LEFT for state, _ in rows)
    async with desk.database.transaction() as tx:
        for count, (state, reason) in enumerate(rows, 1):
            chat_id = 1000 + count
            await chats.seen(tx, chat_id, kind="private", title=title, language="en", now=now)
            settled = state not in LEFT
            await tx.execute(
                deliveries.insert().values(
                    occasion=f"broadcast/{number}",
                    chat_id=chat_id,
                    purpose=Purpose.BROADCAST,
                    priority=2,
                    broadcast_id=number,
                    state=state,
                    reason=reason,
                    planned_at=now,
                    due_at=now,
                    settled_at=now - timedelta(seconds=(over - count) / 10) if settled else None,
                    message_id=count if state is DeliveryState.SENT else None,
                )
            )


async def now_of(desk: Served, number: int) -> Broadcast:
    async with desk.database.reading() as tx:
        return await broadcasts.get(tx, number)


async def every(desk: Served) -> list[Broadcast]:
    """Newest first."""
    async with desk.database.reading() as tx:
        return await broadcasts.page(tx, limit=100)
