"""Accounts of staff that are connected through Telegram Business, and their chats with customers."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL, Line, channel_id
from bot.storage.schema import business_accounts, business_chats, business_connections
from bot.storage.upsert import insert


async def connect(tx: AsyncConnection, owner_id: int, connection_id: str, *, may_reply: bool, enabled: bool) -> None:
    """Notes how an account of one of the company's people is connected; the chats it had before stay its own.

    What is said of a connection that has ended never takes the place of one that lives.
    """
    now, ours = {"connection_id": connection_id, "may_reply": may_reply, "enabled": enabled}, business_accounts.c
    statement = insert(tx, business_accounts).values(owner_id=owner_id, employed=True, **now)
    counts = or_(statement.excluded.enabled, ours.connection_id == connection_id, ~ours.enabled)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=[ours.owner_id], set_=now | {"employed": True}, where=counts)
    )
    known = insert(tx, business_connections).values(id=connection_id, owner_id=owner_id)
    await tx.execute(known.on_conflict_do_nothing())


async def employ(tx: AsyncConnection, owner_ids: Collection[int]) -> None:
    """Accounts of these people alone may speak: who is among the company's people is in the configuration."""
    await tx.execute(update(business_accounts).values(employed=business_accounts.c.owner_id.in_(owner_ids)))


async def owner_of(tx: AsyncConnection, connection_id: str) -> int | None:
    """Whose account it is or was the connection of."""
    statement = select(business_connections.c.owner_id).where(business_connections.c.id == connection_id)
    owner_id: int | None = (await tx.execute(statement)).scalar_one_or_none()
    return owner_id


async def channel(tx: AsyncConnection, owner_id: int, peer_id: int) -> int:
    """The id of this account's chat with this person, which gets one when it is first spoken of."""
    known = select(business_chats.c.id).where(
        business_chats.c.owner_id == owner_id, business_chats.c.peer_id == peer_id
    )
    number = (await tx.execute(known)).scalar_one_or_none()
    if number is None:
        new = insert(tx, business_chats).values(owner_id=owner_id, peer_id=peer_id).on_conflict_do_nothing()
        await tx.execute(new)
        number = (await tx.execute(known)).scalar_one()
    return channel_id(number)


async def heard(tx: AsyncConnection, channel: int, at: datetime) -> None:
    """The person wrote there at that moment: from then on the bot may answer for a while."""
    last = business_chats.c.heard_at
    await tx.execute(
        update(business_chats)
        .where(business_chats.c.id == channel - FIRST_CHANNEL, or_(last.is_(None), last < at))
        .values(heard_at=at)
    )


async def lines(tx: AsyncConnection, channels: Collection[int]) -> dict[int, Line]:
    """By channel; one that is no business chat is left out."""
    numbers = [channel - FIRST_CHANNEL for channel in channels if channel >= FIRST_CHANNEL]
    if not numbers:
        return {}
    statement = (
        select(
            business_chats.c.id,
            business_accounts.c.connection_id,
            business_chats.c.peer_id,
            business_accounts.c.enabled & business_accounts.c.employed,
            business_accounts.c.may_reply,
            business_chats.c.heard_at,
        )
        .join(business_accounts, business_chats.c.owner_id == business_accounts.c.owner_id)
        .where(business_chats.c.id.in_(numbers))
    )
    return {channel_id(number): Line(*line) for number, *line in await tx.execute(statement)}


def channels_of_owner(owner_id: int) -> Select[int]:
    return select(business_chats.c.id + FIRST_CHANNEL).where(business_chats.c.owner_id == owner_id)


def channels_of_peer(peer_id: int) -> Select[int]:
    """The business chats in which this person writes to somebody of ours."""
    return select(business_chats.c.id + FIRST_CHANNEL).where(business_chats.c.peer_id == peer_id)
