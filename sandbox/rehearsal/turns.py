"""What the send budget would have made of it: the real one gives out every turn again, in a loop whose time is virtual.

In the play itself time stands still while messages go out (`recorded.py`), so the waits are told here.
"""

import asyncio
import selectors
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from bot.budget import Priority, SendBudget
from sandbox.rehearsal.journal import Asked


@dataclass(frozen=True, slots=True)
class Turn:
    asked_at: datetime
    at: datetime
    priority: Priority

    @property
    def waited(self) -> timedelta:
        return self.at - self.asked_at


class TimelessSelector(selectors.DefaultSelector):
    """Waits for nothing; whoever would have waited finds that so much time has passed."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout > 0:
            self.passed += timeout
            timeout = 0
        return super().select(timeout)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return super().get_map()


class TimelessLoop(asyncio.SelectorEventLoop):
    """For tasks that wait for time alone, and for nobody outside."""

    def __init__(self) -> None:
        self._timeless = TimelessSelector()
        super().__init__(self._timeless)

    def time(self) -> float:
        return self._timeless.passed


def turns_of(asked: Sequence[Asked], per_second: float) -> list[Turn]:
    """In order of the turns. Those of one moment ask in a fixed order, whatever order they came in."""
    with asyncio.Runner(loop_factory=TimelessLoop) as runner:
        return runner.run(_give_out(sorted(asked), per_second))


async def _give_out(asked: Sequence[Asked], per_second: float) -> list[Turn]:
    if not asked:
        return []
    loop, first, turns = asyncio.get_running_loop(), asked[0][0], list[Turn]()
    began = loop.time()
    budget = SendBudget(per_second=per_second, monotonic=loop.time)

    async def wait_for_turn(moment: datetime, priority: Priority, chat_id: int) -> None:
        await budget.acquire(chat_id or None, priority)
        turns.append(Turn(moment, first + timedelta(seconds=round(loop.time() - began, 3)), priority))

    waiting: set[asyncio.Task[None]] = set()
    for moment, together in groupby(asked, key=lambda one: one[0]):
        await asyncio.sleep((moment - first).total_seconds() - (loop.time() - began))
        for one in together:
            task = loop.create_task(wait_for_turn(*one))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
    await asyncio.gather(*waiting)
    return turns
