"""Strict send limits: rolling windows, exact to the call."""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

# Failures and successes count alike: what reached the limiter was a send.
_SENDS = ("send", "copy", "forward")
_NO_SENDS = frozenset({"sendChatAction"})


def is_send(method: str) -> bool:
    return method.startswith(_SENDS) and method not in _NO_SENDS


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` messages in any `seconds`."""

    most: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Rate:
    per_second: float | None = None
    per_chat_per_second: float | None = None
    per_group_per_minute: float | None = None

    def limits_on(self, chat_id: object) -> Iterator[tuple[tuple[str, object], Limit]]:
        """The windows that a message to this chat falls into; groups have negative ids."""
        if self.per_second is not None:
            yield ("all", None), Limit(self.per_second, 1)
        if self.per_chat_per_second is not None:
            yield ("chat", chat_id), Limit(self.per_chat_per_second, 1)
        if self.per_group_per_minute is not None and str(chat_id).startswith(("-", "@")):
            yield ("group", chat_id), Limit(self.per_group_per_minute, 60)


class Windows:
    """The sends of the last minute. `now` is monotonic time in seconds."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._sent: dict[tuple[str, object], deque[float]] = {}

    def take(self, chat_id: object, count: int, now: float) -> int:
        """Counts `count` messages to a chat, or counts none and returns after how many whole seconds to come back."""
        windows = []
        waits = [0.0]
        for key, limit in self._rate.limits_on(chat_id):
            sent = self._sent.setdefault(key, deque())
            while sent and sent[0] <= now - limit.seconds:
                sent.popleft()
            windows.append(sent)
            if (excess := len(sent) + count - int(limit.most)) > 0:
                oldest = sent[min(excess, len(sent)) - 1] if sent else now
                waits.append(oldest + limit.seconds - now)
        if (wait := max(waits)) > 0:
            return max(1, math.ceil(wait))
        for sent in windows:
            sent.extend([now] * count)
        return 0
