"""The helm: what admins do to the transition, wherever they do it. Each act is checked, carried out and recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import grants as rules
from bot.casework.events import Event
from bot.grants import LONGEST_REASON, Grant, GrantKind, Scope
from bot.steering import Steer, require_phase
from bot.storage import events, grants, transitions
from bot.storage.transitions import Change
from bot.transition import TooEarlyToClose, Transition

ACTS = {
    GrantKind.EXTENSION: Steer.EXTEND,
    GrantKind.LEFT_OPEN: Steer.LEAVE_OPEN,
    GrantKind.REOPENING: Steer.REOPEN,
}


@dataclass(frozen=True, slots=True)
class Helm:
    """In one admin's hands, for one transaction. Who may is asked before (bot/people.py); the phase is asked here.

    Whoever commits rings the agenda, for what is due may have changed.
    """

    tx: AsyncConnection
    zone: ZoneInfo
    admin_id: int
    admin_name: str
    now: datetime

    @property
    def who(self) -> str:
        """As the record has it."""
        return f"{self.admin_name} ({self.admin_id})"

    async def last(self, days: int, reason: str) -> Transition:
        """The window lasts so many days. Raises NotInThisPhase, WindowOutOfRange, DeadlineInThePast."""
        return await self._move((await self._current(Steer.MOVE_DEADLINE)).lasting(days, self.now), reason)

    async def last_until(self, last: date, reason: str) -> Transition:
        """The deadline is on that day. Raises NotInThisPhase, WindowOutOfRange, DeadlineInThePast."""
        moved = (await self._current(Steer.MOVE_DEADLINE)).until(last, self.now, self.zone)
        return await self._move(moved, reason)

    async def close_early(self, reason: str) -> Transition:
        """The deadline is now. Raises NotInThisPhase, TooEarlyToClose."""
        transition = await self._current(Steer.CLOSE_EARLY)
        if self.now < transition.window.earliest:
            raise TooEarlyToClose(transition.window.earliest)
        return await self._move(transition.closing_early(self.now), reason)

    async def grant(self, kind: GrantKind, scope: Scope, scope_id: int, until: datetime | None, reason: str) -> Grant:
        """Raises NotInThisPhase, GrantOutOfRange, NoReason."""
        transition = await self._current(ACTS[kind])
        wish = Grant(kind, scope, scope_id, until, _short(reason), self.now, self.admin_id, self.admin_name)
        rules.check(wish, transition, self.now)
        given = await grants.give(self.tx, wish)
        await self._record(_named(given), None, _until(given), reason)
        return given

    async def end_grant(self, grant_id: int, reason: str = "") -> Grant | None:
        """None when it was taken back before. Raises LookupError."""
        ended = await grants.end(self.tx, grant_id, by_name=self.admin_name, now=self.now)
        if ended is not None:
            await self._record(_named(ended), _until(ended), None, reason)
        return ended

    async def _current(self, act: Steer) -> Transition:
        transition = await transitions.current(self.tx)
        require_phase(act, transition, self.now, self.zone)
        return transition

    async def _move(self, moved: Transition, reason: str) -> Transition:
        await transitions.move_deadline(self.tx, moved, who=self.who, reason=_short(reason) or None, now=self.now)
        return moved

    async def _record(self, field: str, before: str | None, after: str | None, reason: str) -> None:
        change = Change(self.now, self.who, field, before, after, _short(reason) or None)
        await transitions.record(self.tx, change)
        about = {"change": field, "before": before, "after": after}
        await events.add(self.tx, Event.TRANSITION, ticket_id=None, now=self.now, about=about)


def _named(grant: Grant) -> str:
    """What the record calls it: "extension channel -100123"."""
    return f"{grant.kind} {grant.scope}" + (f" {grant.scope_id}" if grant.scope is not Scope.ALL else "")


def _until(grant: Grant) -> str:
    return grant.until.isoformat() if grant.until else "always"


def _short(reason: str) -> str:
    return reason.strip()[:LONGEST_REASON]
