"""The helm: what admins do to the transition, wherever they do it. Each act is checked, carried out and recorded."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import grants as rules
from bot.casework.events import Event
from bot.grants import LONGEST_REASON, Grant, GrantKind, PromisesBeyond, Scope
from bot.steering import Steer, require_phase
from bot.storage import events, grants, transitions
from bot.storage.transitions import Change
from bot.transition import Transition, Window
from bot.wishes import ACTS, Wish


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
    proposed_by: str = ""

    @property
    def who(self) -> str:
        """As the record has it: who proposed it first, where somebody else confirms it."""
        return ", ".join([*([self.proposed_by] if self.proposed_by else []), f"{self.admin_name} ({self.admin_id})"])

    async def look(self, wish: Wish, reason: str = "") -> Transition | Grant:
        """What would come of it, without doing it. Raises what the act refuses (bot/transition.py, bot/grants.py)."""
        return await self._wished(wish, await transitions.current(self.tx), reason)

    async def carry_out(self, wish: Wish, reason: str) -> Transition | Grant:
        """Raises as `look` does."""
        outcome = await self._wished(wish, await transitions.hold(self.tx), reason)
        if isinstance(outcome, Grant):
            return await self._give(outcome, reason)
        await transitions.replan(self.tx, outcome, who=self.who, reason=_short(reason) or None, now=self.now)
        return outcome

    async def grant(self, kind: GrantKind, scope: Scope, scope_id: int, until: datetime | None, reason: str) -> Grant:
        """Raises NotInThisPhase, GrantOutOfRange, NoReason."""
        given = await self.carry_out(Wish(ACTS[kind], scope=scope, scope_id=scope_id, until=until), reason)
        assert isinstance(given, Grant)  # noqa: S101 - a wish for a grant
        return given

    async def end_grant(self, grant_id: int, reason: str = "") -> Grant | None:
        """None when it was taken back before. Raises LookupError."""
        ended = await grants.end(self.tx, grant_id, by_name=self.admin_name, now=self.now)
        if ended is not None:
            await self._record(_named(ended), _until(ended), None, reason)
        return ended

    async def _wished(self, wish: Wish, current: Transition, reason: str) -> Transition | Grant:
        require_phase(wish.act, current, self.now, self.zone)
        match wish.act:
            case Steer.MOVE_LAUNCH:
                planned = current.launching(
                    wish.launch or current.window.launch, wish.announce_from, self.now, self.zone
                )
                window = Window(planned.window.launch, wish.days or planned.window.days)
                await self._require_room(window, current.window)
                return replace(planned, window=window)
            case Steer.MOVE_DEADLINE:
                if wish.days is not None:
                    return current.lasting(wish.days, self.now)
                return current.until(wish.last or self.now.date(), self.now, self.zone)
            case Steer.SET_TIMES:
                return current.announcing_at(wish.times, self.now)
            case Steer.CLOSE_EARLY:
                return current.closing_early(self.now)
        kind = next(kind for kind, act in ACTS.items() if act is wish.act)
        until = wish.until if wish.last is None else rules.until_on(wish.last, current.window, self.zone)
        about = (kind, wish.scope, wish.scope_id, until, _short(reason))
        asked = Grant(*about, at=self.now, by_id=self.admin_id, by_name=self.admin_name)
        rules.check(asked, current, self.now)
        return asked

    async def _require_room(self, window: Window, before: Window) -> None:
        """A launch that moves earlier leaves room for the time that was given. Raises PromisesBeyond."""
        beyond = await grants.count_beyond(self.tx, window.latest) if window.launch < before.launch else 0
        if beyond:
            raise PromisesBeyond(beyond, window.latest)

    async def _give(self, asked: Grant, reason: str) -> Grant:
        given = await grants.give(self.tx, asked)
        await self._record(_named(given), None, _until(given), reason)
        return given

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
