"""Who may do what: the one place where that is decided."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import NotAllowed


class Role(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    ADMIN = "admin"


class Action(StrEnum):
    WORK_TICKETS = "work tickets"
    BROADCAST = "broadcast"
    READ_TRANSITION = "read transition"
    MOVE_DEADLINE = "move deadline"
    READ_API = "read api"
    WRITE_API = "write api"
    READ_REPORTS = "read reports"
    SET_OFFICE = "set office"
    """Departments, categories, members, working hours, phrases, rules and rewards."""


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.WORK_TICKETS: frozenset({Role.STAFF, Role.ADMIN}),
    Action.BROADCAST: frozenset({Role.STAFF, Role.ADMIN}),
    Action.READ_TRANSITION: frozenset({Role.ADMIN}),
    Action.MOVE_DEADLINE: frozenset({Role.ADMIN}),
    Action.READ_API: frozenset({Role.STAFF, Role.ADMIN}),
    Action.WRITE_API: frozenset({Role.STAFF, Role.ADMIN}),
    Action.READ_REPORTS: frozenset({Role.STAFF, Role.ADMIN}),
    Action.SET_OFFICE: frozenset({Role.ADMIN}),
}


def may(role: Role, action: Action) -> bool:
    return role in ALLOWED[action]


@dataclass(frozen=True, slots=True)
class People:
    """The company's people, by Telegram user id; everyone else is a customer."""

    admins: Collection[int]
    staff: Collection[int]

    def role(self, user_id: int) -> Role:
        if user_id in self.admins:
            return Role.ADMIN
        return Role.STAFF if user_id in self.staff else Role.CUSTOMER

    @property
    def everyone(self) -> frozenset[int]:
        return frozenset(self.admins) | frozenset(self.staff)

    def require(self, user_id: int, action: Action) -> None:
        """Raises NotAllowed unless this person's role covers the action."""
        if not may(self.role(user_id), action):
            raise NotAllowed(action)
