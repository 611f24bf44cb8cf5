"""Steering: which of its acts the transition allows in which phase, and to whom. One table, and pure rules."""

from datetime import datetime, tzinfo
from enum import StrEnum

from bot.errors import ChatferryError
from bot.people import Action, Role, may
from bot.transition import Phase, Transition


class Steer(StrEnum):
    MOVE_LAUNCH = "move launch"
    MOVE_DEADLINE = "move deadline"
    SET_TIMES = "set times"
    """Of announcements, each day."""
    EXTEND = "extend"
    """More time for one channel, customer or account."""
    LEAVE_OPEN = "leave open"
    """A channel that closing leaves out."""
    CLOSE_EARLY = "close early"
    REOPEN = "reopen"
    """Chat again, of one channel or of all, for a time."""
    END_GRANT = "end grant"
    """Takes an extension, an exclusion or a reopening back."""


class NotInThisPhase(ChatferryError):
    """The transition does not allow this act where it stands."""

    def __init__(self, act: Steer, phase: Phase) -> None:
        super().__init__(f"{act} is not possible while the transition is {phase}")
        self.act = act
        self.phase = phase


BEFORE_LAUNCH = frozenset({Phase.WAITING, Phase.ANNOUNCING})
BEFORE_CLOSING = BEFORE_LAUNCH | {Phase.OPEN}
PHASES: dict[Steer, frozenset[Phase]] = {
    Steer.MOVE_LAUNCH: BEFORE_LAUNCH,
    Steer.MOVE_DEADLINE: BEFORE_CLOSING,
    Steer.SET_TIMES: BEFORE_CLOSING,
    Steer.EXTEND: BEFORE_CLOSING,
    Steer.LEAVE_OPEN: BEFORE_CLOSING,
    Steer.CLOSE_EARLY: frozenset({Phase.OPEN}),
    Steer.REOPEN: frozenset({Phase.CLOSED}),
    Steer.END_GRANT: frozenset(Phase),
}
ACTIONS: dict[Steer, Action] = dict.fromkeys(Steer, Action.MOVE_DEADLINE)
WEIGHTY = frozenset({Steer.MOVE_LAUNCH, Steer.MOVE_DEADLINE, Steer.CLOSE_EARLY, Steer.REOPEN})
"""What touches everybody: a second admin confirms it where the company wishes so."""


def is_allowed(act: Steer, role: Role, transition: Transition, now: datetime, zone: tzinfo) -> bool:
    """By role, phase and date; whether the wished dates are possible is the act's own matter."""
    if not may(role, ACTIONS[act]) or transition.phase(now, zone) not in PHASES[act]:
        return False
    return act is not Steer.CLOSE_EARLY or now >= transition.window.earliest


def require_phase(act: Steer, transition: Transition, now: datetime, zone: tzinfo) -> None:
    """Raises NotInThisPhase."""
    phase = transition.phase(now, zone)
    if phase not in PHASES[act]:
        raise NotInThisPhase(act, phase)
