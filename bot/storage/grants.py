"""Grants in the database, and what they make of the channels they are about."""

from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, case, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL
from bot.grants import Grant, GrantKind, Scope
from bot.storage.schema import business_chats, chats, customers, grants


async def give(tx: AsyncConnection, grant: Grant) -> Grant:
    """Stores it, in the place of an earlier one of its kind for the same, and opens the channels that it is about for
    as long. Whether it may be given is bot/grants.py's."""
    same = (grants.c.kind == grant.kind, grants.c.scope == grant.scope, grants.c.scope_id == grant.scope_id)
    earlier = update(grants).where(*same, grants.c.ended_at.is_(None))
    await tx.execute(earlier.values(ended_at=grant.at, ended_by_name=grant.by_name))
    names = ("kind", "scope", "scope_id", "until", "reason", "at", "by_id", "by_name")
    statement = insert(grants).values({name: getattr(grant, name) for name in names}).returning(grants.c.id)
    number = (await tx.execute(statement)).scalar_one()
    stored = await get(tx, number)
    await refresh(tx, stored)
    return stored


async def get(tx: AsyncConnection, grant_id: int) -> Grant:
    """Raises LookupError."""
    row = (await tx.execute(select(grants).where(grants.c.id == grant_id))).mappings().one_or_none()
    if row is None:
        raise LookupError(f"there is no grant {grant_id}")
    return _grant(row)


async def end(tx: AsyncConnection, grant_id: int, *, by_name: str, now: datetime) -> Grant | None:
    """Takes it back; None when it was before."""
    statement = update(grants).where(grants.c.id == grant_id, grants.c.ended_at.is_(None))
    if (await tx.execute(statement.values(ended_at=now, ended_by_name=by_name))).rowcount == 0:
        return None
    ended = await get(tx, grant_id)
    await refresh(tx, ended)
    return ended


async def page(tx: AsyncConnection, *, before: int | None = None, limit: int) -> list[Grant]:
    """Newest first; ``before`` pages on behind that number."""
    statement = select(grants).order_by(grants.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(grants.c.id < before)
    return [_grant(row) for row in (await tx.execute(statement)).mappings()]


async def of_target(tx: AsyncConnection, scope: Scope, scope_id: int) -> list[Grant]:
    """All that ever were about just these, newest first."""
    same = (grants.c.scope == scope, grants.c.scope_id == scope_id)
    rows = await tx.execute(select(grants).where(*same).order_by(grants.c.id.desc()))
    return [_grant(row) for row in rows.mappings()]


async def of_chat(tx: AsyncConnection, chat_id: int) -> list[Grant]:
    """Those that are about this channel and were not taken back, newest first."""
    about = select(chats.c.id).where(chats.c.id == chat_id, about_chat()).correlate(grants).exists()
    statement = select(grants).where(grants.c.ended_at.is_(None), about).order_by(grants.c.id.desc())
    return [_grant(row) for row in (await tx.execute(statement)).mappings()]


async def all_open_until(tx: AsyncConnection) -> datetime | None:
    """Until when chat is open again for everybody, or was last."""
    statement = select(func.max(grants.c.until)).where(grants.c.scope == Scope.ALL, grants.c.ended_at.is_(None))
    until: datetime | None = (await tx.execute(statement)).scalar_one()
    return until


async def count_beyond(tx: AsyncConnection, latest: datetime) -> int:
    """How many extensions that were not taken back reach beyond that moment."""
    kept = (grants.c.kind == GrantKind.EXTENSION, grants.c.ended_at.is_(None), grants.c.until > latest)
    count: int = (await tx.execute(select(func.count()).select_from(grants).where(*kept))).scalar_one()
    return count


async def refresh(tx: AsyncConnection, grant: Grant) -> None:
    """What all grants together say of the channels that this one is about."""
    standing = select(func.max(grants.c.until)).where(grants.c.ended_at.is_(None), about_chat())
    left_open = (
        select(grants.c.id)
        .where(grants.c.ended_at.is_(None), grants.c.kind == GrantKind.LEFT_OPEN, about_chat())
        .exists()
    )
    values = {
        "open_until": standing.correlate(chats).scalar_subquery(),
        "left_open": case((left_open.correlate(chats), True), else_=False),
    }
    await tx.execute(update(chats).where(channels_of(grant.scope, grant.scope_id)).values(values))


def about_chat() -> ColumnElement[bool]:
    """A condition on grants, correlated with the chat's row."""
    peer = select(business_chats.c.peer_id).where(business_chats.c.id == chats.c.id - FIRST_CHANNEL).scalar_subquery()
    own_account = select(customers.c.account_id).where(customers.c.id == chats.c.id).scalar_subquery()
    return or_(
        (grants.c.scope == Scope.CHANNEL) & (grants.c.scope_id == chats.c.id),
        (grants.c.scope == Scope.CUSTOMER) & or_(grants.c.scope_id == chats.c.id, grants.c.scope_id == peer),
        (grants.c.scope == Scope.ACCOUNT)
        & or_(grants.c.scope_id == chats.c.account_id, grants.c.scope_id == own_account),
        grants.c.scope == Scope.ALL,
    )


def channels_of(scope: Scope, scope_id: int) -> ColumnElement[bool]:
    """A condition on chats: which channels a grant of this scope is about."""
    match scope:
        case Scope.CHANNEL:
            return chats.c.id == scope_id
        case Scope.CUSTOMER:
            through_staff = select(business_chats.c.id + FIRST_CHANNEL).where(business_chats.c.peer_id == scope_id)
            return or_(chats.c.id == scope_id, chats.c.id.in_(through_staff))
        case Scope.ACCOUNT:
            people = select(customers.c.id).where(customers.c.account_id == scope_id)
            return or_(chats.c.account_id == scope_id, chats.c.id.in_(people))
        case Scope.ALL:
            return true()


def _grant(row: RowMapping) -> Grant:
    return Grant(**dict(row) | {"kind": GrantKind(row["kind"]), "scope": Scope(row["scope"])})
