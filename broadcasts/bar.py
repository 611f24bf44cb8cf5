"""How a broadcast goes, in a terminal: a bar that moves, with the books below it."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn
from rich.text import Text

from bot.broadcast import BroadcastState
from bot.storage.ledger import Books
from broadcasts.terminal import Look


class Bar:
    """A context; without a terminal nothing moves, and the last state is printed at its end."""

    def __init__(self, console: Console, now: Callable[[], datetime], zone: tzinfo) -> None:
        self._now = now
        self._zone = zone
        self._progress = Progress(BarColumn(bar_width=40), TaskProgressColumn(), MofNCompleteColumn())
        self._task = self._progress.add_task("", total=None)
        self._below = Text()
        self._live = Live(Group(self._progress, self._below), console=console, refresh_per_second=4)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._live.stop()
        if not self._live.console.is_terminal:
            # What is written into a file then stands in the middle of a line.
            self._live.console.line()

    def show(self, look: Look) -> None:
        # What was settled before this command began tells nothing about the rate.
        self._progress.update(self._task, total=look.books.planned or None, completed=look.books.settled)
        self._below.plain = f"{told(look.books)}\n{self._how(look)}"
        self._live.refresh()

    def _how(self, look: Look) -> str:
        match look.broadcast.state:
            case BroadcastState.SCHEDULED:
                return f"starts at {_moment(look.broadcast.due_at, self._zone)}"
            case BroadcastState.PAUSED:
                return "paused by staff; goes on when they resume it"
            case BroadcastState.RUNNING:
                return "; ".join([*self._pace(look), *self._who(look)])
        return look.broadcast.state.value

    def _pace(self, look: Look) -> list[str]:
        speed = self._progress.tasks[0].speed
        if not speed:
            return ["running"]
        ends_at = self._now() + timedelta(seconds=look.books.left / speed)
        return [f"{speed:.1f} a second, ends about {_moment(ends_at, self._zone)}"]

    def _who(self, look: Look) -> list[str]:
        if look.error is not None:
            return [look.error]
        return [] if look.sends else ["sent by the running bot"]


def told(books: Books) -> str:
    return (
        f"sent {books.sent:,}, failed {books.failed:,}, skipped {books.skipped:,}, "
        f"unconfirmed {books.unconfirmed:,}, left {books.left:,}"
    )


def _moment(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
