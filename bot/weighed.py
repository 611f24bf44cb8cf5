"""A wish that was weighed: shown before it is confirmed, and told once it is done."""

from dataclasses import dataclass

from bot.grants import Grant
from bot.storage.impact import Impact
from bot.transition import Transition
from bot.wishes import Wish


@dataclass(frozen=True, slots=True)
class Weighed:
    """A wish, what it would make of the transition, and how many it is about."""

    wish: Wish
    before: Transition
    outcome: Transition | Grant
    impact: Impact
    name: str
    """Of whom it is about; empty for all."""
