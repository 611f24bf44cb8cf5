"""Thousands of contacts and companies at once, with a few statements: others wait for as long as it takes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import accounts as account_rows
from bot.storage import calls
from bot.storage.contacts import AT_ONCE, Contact, tags_after
from bot.storage.schema import accounts, customers
from bot.storage.schema import calls as call_rows
from bot.storage.upsert import insert

T = TypeVar("T")

Filed = tuple[Contact | None, Mapping[str, Any]]
"""A contact before, and all that they have now."""


async def add_accounts(tx: AsyncConnection, names: Sequence[str]) -> dict[str, int]:
    """All companies as `accounts.every` has them, once these are among them."""
    statement = insert(tx, accounts).on_conflict_do_nothing()
    for some in _some(names):
        await tx.execute(statement, [{"name": name} for name in some])
    return await account_rows.every(tx)


async def pass_on(tx: AsyncConnection, filed: Sequence[Filed]) -> None:
    """Imported changes of contacts who are customers go to the customers, where there are such."""
    for some in _some([one for one in filed if one[1]["customer_id"] is not None]):
        ids = [after["customer_id"] for _, after in some]
        found = (await tx.execute(select(customers).where(customers.c.id.in_(ids)))).mappings()
        rows = {row["id"]: row for row in found}
        theirs = [(before, after) for before, after in some if after["customer_id"] in rows]
        await _pass_on_calls(tx, theirs)
        changed = [_as_customer(rows[after["customer_id"]], before, after) for before, after in theirs]
        if changed:
            await tx.execute(_changed, changed)
        moved = [
            (after["account_id"], after["customer_id"])
            for before, after in theirs
            if after["account_id"] != getattr(_the_same(before, after), "account_id", None)
        ]
        await account_rows.assign_all(tx, moved)


_changed = (
    update(customers)
    .where(customers.c.id == bindparam("its"))
    .values({name: bindparam(f"new_{name}", type_=customers.c[name].type) for name in ("language", "phone", "tags")})
)


def _as_customer(row: RowMapping, before: Contact | None, after: Mapping[str, Any]) -> dict[str, Any]:
    """What the customer chose themselves stays."""
    was = _the_same(before, after)
    return {
        "its": row["id"],
        "new_language": row["language"] or after["language"],
        "new_phone": row["phone"] if row["phone"] and row["phone"] != (was and was.phone) else after["phone"],
        "new_tags": tags_after(row["tags"], was.tags if was else None, after["tags"]),
    }


def _the_same(before: Contact | None, after: Mapping[str, Any]) -> Contact | None:
    """The contact before, if they were this customer then."""
    return before if before is not None and before.customer_id == after["customer_id"] else None


async def _pass_on_calls(tx: AsyncConnection, filed: Sequence[Filed]) -> None:
    customer_of = {before.id: after["customer_id"] for before, after in filed if before is not None}
    called = select(call_rows.c.contact_id).where(call_rows.c.contact_id.in_(list(customer_of))).distinct()
    for contact_id in (await tx.execute(called)).scalars().all():
        await calls.pass_on(tx, contact_id, customer_of[contact_id])


def _some(of: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(of), AT_ONCE):
        yield of[first : first + AT_ONCE]
