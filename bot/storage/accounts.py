"""Accounts: the companies that customers and their chats belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, update
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


async def every(tx: AsyncConnection) -> dict[str, int]:
    """By name in small letters; of two that differ in capital letters alone, the older one."""
    return {name.lower(): number for number, name in await tx.execute(_oldest_last)}


_oldest_last = select(accounts.c.id, accounts.c.name).order_by(accounts.c.id.desc())


async def named(tx: AsyncConnection, name: str) -> int:
    """The account of that name, made when there is none; capital letters make no other one."""
    same = select(accounts.c.id).where(func.lower(accounts.c.name) == func.lower(name)).order_by(accounts.c.id).limit(1)
    found: int | None = (await tx.execute(same)).scalar_one_or_none()
    if found is None:
        statement = insert(tx, accounts).values(name=name).on_conflict_do_nothing().returning(accounts.c.id)
        found = (await tx.execute(statement)).scalar_one_or_none()
    # Somebody else has just made it.
    return found if found is not None else (await tx.execute(same)).scalar_one()


def _through_staff(customer_id: Any) -> Select[tuple[int]]:
    return select(business_chats.c.id + FIRST_CHANNEL).where(business_chats.c.peer_id == customer_id)


async def assign(tx: AsyncConnection, account_id: int | None, *, customer_id: int, chat_id: int | None) -> None:
    """This customer and their own chats belong to it from now on, and so does the chat that is named; None: to none."""
    await tx.execute(update(customers).where(customers.c.id == customer_id).values(account_id=account_id))
    named = chats.c.id.in_([customer_id, customer_id if chat_id is None else chat_id])
    own = or_(named, chats.c.id.in_(_through_staff(customer_id)))
    await tx.execute(update(chats).where(own).values(account_id=account_id))


async def assign_all(tx: AsyncConnection, assigned: Sequence[tuple[int | None, int]]) -> None:
    """Customers and their own chats, many at once: each pair is an account and a customer."""
    if assigned:
        rows = [{"account": account_id, "its": customer_id} for account_id, customer_id in assigned]
        await tx.execute(_assigned_customer, rows)
        await tx.execute(_assigned_chats, rows)


_account = bindparam("account", type_=customers.c.account_id.type)
_its = bindparam("its", type_=customers.c.id.type)
_assigned_customer = update(customers).where(customers.c.id == _its).values(account_id=_account)
_assigned_chats = (
    update(chats).where(or_(chats.c.id == _its, chats.c.id.in_(_through_staff(_its)))).values(account_id=_account)
)
