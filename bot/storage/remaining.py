"""Who has not moved yet, company by company: whom to call first, and how near each has come to the desk.

Somebody of no company stands for themselves. What a company needs is one call: once anyone of it has moved, all have.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.funnel import Reach
from bot.storage.everyone import Kind, of_contacts, of_customers
from bot.storage.schema import accounts, contacts, customers


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which parties: of ``reach`` (None: all who have not moved), with these letters in a name or a tag."""

    reach: Reach | None = None
    word: str = ""
    rested: bool = False
    """Also those whom somebody has called, and who are left in peace."""


@dataclass(frozen=True, slots=True)
class Party:
    """A company, or somebody of none."""

    kind: Kind
    id: int
    weight: int
    """0: VIP; 1: tagged with anything; 2: not at all."""
    reach: Reach
    open_tickets: int
    people: int

    @property
    def position(self) -> "Position":
        return self.weight, self.reach, -self.open_tickets, self.kind, self.id


Position = tuple[int, int, int, int, int]
"""Of a party in the list: what `needs_call` pages on behind."""


@dataclass(frozen=True, slots=True)
class Person:
    """``id`` is the customer's, or the contact's."""

    kind: Kind
    id: int
    account_id: int | None
    name: str
    phone: str | None
    username: str | None
    language: str | None
    reference: str | None
    """The company's own number or name for them."""
    tags: list[str] | None
    reach: Reach
    opened_at: datetime | None
    open_tickets: int


@dataclass(frozen=True, slots=True)
class AccountCard:
    id: int
    name: str
    tags: list[str] | None
    note: str | None


async def needs_call(
    tx: AsyncConnection,
    now: datetime,
    staff: Collection[int],
    wanted: Wanted,
    *,
    after: Position | None = None,
    limit: int,
) -> list[Party]:
    """VIPs first, then other tagged ones; among these whom the bot reaches least, then whose tickets are open."""
    found = _parties(now, staff, wanted).subquery()
    place = (found.c.weight, found.c.reach, -found.c.open, found.c.party_kind, found.c.party_id)
    statement = select(found).order_by(*place).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(*place) > tuple_(*(literal(part) for part in after)))
    return [
        Party(Kind(row.party_kind), row.party_id, row.weight, Reach(row.reach), row.open, row.people)
        for row in await tx.execute(statement)
    ]


async def by_reach(tx: AsyncConnection, now: datetime, staff: Collection[int]) -> dict[Reach, tuple[int, int]]:
    """Of each: how many parties, and how many people in them."""
    found = _parties(now, staff, None).subquery()
    counted = select(found.c.reach, func.count(), func.sum(found.c.people)).group_by(found.c.reach)
    return {Reach(reach): (parties, int(people)) for reach, parties, people in await tx.execute(counted)}


async def people_of(
    tx: AsyncConnection, parties: Sequence[Party], now: datetime, staff: Collection[int]
) -> dict[tuple[Kind, int], list[Person]]:
    """By kind and number of their party; who came nearest to the desk first."""
    ids = {kind: [one.id for one in parties if one.kind is kind] for kind in Kind}
    everyone = union_all(
        of_customers(now, staff).where(
            or_(
                customers.c.account_id.in_(ids[Kind.ACCOUNT]),
                and_(customers.c.account_id.is_(None), customers.c.id.in_(ids[Kind.CUSTOMER])),
            )
        ),
        of_contacts(now, staff).where(
            or_(
                contacts.c.account_id.in_(ids[Kind.ACCOUNT]),
                and_(contacts.c.account_id.is_(None), contacts.c.id.in_(ids[Kind.CONTACT])),
            )
        ),
    ).subquery()
    as_customers = {row["id"]: row for row in await _rows(tx, customers, everyone, Kind.CUSTOMER)}
    as_contacts = {row["id"]: row for row in await _rows(tx, contacts, everyone, Kind.CONTACT)}
    found: dict[tuple[Kind, int], list[Person]] = {}
    rows = await tx.execute(select(everyone).order_by(everyone.c.reach.desc(), everyone.c.kind, everyone.c.id))
    for row in rows:
        kind = Kind(row.kind)
        known = as_customers[row.id] if kind is Kind.CUSTOMER else as_contacts[row.id]
        person = Person(
            kind,
            row.id,
            row.account_id,
            known["name"],
            known["phone"],
            known.get("username"),
            known["language"],
            known.get("reference"),
            known["tags"],
            Reach(row.reach),
            known.get("opened_at"),
            row.open,
        )
        found.setdefault((Kind(row.party_kind), row.party_id), []).append(person)
    return found


async def account_cards(tx: AsyncConnection, parties: Sequence[Party]) -> dict[int, AccountCard]:
    ids = [one.id for one in parties if one.kind is Kind.ACCOUNT]
    statement = select(accounts.c.id, accounts.c.name, accounts.c.tags, accounts.c.note).where(accounts.c.id.in_(ids))
    return {row.id: AccountCard(*row) for row in await tx.execute(statement)}


async def _rows(tx: AsyncConnection, table: Any, everyone: Subquery, kind: Kind) -> Sequence[Any]:
    chosen = select(everyone.c.id).where(everyone.c.kind == int(kind))
    return (await tx.execute(select(table).where(table.c.id.in_(chosen)))).mappings().all()


def _parties(now: datetime, staff: Collection[int], wanted: Wanted | None) -> Select[Any]:
    """None for all of them, those who have moved too."""
    everyone = union_all(of_customers(now, staff), of_contacts(now, staff)).subquery()
    reach, rests = func.max(everyone.c.reach), func.max(everyone.c.rests)
    statement = select(
        everyone.c.party_kind,
        everyone.c.party_id,
        func.min(everyone.c.weight).label("weight"),
        reach.label("reach"),
        func.sum(everyone.c.open).label("open"),
        func.count().label("people"),
    ).group_by(everyone.c.party_kind, everyone.c.party_id)
    if wanted is None:
        return statement
    if wanted.word:
        statement = statement.having(func.max(case((_mentions(everyone, wanted.word), 1), else_=0)) == 1)
    if not wanted.rested and wanted.reach is not Reach.MOVED:
        statement = statement.having(rests == 0)
    return statement.having(reach < int(Reach.MOVED) if wanted.reach is None else reach == int(wanted.reach))


def _mentions(everyone: Subquery, word: str) -> ColumnElement[bool]:
    columns = (everyone.c.name, everyone.c.company, everyone.c.username)
    tags = (everyone.c.tags, everyone.c.company_tags)
    lower = word.lower()
    escaped = lower.encode("ascii", "backslashreplace").decode()
    return or_(
        *(func.lower(column).contains(lower, autoescape=True) for column in columns),
        *(func.lower(column).contains(escaped, autoescape=True) for column in tags),
    )
