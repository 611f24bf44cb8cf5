"""Contacts: people whom the company knows, imported from its lists; and who of them is known in Telegram."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import accounts as account_rows
from bot.storage import calls
from bot.storage.schema import accounts, contacts, customers

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Contact:
    id: int
    reference: str
    """The company's own number or name for them."""
    name: str
    account_id: int | None
    language: str | None
    phone: str | None
    tags: list[str] | None
    added_at: datetime
    customer_id: int | None
    """Who they are in Telegram, as far as that is known."""
    joined_at: datetime | None
    """When they followed their invitation, or first came where the company knew their Telegram id."""
    generation: int = 0
    """Counts up when their invitation is to open nothing any more."""


def _contact(row: RowMapping) -> Contact:
    return Contact(**row)


async def get(tx: AsyncConnection, contact_id: int) -> Contact | None:
    row = (await tx.execute(select(contacts).where(contacts.c.id == contact_id))).mappings().one_or_none()
    return _contact(row) if row else None


async def hold(tx: AsyncConnection, contact_id: int) -> Contact | None:
    """The contact, whom other transactions that hold them wait for until this one ends."""
    statement = select(contacts).where(contacts.c.id == contact_id).with_for_update()
    row = (await tx.execute(statement)).mappings().one_or_none()
    return _contact(row) if row else None


async def of_customer(tx: AsyncConnection, customer_id: int) -> Contact | None:
    statement = select(contacts).where(contacts.c.customer_id == customer_id).order_by(contacts.c.id).limit(1)
    row = (await tx.execute(statement)).mappings().one_or_none()
    return _contact(row) if row else None


async def get_many(tx: AsyncConnection, contact_ids: Collection[int]) -> dict[int | None, Contact]:
    """By id; None has no contact."""
    return {one.id: one for one in await _among(tx, contacts.c.id, list(contact_ids))}


async def of_references(tx: AsyncConnection, references: Sequence[str]) -> dict[str, Contact]:
    return {one.reference: one for one in await _among(tx, contacts.c.reference, references)}


async def of_customers(tx: AsyncConnection, customer_ids: Sequence[int]) -> dict[int, Contact]:
    found = await _among(tx, contacts.c.customer_id, customer_ids)
    return {one.customer_id: one for one in found if one.customer_id is not None}


async def _among(tx: AsyncConnection, column: Any, values: Sequence[Any]) -> list[Contact]:
    found: list[Contact] = []
    for first in range(0, len(values), AT_ONCE):
        some = select(contacts).where(column.in_(values[first : first + AT_ONCE]))
        found += [_contact(row) for row in (await tx.execute(some)).mappings()]
    return found


async def add(tx: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Each with all that a contact has but an id."""
    for first in range(0, len(rows), AT_ONCE):
        await tx.execute(insert(contacts), rows[first : first + AT_ONCE])


async def change(tx: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """By their ids, to this name, company, language, phone, tags and customer."""
    names = ("name", "account_id", "language", "phone", "tags", "customer_id")
    statement = update(contacts).where(contacts.c.id == bindparam("its"))
    changed = statement.values({name: bindparam(f"new_{name}", type_=contacts.c[name].type) for name in names})
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        await tx.execute(changed, [{"its": row["id"]} | {f"new_{name}": row[name] for name in names} for row in some])


async def tie(tx: AsyncConnection, contact: Contact, customer_id: int, now: datetime) -> None:
    """What the company told of them goes to the customer, who must be known; what they chose themselves stays."""
    row = (await tx.execute(select(customers).where(customers.c.id == customer_id))).mappings().one()
    await tx.execute(
        update(contacts)
        .where(contacts.c.id == contact.id)
        .values(customer_id=customer_id, joined_at=func.coalesce(contacts.c.joined_at, now))
    )
    await calls.pass_on(tx, contact.id, customer_id)
    # Somebody who has just come chose nothing yet: Telegram only told the language of their device.
    language = contact.language if row["first_seen_at"] == now else None
    await tx.execute(
        update(customers)
        .where(customers.c.id == customer_id)
        .values(
            language=language or row["language"] or contact.language,
            phone=row["phone"] or contact.phone,
            tags=tags_after(row["tags"], None, contact.tags),
        )
    )
    if contact.account_id is not None:
        await account_rows.assign(tx, contact.account_id, customer_id=customer_id, chat_id=None)


def tags_after(own: list[str] | None, before: list[str] | None, after: list[str] | None) -> list[str] | None:
    """What a customer is tagged with once the list says ``after`` where it said ``before``; tags by staff stay."""
    kept = [tag for tag in own or () if tag not in (before or ())]
    return list(dict.fromkeys([*kept, *(after or ())])) or None


async def revoke(tx: AsyncConnection, contact_id: int) -> None:
    """Their invitation opens nothing any more; a new one does."""
    await tx.execute(update(contacts).where(contacts.c.id == contact_id).values(generation=contacts.c.generation + 1))


async def forget(tx: AsyncConnection, customer_id: int) -> None:
    """Who has their data erased is no contact any more; their invitation goes with them."""
    theirs = contacts.c.customer_id == customer_id
    await calls.forget_contacts(tx, select(contacts.c.id).where(theirs))
    await tx.execute(delete(contacts).where(theirs))


async def page(
    tx: AsyncConnection, *, after: int, limit: int, waiting: bool = False, account_id: int | None = None
) -> list[tuple[Contact, str | None]]:
    """By id, with the company's name; ``waiting``: those who have not come yet."""
    statement = (
        select(contacts, accounts.c.name.label("company"))
        .outerjoin(accounts, contacts.c.account_id == accounts.c.id)
        .where(contacts.c.id > after)
        .order_by(contacts.c.id)
        .limit(limit)
    )
    if waiting:
        statement = statement.where(contacts.c.joined_at.is_(None))
    if account_id is not None:
        statement = statement.where(contacts.c.account_id == account_id)
    found = []
    for row in (await tx.execute(statement)).mappings():
        fields = dict(row)
        company = fields.pop("company")
        found.append((Contact(**fields), company))
    return found


async def count(tx: AsyncConnection) -> tuple[int, int]:
    """How many contacts there are, and how many of them have come."""
    row = (await tx.execute(select(func.count(contacts.c.id), func.count(contacts.c.joined_at)))).one()
    return row[0], row[1]
