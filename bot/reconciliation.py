"""The daily proof that no message was lost: received = what became of each. Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

KEPT = ("ticket", "entry", "draft", "set aside")
"""Outcomes whose words are kept: an entry of a ticket, or a draft."""
OTHER = ("command", "press", "dialog", "edit", "channel", "refused", "ignored")
WAITING = "waiting"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Books:
    """One day's, or all days'. ``outcomes``: how many updates ended in each word, such as "ignored: staff"."""

    day: date | None
    received: int
    outcomes: Mapping[str, int]
    waiting: int
    failed: int
    kept: int
    """Chat messages of that time that are found again, as an entry or a draft."""

    def of(self, group: str) -> int:
        """How many ended in that word, whatever the reason behind the colon."""
        return sum(count for word, count in self.outcomes.items() if word.partition(":")[0] == group)

    def reasons(self, group: str) -> dict[str, int]:
        """The reasons behind the colon, with their counts."""
        named = {
            word.partition(": ")[2]: count for word, count in self.outcomes.items() if word.startswith(f"{group}: ")
        }
        return dict(sorted(named.items()))

    @property
    def missing(self) -> int:
        """Updates of which nobody can say what they became; 0 in books that balance."""
        accounted = sum(self.of(group) for group in (*KEPT, *OTHER))
        return self.received - accounted - self.waiting - self.failed

    @property
    def lost(self) -> int:
        """Messages that are said to be kept and cannot be found; 0 in books that balance."""
        return sum(self.of(group) for group in KEPT) - self.kept

    @property
    def balance(self) -> bool:
        return self.missing == 0 and self.lost == 0
