"""Whom an admin means: a customer, a company or a chat, by number, name, username or issue."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.grants import Scope
from bot.storage.chats import GROUPS
from bot.storage.schema import accounts, chats, customers, tickets

MOST = 5
HIGHEST = 2**62
"""Beyond it nobody's number lies, and no database keeps it."""


@dataclass(frozen=True, slots=True)
class Target:
    scope: Scope
    id: int
    name: str


async def find(tx: AsyncConnection, written: str) -> list[Target]:
    """All that fit, at most MOST: "123" and "@anna" are customers, "#7" the customer of that issue, "-100123" a chat.

    Anything else is the whole name of a customer, a company or a group, whatever its capital letters.
    """
    word = written.strip()
    digits = word.lstrip("#-")
    if digits.isascii() and digits.isdigit() and len(digits) < 18:
        return await _numbered(tx, word, int(digits))
    if word.startswith("@"):
        return await _customers(tx, func.lower(customers.c.username) == word[1:].lower())
    same = func.lower(word)
    companies = select(accounts.c.id, accounts.c.name).where(func.lower(accounts.c.name) == same).limit(MOST)
    groups = select(chats.c.id, chats.c.title).where(chats.c.kind.in_(GROUPS), func.lower(chats.c.title) == same)
    return [
        *[Target(Scope.ACCOUNT, *row) for row in await tx.execute(companies)],
        *[Target(Scope.CHANNEL, *row) for row in await tx.execute(groups.limit(MOST))],
        *await _customers(tx, func.lower(customers.c.name) == same),
    ][:MOST]


async def _numbered(tx: AsyncConnection, word: str, number: int) -> list[Target]:
    if word.startswith("#"):
        owner = select(tickets.c.customer_id).where(tickets.c.id == number)
        return await _customers(tx, customers.c.id == owner.scalar_subquery())
    if word.startswith("-"):
        rows = await tx.execute(select(chats.c.id, chats.c.title).where(chats.c.id == -number))
        return [Target(Scope.CHANNEL, *row) for row in rows]
    return await _customers(tx, customers.c.id == number)


async def _customers(tx: AsyncConnection, condition: ColumnElement[bool]) -> list[Target]:
    statement = select(customers.c.id, customers.c.name).where(condition).limit(MOST)
    return [Target(Scope.CUSTOMER, *row) for row in await tx.execute(statement)]


async def name_of(tx: AsyncConnection, scope: Scope, scope_id: int) -> str:
    """Empty for all, and where nobody has that number."""
    return await look_up(tx, scope, scope_id) or ""


async def look_up(tx: AsyncConnection, scope: Scope, scope_id: int) -> str | None:
    """The name, which may be empty, as for all; None where nobody has that number."""
    if abs(scope_id) > HIGHEST:
        return None
    match scope:
        case Scope.CHANNEL:
            statement = select(chats.c.title).where(chats.c.id == scope_id)
        case Scope.CUSTOMER:
            statement = select(customers.c.name).where(customers.c.id == scope_id)
        case Scope.ACCOUNT:
            statement = select(accounts.c.name).where(accounts.c.id == scope_id)
        case Scope.ALL:
            return ""
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None else row[0] or ""
