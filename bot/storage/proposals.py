"""Proposals in the database."""

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.proposals import LIFETIME, Proposal
from bot.storage.schema import proposals
from bot.wishes import Wish, dumped, read

COLUMNS = (
    *(proposals.c.id, proposals.c.wish, proposals.c.reason, proposals.c.at, proposals.c.by_id, proposals.c.by_name),
    *(proposals.c.expires_at, proposals.c.settled_at, proposals.c.settled_by_name, proposals.c.accepted),
)


async def add(tx: AsyncConnection, wish: Wish, reason: str, *, by_id: int, by_name: str, now: datetime) -> Proposal:
    """One that waits for the same act gives way to it."""
    same = (proposals.c.act == wish.act.value, proposals.c.settled_at.is_(None))
    given_up = {"settled_at": now, "settled_by_id": by_id, "settled_by_name": by_name, "accepted": False}
    await tx.execute(update(proposals).where(*same).values(given_up))
    values = {"act": wish.act.value, "wish": dumped(wish), "reason": reason, "at": now, "expires_at": now + LIFETIME}
    statement = insert(proposals).values(by_id=by_id, by_name=by_name, **values).returning(proposals.c.id)
    return await get(tx, (await tx.execute(statement)).scalar_one())


async def get(tx: AsyncConnection, proposal_id: int) -> Proposal:
    """Raises LookupError."""
    row = (await tx.execute(select(*COLUMNS).where(proposals.c.id == proposal_id))).one_or_none()
    if row is None:
        raise LookupError(f"there is no proposal {proposal_id}")
    return _proposal(tuple(row))


async def waiting(tx: AsyncConnection, now: datetime) -> list[Proposal]:
    """Oldest first; there are as many as there are weighty acts, at most."""
    unsettled = (proposals.c.settled_at.is_(None), proposals.c.expires_at > now)
    rows = await tx.execute(select(*COLUMNS).where(*unsettled).order_by(proposals.c.id))
    return [_proposal(tuple(row)) for row in rows]


async def lapse(tx: AsyncConnection, now: datetime) -> list[Proposal]:
    """Settles those that nobody answered in time, and returns them: each once. Nobody stands behind it."""
    late = (proposals.c.settled_at.is_(None), proposals.c.expires_at <= now)
    ended = update(proposals).where(*late).values(settled_at=proposals.c.expires_at, accepted=False)
    rows = (await tx.execute(ended.returning(*COLUMNS))).all()
    return sorted((_proposal(tuple(row)) for row in rows), key=lambda one: one.id)


async def next_to_lapse(tx: AsyncConnection) -> datetime | None:
    statement = select(func.min(proposals.c.expires_at)).where(proposals.c.settled_at.is_(None))
    earliest: datetime | None = (await tx.execute(statement)).scalar_one()
    return earliest


async def settle(
    tx: AsyncConnection, proposal_id: int, *, accepted: bool, by_id: int, by_name: str, now: datetime
) -> bool:
    """False when it was settled before, or has expired."""
    open_still = (proposals.c.id == proposal_id, proposals.c.settled_at.is_(None), proposals.c.expires_at > now)
    values = {"settled_at": now, "settled_by_id": by_id, "settled_by_name": by_name, "accepted": accepted}
    return (await tx.execute(update(proposals).where(*open_still).values(values))).rowcount == 1


def _proposal(row: tuple[object, ...]) -> Proposal:
    number, wish, *others = row
    return Proposal(number, read(wish), *others)  # type: ignore[arg-type]
