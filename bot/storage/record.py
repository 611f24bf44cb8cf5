"""The whole record of what was changed: the office's, and what else staff set; with the changes of the transition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.office import Change
from bot.storage.schema import changes, transition_changes

TRANSITION = "transition"
"""The subject of what is kept in a table of its own."""

_CHANGED = tuple(
    changes.c[name] for name in ("at", "person_id", "person_name", "subject", "item", "before", "after", "id")
)
_MOVED = tuple(transition_changes.c[name] for name in ("at", "who", "field", "before", "after", "reason", "id"))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a line stands in the record; what was recorded at the same moment is in the order of its table."""

    at: datetime
    of_transition: bool
    id: int


@dataclass(frozen=True, slots=True)
class Line:
    change: Change
    place: Place
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What is None lets every line through; ``since`` is included, ``until`` is not."""

    subject: str | None = None
    person: str | None = None
    """A name, as it was recorded."""
    since: datetime | None = None
    until: datetime | None = None


async def page(tx: AsyncConnection, filters: Filters, *, before: Place | None = None, limit: int) -> list[Line]:
    """Newest first; ``before`` pages on behind that place."""
    found: list[Line] = []
    if filters.subject != TRANSITION:
        rows = await tx.execute(_newest(select(*_CHANGED), changes.c, changes.c.person_name, filters, before, limit))
        found += [Line(change, Place(change.at, False, change.id)) for change in (Change(*row) for row in rows)]
    if filters.subject in (None, TRANSITION):
        who = transition_changes.c.who
        for at, name, field, was, since, reason, number in await tx.execute(
            _newest(select(*_MOVED), transition_changes.c, who, filters, before, limit)
        ):
            change = Change(at, None, name, TRANSITION, field, was, since, number)
            found.append(Line(change, Place(at, True, number), reason))
    return sorted(found, key=lambda line: line.place, reverse=True)[:limit]


async def subjects(tx: AsyncConnection) -> list[str]:
    """Of all lines."""
    found = set((await tx.execute(select(changes.c.subject).distinct())).scalars())
    moved = (await tx.execute(select(transition_changes.c.id).limit(1))).first() is not None
    return sorted(found | ({TRANSITION} if moved else set()))


async def persons(tx: AsyncConnection) -> list[str]:
    """The names under which something was changed."""
    both = select(changes.c.person_name).union(select(transition_changes.c.who))
    return sorted((await tx.execute(both)).scalars(), key=str.casefold)


async def last_of(tx: AsyncConnection, wanted: Sequence[str]) -> dict[str, Change]:
    """The latest change of each of these subjects that was ever changed."""
    newest = select(func.max(changes.c.id)).where(changes.c.subject.in_(wanted)).group_by(changes.c.subject)
    rows = await tx.execute(select(*_CHANGED).where(changes.c.id.in_(newest)))
    return {row.subject: Change(*row) for row in rows}


async def since(tx: AsyncConnection, subject: str, seen: int, *, limit: int) -> list[Change]:
    """What was changed of a subject behind the line of this number, oldest first."""
    wanted = select(*_CHANGED).where(changes.c.subject == subject, changes.c.id > seen)
    return [Change(*row) for row in await tx.execute(wanted.order_by(changes.c.id).limit(limit))]


def _newest(
    statement: Select[Any], columns: Any, who: ColumnElement[str], filters: Filters, before: Place | None, limit: int
) -> Select[Any]:
    of_transition = columns is transition_changes.c
    conditions: list[ColumnElement[bool] | None] = [
        columns.subject == filters.subject if filters.subject and not of_transition else None,
        who == filters.person if filters.person else None,
        columns.at >= filters.since if filters.since else None,
        columns.at < filters.until if filters.until else None,
    ]
    if before is not None:
        # At the same moment the transition's come first.
        same = columns.id < before.id if of_transition == before.of_transition else None
        later = [columns.at < before.at]
        if same is not None:
            later.append(and_(columns.at == before.at, same))
        elif before.of_transition:
            later.append(columns.at == before.at)
        conditions.append(or_(*later))
    told = [one for one in conditions if one is not None]
    return statement.where(*told).order_by(columns.at.desc(), columns.id.desc()).limit(limit)
