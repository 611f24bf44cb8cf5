"""A time of the test's own choice, in the program and in the sandbox alike; it runs on by itself."""

import shutil
from datetime import datetime, timedelta

from bot.clock import SystemClock
from tests.missing import FAKETIME


class FakeTime:
    """The machine's time, moved. The program gets it from Debian's faketime when it starts, so it can be moved only
    while the program is down."""

    def __init__(self, start: datetime) -> None:
        if not shutil.which("faketime"):
            FAKETIME.leave_out()
        self.move_to(start)

    def now(self) -> datetime:
        return SystemClock().now() + self._ahead

    def move_to(self, moment: datetime) -> None:
        self._ahead: timedelta = moment - SystemClock().now()

    def environment(self) -> dict[str, str]:
        """What a process of the nursery is told to live in this time.

        The monotonic clock is moved too. Without that, threads of Python wait long for each other; with it, a lock with
        a time-out waits for ever, but the program has none.
        """
        return {"FAKETIME": f"{self._ahead.total_seconds():+f}"}
