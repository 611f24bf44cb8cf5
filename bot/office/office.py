"""The office as it is now: shared by all parts of the program, and replaced piece by piece as admins change it."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.categories import CATEGORIES, DEPARTMENTS, Category, Department
from bot.office.calendar import WorkCalendar
from bot.office.documents import MODELS, Document
from bot.office.live import Live
from bot.office.members import Level, Member
from bot.office.phrases import PHRASES, Phrase
from bot.office.rewards import Reward
from bot.office.rules import Rules
from bot.people import People, Role
from bot.tickets import Ticket

log = logging.getLogger(__name__)


class Office:
    """``categories``, ``departments`` and ``people`` may be held on to: their contents follow."""

    def __init__(
        self,
        zone: ZoneInfo,
        *,
        admins: Collection[int] = (),
        staff: Collection[int] = (),
        categories: Sequence[Category] = CATEGORIES,
        departments: Sequence[Department] = DEPARTMENTS,
    ) -> None:
        self.zone = zone
        self.configured = frozenset(admins) | frozenset(staff)
        """Who is named in the configuration: no page takes their role away."""
        self._admins, self._staff = frozenset(admins), frozenset(staff)
        self._defaults: dict[Document, Any] = {
            Document.DEPARTMENTS: tuple(departments),
            Document.CATEGORIES: tuple(categories),
            Document.MEMBERS: (),
            Document.CALENDAR: WorkCalendar(),
            Document.PHRASES: PHRASES,
            Document.RULES: Rules(),
            Document.REWARDS: (),
        }
        self._now = dict(self._defaults)
        self.categories: Live[Category] = Live(categories)
        self.departments: Live[Department] = Live(departments)
        self._admin_ids, self._staff_ids = set(self._admins), set(self._staff)
        self.people = People(self._admin_ids, self._staff_ids)

    @property
    def calendar(self) -> WorkCalendar:
        found: WorkCalendar = self._now[Document.CALENDAR]
        return found

    @property
    def members(self) -> tuple[Member, ...]:
        found: tuple[Member, ...] = self._now[Document.MEMBERS]
        return found

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        found: tuple[Phrase, ...] = self._now[Document.PHRASES]
        return found

    @property
    def rules(self) -> Rules:
        found: Rules = self._now[Document.RULES]
        return found

    @property
    def rewards(self) -> tuple[Reward, ...]:
        found: tuple[Reward, ...] = self._now[Document.REWARDS]
        return found

    def value(self, document: Document) -> Any:
        return self._now[document]

    def default(self, document: Document) -> Any:
        """The configuration's, else our own."""
        return self._defaults[document]

    def load(self, stored: Mapping[str, Any]) -> None:
        """As they are stored; a document that cannot be read any more leaves the default, and a word in the log."""
        for document in Document:
            value = self._defaults[document]
            if document in stored:
                try:
                    value = MODELS[document].validate_python(stored[document])
                except ValidationError as error:
                    log.error("The office's %s cannot be read, the default stands: %s", document, error)
            self._now[document] = value
        self.departments.replace(self._now[Document.DEPARTMENTS])
        self.categories.replace(self._now[Document.CATEGORIES])
        _replace(self._admin_ids, self._admins | {one.id for one in self.members if one.role == "admin"})
        _replace(self._staff_ids, self._staff | {one.id for one in self.members if one.role == "staff"})

    def department_of(self, ticket: Ticket) -> str:
        """The key of where it was dispatched to, else that of its category's; "" where neither is known any more."""
        return self.department_for(ticket.category, ticket.department)

    def department_for(self, category: str, dispatched: str | None) -> str:
        """The same, where there is no one ticket. ``dispatched``: the key of a department."""
        if dispatched is not None and any(one.key == dispatched for one in self.departments):
            return dispatched
        return next((one.department for one in self.categories if one.key == category), "")

    def member(self, person_id: int) -> Member | None:
        return next((one for one in self.members if one.id == person_id), None)

    def level_of(self, person_id: int) -> Level:
        """Admins are of the management."""
        if self.people.role(person_id) is Role.ADMIN:
            return Level.MANAGEMENT
        member = self.member(person_id)
        return member.level if member else Level.INTAKE

    def responsible(self, department: str, level: Level) -> list[int]:
        """Who is told of a ticket of this department at this level: the next level up where there is nobody."""
        for wanted in (one for one in Level if one >= level):
            found = [
                person_id
                for person_id in sorted(self.people.everyone)
                if self.level_of(person_id) is wanted
                and ((member := self.member(person_id)) is None or member.belongs_to(department))
            ]
            if found:
                return found
        return sorted(self.people.admins)

    def is_open(self, now: datetime) -> bool:
        return self.calendar.is_open(now, self.zone)


def _replace(held: set[int], new: Collection[int]) -> None:
    held.clear()
    held.update(new)
