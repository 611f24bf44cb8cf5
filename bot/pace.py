"""The pace of sending: down at once when Telegram refuses, up again slowly. Pure arithmetic on monotonic seconds."""

from dataclasses import dataclass, replace

CUT = 0.85
"""What is left of the pace after a refusal; several in a row bring it down to the rate that really is allowed."""
REGAINED = 0.01
"""Part of the ceiling that comes back each second, so that one refusal is made up for in a quarter of a minute."""
LEAST = 0.05
"""Part of the ceiling below which no refusal brings it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second: additive increase, multiplicative decrease."""

    ceiling: float
    since: float = 0.0
    """When it was cut last, and nothing was sent for a while: it grows from the end of that on."""
    then: float | None = None
    """What it was at that moment; None: it has never been cut."""

    def at(self, now: float) -> float:
        if self.then is None:
            return self.ceiling
        return min(self.ceiling, self.then + self.ceiling * REGAINED * max(0.0, now - self.since))

    def cut(self, now: float, goes_on_at: float) -> "Pace":
        return replace(self, since=goes_on_at, then=max(self.ceiling * LEAST, self.at(now) * CUT))
