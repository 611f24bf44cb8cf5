"""Changes of a ticket's state, as its thread keeps them: readable as text, and read back for words in any language."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

_PROMISED = " until "
_REGROUPED = re.compile(r"(merged|split) (?:into|off as) #(\d{1,18})")
_MOVED = re.compile(r"category from (\S+) to (\S+)")


class Change(StrEnum):
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CALLED = "called"
    CATEGORY = "category"
    MERGED = "merged"
    SPLIT = "split"
    ERASED = "erased"
    # With what they are about, as named in `Status.about`:
    DISPATCHED = "dispatched"
    """from, to (departments' keys)."""
    TRANSFERRED = "transferred"
    """from, to (names)."""
    ASKED = "asked"
    """The customer was asked something."""
    RESUMED = "resumed"
    """They answered; until: the promised time as it is now, where there is one."""
    SLIPPED = "slipped"
    """until: the time that was promised and has passed."""
    ESCALATED = "escalated"
    """level, reason. Internal."""
    CLOSED = "closed"
    """By the customer."""
    RATED = "rated"
    """stars, words."""
    LINKED = "linked"
    """issue. Internal."""
    UNLINKED = "unlinked"
    """issue. Internal."""
    REASON = "because"
    """reason: why it was just handed or passed on. Internal, so that colleagues can be told plainly."""
    UNDONE = "undone"
    """deed."""
    URGENT = "urgent"
    """yes (bool). Internal."""
    OVERRIDDEN = "overridden"
    """reason: why an answer was sent although the check warned. Internal."""
    REWARDED = "rewarded"
    """gift."""


INTERNAL = frozenset(
    {Change.ESCALATED, Change.OVERRIDDEN, Change.LINKED, Change.UNLINKED, Change.URGENT, Change.REASON}
)
"""What no customer sees: kept as `EntryKind.TRACE`, all others as `EntryKind.STATUS`."""


@dataclass(frozen=True, slots=True)
class Status:
    """As text: "accepted until 2026-04-01T10:00:00+00:00", "category from bug to hosting", "merged into #7",
    "dispatched {"from": "service", "to": "hosting", "reason": "..."}"."""

    change: Change
    promised_at: datetime | None = None
    categories: tuple[str, str] | None = None
    """The keys of the one before and of the one since."""
    issue: int | None = None
    """The number of the other issue."""
    about: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.about:
            return f"{self.change} {json.dumps(dict(self.about), ensure_ascii=False)}"
        if self.categories is not None:
            before, since = self.categories
            return f"{self.change} from {before} to {since}"
        if self.issue is not None:
            return f"{self.change} {'into' if self.change is Change.MERGED else 'off as'} #{self.issue}"
        return self.change + (f"{_PROMISED}{self.promised_at.isoformat()}" if self.promised_at else "")


def status_of(text: str) -> Status | None:
    """Reads it back; None when it is none of these."""
    if moved := _MOVED.fullmatch(text):
        return Status(Change.CATEGORY, categories=(moved[1], moved[2]))
    if regrouped := _REGROUPED.fullmatch(text):
        return Status(Change(regrouped[1]), issue=int(regrouped[2]))
    try:
        word, space, about = text.partition(" ")
        if space and about.startswith("{"):
            return Status(Change(word), about=json.loads(about))
        change, _, promised_at = text.partition(_PROMISED)
        return Status(Change(change), datetime.fromisoformat(promised_at) if promised_at else None)
    except ValueError:
        return None
