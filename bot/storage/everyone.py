"""Everyone whom the company knows, customers and contacts alike: of which party, how near the desk, how weighty."""

from collections.abc import Collection
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, exists, func, literal, null, or_, select

from bot.funnel import Reach
from bot.storage import funnel
from bot.storage.calllist import contact_left_alone, left_alone
from bot.storage.schema import accounts, contacts, customers, tickets
from bot.tickets import State, Via

VIP = "vip"


class Kind(IntEnum):
    """What the number of a party or a person is of."""

    ACCOUNT = 0
    CUSTOMER = 1
    CONTACT = 2
    """Of the company's lists, who has not come yet."""


def of_customers(now: datetime, staff: Collection[int]) -> Select[Any]:
    """What the columns of both selects are called, in their order."""
    company = accounts.alias()
    still_open = (
        select(func.count())
        .where(tickets.c.customer_id == customers.c.id, tickets.c.state != State.RESOLVED)
        .correlate(customers)
        .scalar_subquery()
    )
    in_chat = exists().where(tickets.c.customer_id == customers.c.id, tickets.c.via == Via.CHAT.value)
    reach = case(
        (customers.c.migrated_at.is_not(None), int(Reach.MOVED)),
        (funnel.is_blocked(), int(Reach.BLOCKED)),
        (in_chat.correlate(customers), int(Reach.FILED)),
        (customers.c.opened_at.is_not(None), int(Reach.OPENED)),
        (funnel.is_reached(), int(Reach.REACHED)),
        else_=int(Reach.NEVER),
    )
    return (
        select(
            literal(int(Kind.CUSTOMER)).label("kind"),
            customers.c.id.label("id"),
            *_party(customers.c.account_id, Kind.CUSTOMER, customers.c.id),
            customers.c.account_id.label("account_id"),
            _weight(customers.c.tags, company.c.tags).label("weight"),
            reach.label("reach"),
            still_open.label("open"),
            case((left_alone(now), 1), else_=0).label("rests"),
            *_words(customers, company),
        )
        .select_from(funnel.with_own_chat().outerjoin(company, company.c.id == customers.c.account_id))
        .where(customers.c.id.not_in(staff))
    )


def of_contacts(now: datetime, staff: Collection[int]) -> Select[Any]:
    company = accounts.alias()
    came = select(customers.c.id).where(customers.c.id == contacts.c.customer_id).correlate(contacts)
    return (
        select(
            literal(int(Kind.CONTACT)),
            contacts.c.id,
            *_party(contacts.c.account_id, Kind.CONTACT, contacts.c.id),
            contacts.c.account_id,
            _weight(contacts.c.tags, company.c.tags),
            literal(int(Reach.NEVER)),
            literal(0),
            case((contact_left_alone(now), 1), else_=0),
            *_words(contacts, company),
        )
        .select_from(contacts.outerjoin(company, company.c.id == contacts.c.account_id))
        .where(~came.exists(), func.coalesce(contacts.c.customer_id, 0).not_in(staff))
    )


def _party(account: ColumnElement[Any], kind: Kind, number: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return (
        case((account.is_not(None), int(Kind.ACCOUNT)), else_=int(kind)).label("party_kind"),
        func.coalesce(account, number).label("party_id"),
    )


def _weight(*tags: ColumnElement[Any]) -> ColumnElement[int]:
    """JSON is the same text on both databases; other letters than English ones are escaped in it."""
    written = [func.lower(cast(one, Text)) for one in tags]
    return case(
        (or_(*(one.contains(f'"{VIP}"') for one in written)), 0),
        (or_(*(one.contains('"') for one in written)), 1),
        else_=2,
    )


def _words(table: Any, company: Any) -> tuple[ColumnElement[Any], ...]:
    """What a search looks into."""
    return (
        table.c.name.label("name"),
        company.c.name.label("company"),
        (table.c.username if "username" in table.c else null()).label("username"),
        cast(table.c.tags, Text).label("tags"),
        cast(company.c.tags, Text).label("company_tags"),
    )
