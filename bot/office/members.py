"""Members: the company's people, their departments, and how far up a complaint reaches them."""

from enum import IntEnum
from typing import Literal

from pydantic import Field

from bot.sections import Section
from bot.setting_types import Key, PersonId, Text


class Level(IntEnum):
    """Complaints go up from one to the next; small companies merge them."""

    INTAKE = 0
    HANDLING = 1
    MANAGEMENT = 2


class Member(Section):
    """Whoever the configuration names is staff or admin whatever stands here; admins are of the management, too."""

    id: PersonId
    name: Text
    role: Literal["staff", "admin"] = "staff"
    level: Level = Level.INTAKE
    departments: tuple[Key, ...] = Field(default=(), max_length=50)
    """None: of all departments."""

    def belongs_to(self, department: str) -> bool:
        return not self.departments or department in self.departments
