"""Who has not migrated: whom closing would make holdouts, or has made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.audiences import has_migrated
from bot.storage.chats import GROUPS
from bot.storage.schema import accounts, chats, customers


@dataclass(frozen=True, slots=True)
class Holdout:
    chat_id: int
    name: str
    account: str | None
    phone: str | None
    unreachable: str | None
    opened_at: datetime | None
    """When they first opened one of their links."""


async def page(
    tx: AsyncConnection,
    staff: Collection[int],
    *,
    after: int | None = None,
    limit: int,
    about: ColumnElement[bool] | None = None,
) -> list[Holdout]:
    """By the number of their chat; ``after`` pages on behind it; ``about``: a condition on chats."""
    statement = (
        select(
            chats.c.id, chats.c.title, accounts.c.name, customers.c.phone, chats.c.unreachable, customers.c.opened_at
        )
        .outerjoin(customers, customers.c.id == chats.c.id)
        .outerjoin(accounts, accounts.c.id == chats.c.account_id)
        .where(chats.c.kind.not_in(GROUPS), chats.c.id.not_in(staff), ~has_migrated())
        .order_by(chats.c.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(chats.c.id > after)
    if about is not None:
        statement = statement.where(about)
    return [Holdout(*row) for row in await tx.execute(statement)]
