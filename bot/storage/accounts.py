"""Accounts: the companies that customers and their chats belong to."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL
from bot.storage.schema import accounts, business_chats, chats, customers
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    name: str
    reachable_chats: int
    """Those that the bot can write to."""


async def with_chats(tx: AsyncConnection) -> list[Account]:
    """All of them, by name."""
    statement = (
        select(accounts.c.id, accounts.c.name, func.count(chats.c.id))
        .outerjoin(chats, and_(chats.c.account_id == accounts.c.id, chats.c.unreachable.is_(None)))
        .group_by(accounts.c.id, accounts.c.name)
        .order_by(accounts.c.name)
    )
    return [Account(*row) for row in await tx.execute(statement)]


async def name_of(tx: AsyncConnection, account_id: int) -> str | None:
    name: str | None = (
        await tx.execute(select(accounts.c.name).where(accounts.c.id == account_id))
    ).scalar_one_or_none()
    return name


OFFERED = 300
"""Names to choose from; any other can be written out."""

_names = select(accounts.c.name).order_by(accounts.c.name).limit(OFFERED)


async def names(tx: AsyncConnection) -> list[str]:
    """The first of them by name."""
    return list((await tx.execute(_names)).scalars())


async def named(tx: AsyncConnection, name: str) -> int:
    """The account of that name, made when there is none; capital letters make no other one."""
    same = select(accounts.c.id).where(func.lower(accounts.c.name) == func.lower(name)).order_by(accounts.c.id).limit(1)
    found: int | None = (await tx.execute(same)).scalar_one_or_none()
    if found is None:
        statement = insert(tx, accounts).values(name=name).on_conflict_do_nothing().returning(accounts.c.id)
        found = (await tx.execute(statement)).scalar_one_or_none()
    # Somebody else has just made it.
    return found if found is not None else (await tx.execute(same)).scalar_one()


async def assign(tx: AsyncConnection, account_id: int | None, *, customer_id: int, chat_id: int | None) -> None:
    """This customer and their own chats belong to it from now on, and so does the chat that is named; None: to none."""
    await tx.execute(update(customers).where(customers.c.id == customer_id).values(account_id=account_id))
    through_staff = select(business_chats.c.id + FIRST_CHANNEL).where(business_chats.c.peer_id == customer_id)
    own = or_(chats.c.id.in_([customer_id, customer_id if chat_id is None else chat_id]), chats.c.id.in_(through_staff))
    await tx.execute(update(chats).where(own).values(account_id=account_id))
