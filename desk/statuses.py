"""Changes of a ticket's state, as its thread keeps them: readable as text, and read back for words in any language."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Status:
    """As text: "accepted until 2026-04-01T10:00:00+00:00", "category from bug to hosting", "merged into #7"."""

    change: Change
    promised_at: datetime | None = None
    categories: tuple[str, str] | None = None
    """The keys of the one before and of the one since."""
    issue: int | None = None
    """The number of the other issue."""

    def __str__(self) -> str:
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
    change, _, promised_at = text.partition(_PROMISED)
    try:
        return Status(Change(change), datetime.fromisoformat(promised_at) if promised_at else None)
    except ValueError:
        return None
