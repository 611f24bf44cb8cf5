"""A loop whose time jumps from timer to timer: minutes pass at once and exactly."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from bot.budget import Priority, SendBudget

SAME_TICK = 5e-10
"""Later than a timer, yet handled before the tasks it wakes: half of the loop's clock resolution."""


class JumpingSelector(selectors.SelectSelector):
    """Instead of waiting, moves the time on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everyone waits, and nothing will wake them"
        self.now += max(0.0, timeout)
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def play(story: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run a story in jumping time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(story())


def now() -> float:
    return asyncio.get_running_loop().time()


def budget_of(per_second: float, **rates: float) -> SendBudget:
    return SendBudget(per_second=per_second, monotonic=now, **rates)


@dataclass
class Callers:
    """Tasks that each want one turn, and when they got it."""

    budget: SendBudget
    turns: list[tuple[float, str]] = field(default_factory=list)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def call(self, name: str, chat_id: int | str | None = None, priority: Priority = Priority.NOTIFICATION) -> None:
        async def take() -> None:
            await self.budget.acquire(chat_id, priority)
            self.turns.append((round(now(), 2), name))

        self.tasks[name] = asyncio.create_task(take())

    async def finish(self) -> list[tuple[float, str]]:
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        return self.turns
