"""The demo's send budget: the real one, but nobody waits for a turn while the clock leaps over days."""

from collections.abc import Callable

from bot.budget import Priority, SendBudget


class LeapingBudget(SendBudget):
    def __init__(self, *, is_jumping: Callable[[], bool], monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic=monotonic)
        self._is_jumping = is_jumping

    async def acquire(self, chat_id: int | str | None, priority: Priority) -> None:
        if not self._is_jumping():
            await super().acquire(chat_id, priority)
