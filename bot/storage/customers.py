"""Customers: people who write in a channel, by Telegram's user id."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import customers
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Customer:
    id: int
    name: str
    username: str | None
    language: str | None
    first_seen_at: datetime
    migrated_at: datetime | None
    link_generation: int
    phone: str | None = None
    contact_wish: str | None = None
    """How they wish to be called: kept from one ticket to the next."""
    erased_at: datetime | None = None
    """When they last had their data erased; what is here came later."""
    account_id: int | None = None
    """The company that they belong to."""
    muted: list[str] | None = None
    """The kinds of news that they want no messages of (`bot.casework.news.News`)."""
    opened_at: datetime | None = None
    """When they first opened one of their links."""
    tags: list[str] | None = None
    note: str | None = None


async def seen(
    tx: AsyncConnection, customer_id: int, *, name: str, username: str | None, language: str | None, now: datetime
) -> Customer:
    """Notes that this person wrote: known from now on, under today's name. A language once chosen stays."""
    statement = insert(tx, customers).values(
        id=customer_id, name=name, username=username, language=language, first_seen_at=now
    )
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=[customers.c.id],
        set_={
            "name": new.name,
            "username": new.username,
            "language": func.coalesce(customers.c.language, new.language),
        },
    )
    return Customer(**(await tx.execute(statement.returning(*customers.c))).mappings().one())


# Built once: these run for every update and every page.
_by_id = select(customers).where(customers.c.id == bindparam("customer"))
_many = select(customers).where(customers.c.id.in_(bindparam("customers", expanding=True)))


async def get(tx: AsyncConnection, customer_id: int) -> Customer | None:
    row = (await tx.execute(_by_id, {"customer": customer_id})).mappings().one_or_none()
    return Customer(**row) if row else None


_language = select(customers.c.language).where(customers.c.id == bindparam("customer"))


async def language_of(tx: AsyncConnection, customer_id: int) -> str | None:
    """None where they have none yet, or are no customer."""
    language: str | None = (await tx.execute(_language, {"customer": customer_id})).scalar_one_or_none()
    return language


async def get_many(tx: AsyncConnection, customer_ids: Collection[int]) -> dict[int, Customer]:
    rows = (await tx.execute(_many, {"customers": list(customer_ids)})).mappings()
    return {row["id"]: Customer(**row) for row in rows}


async def hold(tx: AsyncConnection, customer_id: int) -> Customer:
    """The customer, whom other transactions that hold them wait for until this one ends. They must be known."""
    statement = select(customers).where(customers.c.id == customer_id).with_for_update()
    return Customer(**(await tx.execute(statement)).mappings().one())


async def set_language(tx: AsyncConnection, customer_id: int, language: str) -> None:
    await tx.execute(update(customers).where(customers.c.id == customer_id).values(language=language))


async def set_phone(tx: AsyncConnection, customer_id: int, phone: str) -> None:
    await tx.execute(update(customers).where(customers.c.id == customer_id).values(phone=phone))


async def set_contact_wish(tx: AsyncConnection, customer_id: int, wish: str | None) -> None:
    await tx.execute(update(customers).where(customers.c.id == customer_id).values(contact_wish=wish))


async def mute(tx: AsyncConnection, customer_id: int, kinds: Collection[str]) -> None:
    """Of these kinds of news they want no messages, of all others they do."""
    await tx.execute(update(customers).where(customers.c.id == customer_id).values(muted=sorted(kinds) or None))


async def migrate(tx: AsyncConnection, customer_id: int, now: datetime) -> None:
    """The customer has filed or answered on the desk itself. The first time counts."""
    await tx.execute(
        update(customers)
        .where(customers.c.id == customer_id, customers.c.migrated_at.is_(None))
        .values(migrated_at=now, opened_at=func.coalesce(customers.c.opened_at, now))
    )


async def opened(tx: AsyncConnection, customer_id: int, now: datetime) -> None:
    """They opened one of their links. The first time counts."""
    first = (customers.c.id == customer_id, customers.c.opened_at.is_(None))
    await tx.execute(update(customers).where(*first).values(opened_at=now))


async def revoke_link(tx: AsyncConnection, customer_id: int) -> None:
    """The personal link of this customer no longer opens anything; a new one does."""
    await tx.execute(
        update(customers).where(customers.c.id == customer_id).values(link_generation=customers.c.link_generation + 1)
    )


async def count(tx: AsyncConnection) -> tuple[int, int]:
    """How many are known, and how many of them have migrated."""
    row = (await tx.execute(select(func.count(), func.count(customers.c.migrated_at)))).one()
    return row[0], row[1]
