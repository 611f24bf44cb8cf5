"""The only reader of the time: everything else takes `now` as an argument."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the moment, as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A time that is moved by hand, for the demo, the rehearsal and tests.

    With `running` it also runs on by itself between the moves; without it stands still.
    """

    def __init__(self, start: datetime, *, running: bool = False) -> None:
        self._running = running
        self.set(start)

    @property
    def running(self) -> bool:
        return self._running

    @running.setter
    def running(self, running: bool) -> None:
        self.set(self.now())
        self._running = running

    def now(self) -> datetime:
        if not self._running:
            return self._moment
        return self._moment + timedelta(seconds=time.monotonic() - self._mark)

    def set(self, moment: datetime) -> None:
        """Jump to `moment`, which may lie in the past. ValueError when it has no offset."""
        if moment.utcoffset() is None:
            raise ValueError("a clock needs a moment with an offset")
        self._moment = moment.astimezone(UTC)
        self._mark = time.monotonic()

    def forward(self, step: timedelta) -> None:
        """Move on by `step`. ValueError when it points backward: use `set` for that."""
        if step < timedelta():
            raise ValueError("forward means forward")
        self.set(self.now() + step)
