"""Broadcasts: messages to many, and the states they go through. Pure rules."""

from collections.abc import Mapping
from enum import StrEnum

from bot.errors import ChatferryError


class BroadcastState(StrEnum):
    DRAFT = "draft"
    """Staff are still at it."""
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    """What was not under way yet waits."""
    DONE = "done"
    CANCELLED = "cancelled"
    """What had not been sent is skipped."""
    MISSED = "missed"
    """An announcement whose slot went by while nothing ran."""


class Act(StrEnum):
    """What staff may do with a broadcast."""

    EDIT = "edit"
    SCHEDULE = "schedule"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    DELETE_SENT = "delete what was sent"
    REPEAT = "repeat the unconfirmed"


_UNSTARTED = frozenset({BroadcastState.DRAFT, BroadcastState.SCHEDULED})
_STARTED = frozenset({BroadcastState.RUNNING, BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.CANCELLED})
ALLOWED_IN: Mapping[Act, frozenset[BroadcastState]] = {
    Act.EDIT: _UNSTARTED,
    Act.SCHEDULE: _UNSTARTED,
    Act.PAUSE: frozenset({BroadcastState.RUNNING}),
    Act.RESUME: frozenset({BroadcastState.PAUSED}),
    Act.CANCEL: _UNSTARTED | {BroadcastState.RUNNING, BroadcastState.PAUSED},
    Act.DELETE_SENT: _STARTED - {BroadcastState.RUNNING},
    Act.REPEAT: frozenset({BroadcastState.DONE}),
}


class NotInThisState(ChatferryError):
    """The broadcast has moved on: what was asked for cannot be done with it any more, or not yet."""

    def __init__(self, broadcast_id: int, act: Act, state: BroadcastState) -> None:
        super().__init__(f"broadcast {broadcast_id}: cannot {act}, it is {state}")
        self.broadcast_id, self.act, self.state = broadcast_id, act, state


class UnknownBroadcast(ChatferryError):
    def __init__(self, broadcast_id: int) -> None:
        super().__init__(f"no broadcast {broadcast_id}")
        self.broadcast_id = broadcast_id
