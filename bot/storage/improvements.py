"""Improvements: what the company changes because of what customers complained of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ChatferryError
from bot.storage.schema import improvement_tickets, improvements, tickets

SHOWN = 500


class UnknownImprovement(ChatferryError):
    """There is none of this number."""


@dataclass(frozen=True, slots=True)
class Improvement:
    title: str
    cause: str
    category: str | None
    """None: whatever the category."""
    owner_id: int | None
    owner_name: str
    due_on: date | None
    created_at: datetime
    created_by_name: str
    result: str = ""
    done_at: datetime | None = None
    id: int = 0
    tickets: tuple[int, ...] = ()
    """Numbers of the issues that it is because of."""

    def is_overdue(self, today: date) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < today

    def is_about(self, cause: str, category: str) -> bool:
        return self.cause == cause and self.category in (None, category)

    @property
    def record(self) -> dict[str, Any]:
        """What the record of changes keeps of it."""
        return {
            "title": self.title,
            "cause": self.cause,
            "category": self.category,
            "owner": self.owner_name,
            "due": str(self.due_on) if self.due_on else None,
            "result": self.result,
            "done": self.done_at is not None,
            "issues": list(self.tickets),
        }


COLUMNS = tuple(column for column in improvements.c)


async def every(tx: AsyncConnection) -> list[Improvement]:
    """What is to be done by its day, then what is done, the latest first; SHOWN of them."""
    by_day = (improvements.c.due_on.is_(None), improvements.c.due_on, improvements.c.id)
    is_done = improvements.c.done_at.is_not(None)
    open_ones = select(*COLUMNS).where(~is_done).order_by(*by_day).limit(SHOWN)
    rows = list((await tx.execute(open_ones)).mappings())
    done = select(*COLUMNS).where(is_done).order_by(improvements.c.done_at.desc()).limit(SHOWN - len(rows))
    rows += list((await tx.execute(done)).mappings())
    issues = await _issues(tx, [row["id"] for row in rows])
    return [Improvement(**row, tickets=issues.get(row["id"], ())) for row in rows]


async def get(tx: AsyncConnection, improvement_id: int, *, hold: bool = False) -> Improvement:
    """``hold``: until the transaction ends. Raises UnknownImprovement."""
    statement = select(*COLUMNS).where(improvements.c.id == improvement_id)
    statement = statement.with_for_update() if hold else statement
    row = (await tx.execute(statement)).mappings().one_or_none()
    if row is None:
        raise UnknownImprovement(improvement_id)
    return Improvement(**row, tickets=(await _issues(tx, [improvement_id])).get(improvement_id, ()))


async def add(tx: AsyncConnection, new: Improvement) -> Improvement | None:
    """None where the same is under way already."""
    same = (
        improvements.c.title == new.title,
        improvements.c.cause == new.cause,
        improvements.c.category.is_not_distinct_from(new.category),
        improvements.c.done_at.is_(None),
    )
    if (await tx.execute(select(improvements.c.id).where(*same).limit(1))).first() is not None:
        return None
    values = _values(new) | {"created_at": new.created_at, "created_by_name": new.created_by_name}
    number = (await tx.execute(insert(improvements).values(**values).returning(improvements.c.id))).scalar_one()
    await _link(tx, number, new.tickets)
    return replace(new, id=number)


async def change(tx: AsyncConnection, changed: Improvement) -> None:
    await tx.execute(update(improvements).where(improvements.c.id == changed.id).values(**_values(changed)))
    await tx.execute(delete(improvement_tickets).where(improvement_tickets.c.improvement_id == changed.id))
    await _link(tx, changed.id, changed.tickets)


async def known_issues(tx: AsyncConnection, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that there is an issue of."""
    if not numbers:
        return set()
    return set((await tx.execute(select(tickets.c.id).where(tickets.c.id.in_(numbers)))).scalars())


def _values(of: Improvement) -> dict[str, Any]:
    names = ("title", "cause", "category", "owner_id", "owner_name", "due_on", "result", "done_at")
    return {name: getattr(of, name) for name in names}


async def _link(tx: AsyncConnection, improvement_id: int, numbers: Sequence[int]) -> None:
    if numbers:
        rows = [{"improvement_id": improvement_id, "ticket_id": number} for number in numbers]
        await tx.execute(insert(improvement_tickets), rows)


async def _issues(tx: AsyncConnection, improvement_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    if not improvement_ids:
        return {}
    columns = (improvement_tickets.c.improvement_id, improvement_tickets.c.ticket_id)
    rows = await tx.execute(select(*columns).where(columns[0].in_(improvement_ids)).order_by(*columns))
    found: dict[int, tuple[int, ...]] = {}
    for improvement_id, number in rows:
        found[improvement_id] = (*found.get(improvement_id, ()), number)
    return found
