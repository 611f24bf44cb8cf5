"""The timeline: what simulated people mean to do, and when."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from heapq import heappop, heappush

Act = Callable[[], Awaitable[None]]


class Timeline:
    """Acts of one moment come out in the order in which they were put in."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()

    def put(self, at: datetime, act: Act) -> None:
        heappush(self._acts, (at.astimezone(UTC), next(self._numbers), act))

    def clear(self) -> None:
        self._acts.clear()

    @property
    def next_at(self) -> datetime | None:
        return self._acts[0][0] if self._acts else None

    def due(self, now: datetime) -> list[Act]:
        """Takes out what is due by then."""
        taken = []
        while self._acts and self._acts[0][0] <= now:
            taken.append(heappop(self._acts)[2])
        return taken
