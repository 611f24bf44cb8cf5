"""A document as it is held in the database: read to be shown, and saved with every difference in the record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.categories import Category, Department
from bot.office.differences import differences, dumped
from bot.office.documents import MODELS, Document
from bot.office.members import Member
from bot.office.office import Office
from bot.storage import office, record
from bot.storage.office import Change, OpenTickets
from desk.visitors import Colleague


@dataclass(frozen=True, slots=True)
class Held:
    """``version`` is of what was read; ``last`` the latest change of it. What is not ``set_here`` is configured."""

    value: Any
    version: int
    set_here: bool
    last: Change | None

    @property
    def seen(self) -> int:
        """The number of the latest line of the record about it."""
        return self.last.id if self.last else 0


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is about to be removed, and yet is in use: ``tickets`` are not resolved, ``items`` refer to it."""

    name: dict[str, str]
    tickets: int
    items: int


async def held(tx: AsyncConnection, document: Document, live: Office) -> Held:
    stored = (await office.read(tx)).get(document)
    value = live.default(document)
    if stored is not None:
        try:
            value = MODELS[document].validate_python(stored)
        except ValidationError:
            # As the office itself does: the default stands, and the next to save mends it.
            stored = None
    last = (await record.last_of(tx, [document])).get(document)
    return Held(value, await office.version(tx, document), stored is not None, last)


async def save(
    tx: AsyncConnection,
    document: Document,
    value: Any,
    live: Office,
    *,
    version: int,
    colleague: Colleague,
    now: datetime,
) -> None:
    """None as the value: the configuration's stands again. Raises ChangedMeanwhile."""
    before = await held(tx, document, live)
    after = live.default(document) if value is None else value
    stored = None if value is None else dumped(document, value)
    await office.save(tx, document, stored, version=version, now=now)
    for one in differences(document, before.value, after):
        change = Change(now, colleague.id, colleague.name, document.value, one.item, one.before, one.after)
        await office.record(tx, change)


def leaving(document: Document, before: Any, after: Any, live: Office, opened: list[OpenTickets]) -> list[Leaving]:
    """What of a document's items is no longer in it, and in use."""
    if document not in (Document.DEPARTMENTS, Document.CATEGORIES, Document.MEMBERS):
        return []
    stays = {_identity(item) for item in after}
    found = [
        Leaving(_name(item), tickets_of(item, live, opened), _items_of(item, live))
        for item in before
        if _identity(item) not in stays
    ]
    return [one for one in found if one.tickets or one.items]


def tickets_of(item: Department | Category | Member, live: Office, opened: list[OpenTickets]) -> int:
    """How many that are not resolved refer to this."""
    if isinstance(item, Member):
        return sum(one.count for one in opened if one.owner_id == item.id)
    if isinstance(item, Category):
        return sum(one.count for one in opened if one.category == item.key)
    return sum(one.count for one in opened if live.department_for(one.category, one.department) == item.key)


def _items_of(item: Department | Category | Member, live: Office) -> int:
    """Categories and members of a department, phrases of a category."""
    if isinstance(item, Department):
        of_members = sum(item.key in member.departments for member in live.members)
        return of_members + sum(one.department == item.key for one in live.categories)
    return sum(one.category == item.key for one in live.phrases) if isinstance(item, Category) else 0


def _identity(item: Department | Category | Member) -> str:
    return str(item.id) if isinstance(item, Member) else item.key


def _name(item: Department | Category | Member) -> dict[str, str]:
    if isinstance(item, Member):
        return {"zh": item.name, "en": item.name}
    return {"zh": item.name.zh, "en": item.name.en}
