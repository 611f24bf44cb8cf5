"""What a rehearsal is asked for: how many play, who they are, and what is too much."""

from dataclasses import dataclass, field

from sandbox.rehearsal.temperaments import USUAL, Proportions


@dataclass(frozen=True, slots=True)
class Wish:
    customers: int = 500
    groups: int = 40
    seed: int = 7
    proportions: Proportions = field(default_factory=lambda: USUAL)
    rights_missing: int = 2
    """In so many groups the bot is no administrator."""
    tickets_a_day: int = 40
    """What one of staff can take in a day."""
    most_a_day: int = 6
    """Messages that one customer may get in a day before it is too many."""
