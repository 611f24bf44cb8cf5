"""Wishes: what an admin wants of the transition, as a value that can be shown, kept, and confirmed by another."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from pydantic import TypeAdapter

from bot.grants import GrantKind, Scope
from bot.steering import WEIGHTY, Steer

ACTS = {
    GrantKind.EXTENSION: Steer.EXTEND,
    GrantKind.LEFT_OPEN: Steer.LEAVE_OPEN,
    GrantKind.REOPENING: Steer.REOPEN,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What else is set depends on the act.

    MOVE_LAUNCH: ``launch``, ``days`` and ``announce_from``; MOVE_DEADLINE: ``last`` or ``days``; SET_TIMES: ``times``;
    EXTEND, LEAVE_OPEN and REOPEN: ``scope`` and ``scope_id``; EXTEND: ``last`` or ``until``; REOPEN: ``until``.
    """

    act: Steer
    last: date | None = None
    """The last day, in the company's time zone."""
    launch: datetime | None = None
    days: int | None = None
    announce_from: date | None = None
    times: tuple[time, ...] | None = None
    scope: Scope = Scope.ALL
    scope_id: int = 0
    until: datetime | None = None

    @property
    def is_weighty(self) -> bool:
        """Whether it touches everybody: what is given does so by its scope, whatever it is; the rest by the act."""
        return self.scope is Scope.ALL if self.act in ACTS.values() else self.act in WEIGHTY


_WISHES = TypeAdapter(Wish)


def dumped(wish: Wish) -> dict[str, Any]:
    """Fit for JSON."""
    document: dict[str, Any] = _WISHES.dump_python(wish, mode="json")
    return document


def read(document: object) -> Wish:
    return _WISHES.validate_python(document)
