"""Issues opened in a period."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL
from bot.storage.reports.spans import WHOLE, Person, Span, seconds, within
from bot.storage.schema import accounts, chats, customers, tickets
from bot.tickets import State, Via


@dataclass(frozen=True, slots=True)
class Group:
    category: str
    department: str | None
    """Where they were dispatched to; None: their category's."""
    state: State
    """As it is by now."""
    count: int
    reopened: int


async def groups(tx: AsyncConnection, span: Span) -> list[Group]:
    columns = (tickets.c.category, tickets.c.department, tickets.c.state)
    reopened = func.sum(case((tickets.c.reopenings > 0, 1), else_=0))
    statement = select(*columns, func.count(), reopened).where(within(tickets.c.opened_at, span), WHOLE)
    rows = await tx.execute(statement.group_by(*columns))
    return [Group(category, moved, State(state), count, again) for category, moved, state, count, again in rows]


async def channels(tx: AsyncConnection, span: Span) -> Counter[str]:
    """By where they came from: "private", "group", "business", "desk" or "api"."""
    kind = case(
        (tickets.c.via != Via.CHAT, tickets.c.via),
        (tickets.c.chat_id >= FIRST_CHANNEL, "business"),
        (tickets.c.chat_id < 0, "group"),
        else_="private",
    )
    statement = select(kind.label("kind"), func.count()).where(within(tickets.c.opened_at, span), WHOLE)
    return Counter({kind: count for kind, count in await tx.execute(statement.group_by("kind"))})


async def companies(tx: AsyncConnection, span: Span) -> Counter[str]:
    """By the account that the customer belongs to, else the chat; "" for those of none."""
    account = func.coalesce(customers.c.account_id, chats.c.account_id)
    counted = (
        select(account.label("account"), func.count().label("count"))
        .select_from(tickets)
        .join(customers, customers.c.id == tickets.c.customer_id)
        .outerjoin(chats, chats.c.id == tickets.c.chat_id)
        .where(within(tickets.c.opened_at, span), WHOLE)
        .group_by(account)
        .subquery()
    )
    named = select(accounts.c.name, counted.c.count).select_from(counted)
    rows = await tx.execute(named.outerjoin(accounts, accounts.c.id == counted.c.account))
    found: Counter[str] = Counter()
    for name, count in rows:
        found[name or ""] += count
    return found


async def times(tx: AsyncConnection, span: Span) -> list[tuple[int, int | None, int | None, bool]]:
    """Of each: when it was opened, accepted and first answered, in seconds since 1970; whether it came by the desk."""
    moments = (seconds(tx, column) for column in (tickets.c.opened_at, tickets.c.accepted_at, tickets.c.answered_at))
    on_desk = case((tickets.c.via == Via.DESK, 1), else_=0)
    statement = select(*moments, on_desk).where(within(tickets.c.opened_at, span), WHOLE)
    return [(row[0], row[1], row[2], bool(row[3])) for row in await tx.execute(statement)]


async def accepted_first(tx: AsyncConnection, span: Span) -> dict[Person, int]:
    """By who was asked first."""
    columns = (tickets.c.first_owner_id, tickets.c.first_owner_name)
    named = tickets.c.first_owner_name.is_not(None)
    statement = select(*columns, func.count()).where(within(tickets.c.opened_at, span), WHOLE, named)
    return {(number, name): count for number, name, count in await tx.execute(statement.group_by(*columns))}


async def standing(tx: AsyncConnection, moment: datetime) -> int:
    """How many were open at that moment."""
    opened = (tickets.c.opened_at < moment, WHOLE)
    unresolved = select(func.count()).where(tickets.c.state.in_((State.RECEIVED, State.ACCEPTED)), *opened)
    resolved_later = select(func.count()).where(tickets.c.resolved_at >= moment, *opened)
    now_open: int = (await tx.execute(unresolved)).scalar_one()
    later: int = (await tx.execute(resolved_later)).scalar_one()
    return now_open + later
