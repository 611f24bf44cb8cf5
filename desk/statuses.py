"""Changes of a ticket's state, as its thread keeps them: readable as text, and read back for words in any language."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_PROMISED = " until "


class Change(StrEnum):
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CALLED = "called"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Status:
    """As text such as "accepted until 2026-04-01T10:00:00+00:00"."""

    change: Change
    promised_at: datetime | None = None

    def __str__(self) -> str:
        return self.change + (f"{_PROMISED}{self.promised_at.isoformat()}" if self.promised_at else "")


def status_of(text: str) -> Status | None:
    """Reads it back; None when it is none of these."""
    change, _, promised_at = text.partition(_PROMISED)
    try:
        return Status(Change(change), datetime.fromisoformat(promised_at) if promised_at else None)
    except ValueError:
        return None
