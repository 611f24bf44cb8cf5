"""Audiences: which chats a broadcast goes to, as a select of chat ids.

An audience is written as a word, some with a value behind a colon: "everyone", "language:zh", "account:3".
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL
from bot.errors import ChatferryError
from bot.languages import NAMES
from bot.storage import closings
from bot.storage.chats import BUSINESS, GROUPS, PRIVATE
from bot.storage.schema import business_chats, chats, customers, recipients


class Kind(StrEnum):
    EVERYONE = "everyone"
    """Every chat that the bot can still write to."""
    OPEN = "open"
    """Those whose channel is not closed: where announcements go."""
    ARRIVING = "arriving"
    """Open ones of customers who have not migrated: where announcements go that leave the others in peace."""
    PRIVATE = "private"
    GROUPS = "groups"
    STAYING = "staying"
    """Customers who have not migrated, each in their own chat."""
    MIGRATED = "migrated"
    HOLDOUTS = "holdouts"
    """Those of them who had not when their channel was closed."""
    LANGUAGE = "language"
    ACCOUNT = "account"
    DUE = "due"
    """Those whose own deadline has come by the moment of the value, in seconds since 1970: whom closing tells."""
    LIST = "list"
    """The recipients that were listed with the broadcast itself."""


NOT_MIGRATED = frozenset({Kind.ARRIVING, Kind.STAYING, Kind.HOLDOUTS})
"""Whoever migrates between planning and sending is none of these any more."""


class UnknownAudience(ChatferryError):
    def __init__(self, written: str) -> None:
        super().__init__(f"no such audience: {written}")
        self.written = written


@dataclass(frozen=True, slots=True)
class Audience:
    kind: Kind
    value: str = ""

    @classmethod
    def read(cls, written: str) -> "Audience":
        """Raises UnknownAudience."""
        word, _, value = written.partition(":")
        if word not in set(Kind) or not _fits(Kind(word), value):
            raise UnknownAudience(written)
        return cls(Kind(word), value)

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else self.kind.value


EVERYONE, OPEN, ARRIVING = Audience(Kind.EVERYONE), Audience(Kind.OPEN), Audience(Kind.ARRIVING)


def chats_of(audience: Audience, staff: Collection[int], broadcast_id: int | None = None) -> Select[int]:
    """``staff``: the company's own people, whose private chats are no channels; ``broadcast_id``: whose list it is.

    A customer whom the bot reaches itself is not written to through an account of staff's as well.
    """
    private = chats.alias()
    reached = (
        select(private.c.id)
        .join(business_chats, business_chats.c.peer_id == private.c.id)
        .where(business_chats.c.id == chats.c.id - FIRST_CHANNEL, private.c.unreachable.is_(None))
        .exists()
    )
    return (
        select(chats.c.id)
        .where(
            chats.c.unreachable.is_(None),
            chats.c.id.not_in(staff),
            ~and_(chats.c.id >= FIRST_CHANNEL, reached),
            _condition(audience, broadcast_id),
        )
        .order_by(chats.c.id)
    )


def has_migrated() -> ColumnElement[bool]:
    """Whether the customer whose own chat this is has filed on the desk, or anyone of the chat's account."""
    migrated = customers.c.migrated_at.is_not(None)
    peer = select(business_chats.c.peer_id).where(business_chats.c.id == chats.c.id - FIRST_CHANNEL).scalar_subquery()
    ways = (
        and_(customers.c.id == chats.c.id, chats.c.kind == PRIVATE),
        and_(customers.c.id == peer, chats.c.kind == BUSINESS),
        customers.c.account_id == chats.c.account_id,
    )
    return or_(*(select(customers.c.id).where(migrated, way).correlate(chats).exists() for way in ways))


async def count(
    tx: AsyncConnection, audience: Audience, staff: Collection[int], broadcast_id: int | None = None
) -> int:
    chosen = chats_of(audience, staff, broadcast_id).order_by(None).subquery()
    return (await tx.execute(select(func.count()).select_from(chosen))).scalar_one()


def _fits(kind: Kind, value: str) -> bool:
    if kind is Kind.LANGUAGE:
        return value in NAMES
    return value.isdecimal() and len(value) < 18 if kind in {Kind.ACCOUNT, Kind.DUE} else not value


def _condition(audience: Audience, broadcast_id: int | None) -> ColumnElement[bool]:
    own = chats.c.kind.not_in(GROUPS)
    match audience.kind:
        case Kind.OPEN:
            return chats.c.closed_at.is_(None)
        case Kind.ARRIVING:
            return and_(chats.c.closed_at.is_(None), ~has_migrated())
        case Kind.PRIVATE:
            return own
        case Kind.GROUPS:
            return chats.c.kind.in_(GROUPS)
        case Kind.STAYING:
            return and_(own, ~has_migrated())
        case Kind.MIGRATED:
            return and_(own, has_migrated())
        case Kind.HOLDOUTS:
            return and_(own, chats.c.closed_at.is_not(None), ~has_migrated())
        case Kind.LANGUAGE:
            chosen = select(customers.c.language).where(customers.c.id == chats.c.id).scalar_subquery()
            return func.coalesce(chosen, chats.c.language) == audience.value
        case Kind.ACCOUNT:
            theirs = select(customers.c.id).where(customers.c.account_id == int(audience.value))
            return or_(chats.c.account_id == int(audience.value), and_(own, chats.c.id.in_(theirs)))
        case Kind.DUE:
            return closings.is_due(datetime.fromtimestamp(int(audience.value), UTC))
        case Kind.LIST:
            listed = select(recipients.c.chat_id).where(recipients.c.broadcast_id == broadcast_id)
            return false() if broadcast_id is None else chats.c.id.in_(listed)
        case Kind.EVERYONE:
            return true()
