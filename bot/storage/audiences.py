"""Audiences: which chats a broadcast goes to, as a select of chat ids."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL
from bot.storage.schema import business_chats, chats


class Audience(StrEnum):
    EVERYONE = "everyone"
    """Every chat that the bot can still write to."""
    OPEN = "open"
    """Those of them whose channel is not closed: where announcements go."""


def chats_of(audience: Audience, staff: Collection[int]) -> Select[int]:
    """``staff``: the company's own people, whose private chats are no channels.

    A customer whom the bot reaches itself is not written to through an account of staff's as well.
    """
    private = chats.alias()
    reached = (
        select(private.c.id)
        .join(business_chats, business_chats.c.peer_id == private.c.id)
        .where(business_chats.c.id == chats.c.id - FIRST_CHANNEL, private.c.unreachable.is_(None))
        .exists()
    )
    statement = (
        select(chats.c.id)
        .where(
            chats.c.unreachable.is_(None),
            chats.c.id.not_in(staff),
            ~and_(chats.c.id >= FIRST_CHANNEL, reached),
        )
        .order_by(chats.c.id)
    )
    return statement.where(chats.c.closed_at.is_(None)) if audience is Audience.OPEN else statement


async def count(tx: AsyncConnection, audience: Audience, staff: Collection[int]) -> int:
    chosen = chats_of(audience, staff).subquery()
    return (await tx.execute(select(func.count()).select_from(chosen))).scalar_one()
