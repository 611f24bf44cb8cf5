"""Sign-in of staff: one-time links, sessions and API tokens. Only hashes of the secrets are kept."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people import Role
from bot.storage import upsert
from bot.storage.schema import api_tokens, sessions, sign_ins

SIGN_IN_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)
TOKEN_ID = 8


@dataclass(frozen=True, slots=True)
class Session:
    person_id: int
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    name: str
    role: Role
    hash: str = ""
    created_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def id(self) -> str:
        """By which people tell it from others: the beginning of its hash, which says nothing of its secret."""
        return self.hash[:TOKEN_ID]


def fingerprint(secret: str) -> str:
    """SHA-256 in hex: enough for a secret of 256 random bits, which nobody can guess from it."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def invite(tx: AsyncConnection, person_id: int, now: datetime) -> str:
    """A secret that signs this person in once, within SIGN_IN_LASTS."""
    secret = secrets.token_urlsafe(32)
    await tx.execute(
        insert(sign_ins).values(hash=fingerprint(secret), person_id=person_id, expires_at=now + SIGN_IN_LASTS)
    )
    return secret


async def invited(tx: AsyncConnection, secret: str, now: datetime) -> int | None:
    """The person whom this secret would sign in, without using it up."""
    statement = select(sign_ins.c.person_id).where(
        sign_ins.c.hash == fingerprint(secret), sign_ins.c.used_at.is_(None), sign_ins.c.expires_at > now
    )
    person_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return person_id


async def use_invitation(tx: AsyncConnection, secret: str, now: datetime) -> int | None:
    """The person whom this secret signs in; None when it is unknown, used or too old."""
    statement = (
        update(sign_ins)
        .where(sign_ins.c.hash == fingerprint(secret), sign_ins.c.used_at.is_(None), sign_ins.c.expires_at > now)
        .values(used_at=now)
        .returning(sign_ins.c.person_id)
    )
    person_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return person_id


async def use_up(tx: AsyncConnection, proof: str, person_id: int, now: datetime, *, until: datetime) -> bool:
    """Notes that this proof of who somebody is has signed them in; False when it has before, until it expires."""
    values = {"hash": fingerprint(proof), "person_id": person_id, "expires_at": until, "used_at": now}
    statement = upsert.insert(tx, sign_ins).values(**values).on_conflict_do_nothing().returning(sign_ins.c.hash)
    return (await tx.execute(statement)).scalar_one_or_none() is not None


async def begin(tx: AsyncConnection, person_id: int, name: str, now: datetime) -> str:
    """A new session's secret, for the cookie."""
    secret = secrets.token_urlsafe(32)
    await tx.execute(
        insert(sessions).values(
            hash=fingerprint(secret), person_id=person_id, name=name, began_at=now, expires_at=now + SESSION_LASTS
        )
    )
    return secret


# Built once: every page of staff's asks for it.
_valid = select(sessions.c.person_id, sessions.c.name, sessions.c.expires_at).where(
    sessions.c.hash == bindparam("hash"),
    sessions.c.revoked_at.is_(None),
    sessions.c.expires_at > bindparam("now"),
)


async def find(tx: AsyncConnection, secret: str, now: datetime) -> Session | None:
    row = (await tx.execute(_valid, {"hash": fingerprint(secret), "now": now})).one_or_none()
    return Session(*row) if row else None


async def last_name(tx: AsyncConnection, person_id: int) -> str | None:
    """The name under which this person last signed in."""
    statement = (
        select(sessions.c.name).where(sessions.c.person_id == person_id).order_by(sessions.c.began_at.desc()).limit(1)
    )
    name: str | None = (await tx.execute(statement)).scalar_one_or_none()
    return name


# By the index alone: of each only the newest row is read, however often they have signed in.
_asked = sessions.c.person_id.in_(bindparam("people", expanding=True))
_people = select(sessions.c.person_id).where(_asked).distinct().subquery()
_theirs = sessions.alias()
_newest = select(_theirs.c.name).where(_theirs.c.person_id == _people.c.person_id).order_by(_theirs.c.began_at.desc())
_last_names = select(_people.c.person_id, _newest.limit(1).scalar_subquery())


async def last_names(tx: AsyncConnection, person_ids: Collection[int]) -> dict[int, str]:
    """The same of several people; those who never signed in are left out."""
    if not person_ids:
        return {}
    rows = await tx.execute(_last_names, {"people": list(person_ids)})
    return {person_id: name for person_id, name in rows}


async def end(tx: AsyncConnection, secret: str, now: datetime) -> None:
    await tx.execute(
        update(sessions)
        .where(sessions.c.hash == fingerprint(secret), sessions.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def issue_api_token(tx: AsyncConnection, name: str, role: Role, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    await tx.execute(insert(api_tokens).values(hash=fingerprint(secret), name=name, role=role, created_at=now))
    return secret


async def find_api_token(tx: AsyncConnection, secret: str) -> ApiToken | None:
    statement = select(api_tokens).where(api_tokens.c.hash == fingerprint(secret), api_tokens.c.revoked_at.is_(None))
    row = (await tx.execute(statement)).mappings().one_or_none()
    return _token(row) if row else None


async def every_api_token(tx: AsyncConnection) -> list[ApiToken]:
    """Revoked ones too, oldest first."""
    rows = (await tx.execute(select(api_tokens).order_by(api_tokens.c.created_at, api_tokens.c.hash))).mappings()
    return [_token(row) for row in rows]


async def revoke_api_token(tx: AsyncConnection, token: ApiToken, now: datetime) -> None:
    """The first time counts."""
    same = (api_tokens.c.hash == token.hash, api_tokens.c.revoked_at.is_(None))
    await tx.execute(update(api_tokens).where(*same).values(revoked_at=now))


def _token(row: RowMapping) -> ApiToken:
    return ApiToken(**dict(row) | {"role": Role(row["role"])})
