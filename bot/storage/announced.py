"""What the last announcement said of the plan, against what holds now."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcast import BroadcastState
from bot.deliveries import Purpose
from bot.storage import transitions
from bot.storage.schema import broadcasts, transition_changes

DEADLINE, LAUNCH = "deadline", "launch"


async def moved_since(tx: AsyncConnection) -> frozenset[str]:
    """DEADLINE and LAUNCH, where they are other than customers were last told; nothing as long as they were told none.

    What was moved and moved back has not moved.
    """
    unheard = (BroadcastState.MISSED.value, BroadcastState.CANCELLED.value)
    was_told = (broadcasts.c.kind == Purpose.ANNOUNCEMENT.value, broadcasts.c.state.not_in(unheard))
    last: datetime | None = (await tx.execute(select(func.max(broadcasts.c.created_at)).where(*was_told))).scalar_one()
    if last is None:
        return frozenset()
    window = (await transitions.current(tx)).window
    changed, columns = set(), transition_changes.c
    for field, now in ((DEADLINE, window.deadline), (LAUNCH, window.launch)):
        since = (columns.field == field, columns.at >= last, columns.before.is_not(None))
        first = select(columns.before).where(*since).order_by(columns.id).limit(1)
        before: str | None = (await tx.execute(first)).scalar_one_or_none()
        if before is not None and datetime.fromisoformat(before) != now:
            changed.add(field)
    return frozenset(changed)
