"""A sending rate as the generic cell rate algorithm keeps it: pure arithmetic on one number of state."""

from dataclasses import dataclass

FREE_PER_SECOND = 29.5
PAID_PER_SECOND = 995.0
"""With paid broadcasts Telegram takes up to 1000 a second; the rest covers what the journey there bunches together."""

CHAT_BURST = 3
"""So many messages may follow each other at once in one chat before the chat's own rate holds them."""

_SLACK_SECONDS = 0.004
# Timers wake a millisecond or two late. Without slack each lateness is lost for good, and 995 a second come out as
# half of that; with it no closed second holds more than 30 messages (paid: 999).


@dataclass(frozen=True, slots=True)
class Rate:
    """One message per interval, and a bounded lead on that rhythm; both in seconds.

    The state of a line of messages is `due`: when the next would go in a perfectly even rhythm, at first minus
    infinity. One may go from `ready_at(due)` on; `after` is the next state. Any closed window of T seconds then holds
    at most 1 + (T + lead) / interval messages.
    """

    interval: float
    lead: float

    @classmethod
    def even(cls, per_second: float) -> "Rate":
        """No bursts: the global rate of a token."""
        return cls(1 / per_second, _SLACK_SECONDS)

    @classmethod
    def of_private_chat(cls, per_second: float) -> "Rate":
        return cls(1 / per_second, (CHAT_BURST - 1) / per_second)

    @classmethod
    def of_group(cls, per_minute: float) -> "Rate":
        """The burst comes out of the minute, so that no rolling minute ever holds more than `per_minute`."""
        if per_minute <= CHAT_BURST:
            raise ValueError(f"a group needs more than {CHAT_BURST} messages a minute, not {per_minute}")
        interval = 60 / (per_minute - CHAT_BURST)
        return cls(interval, (CHAT_BURST - 1) * interval)

    def ready_at(self, due: float) -> float:
        return due - self.lead

    def after(self, due: float, now: float) -> float:
        return max(due, now) + self.interval


UNLIMITED = Rate(0.0, 0.0)
