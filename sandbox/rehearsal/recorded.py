"""A send budget that lets everyone go at once and writes down who went: the waits are told later."""

from datetime import datetime

from bot.budget import Priority, SendBudget
from bot.clock import Clock

AT_ONCE = 40


class RecordedBudget(SendBudget):
    """Virtual time stands still while messages are sent; `turns.py` spreads them over the seconds."""

    def __init__(self, clock: Clock, *, per_second: float) -> None:
        super().__init__(per_second=per_second)
        self._clock = clock
        self.asked_per_second = per_second
        self.asked: list[tuple[datetime, Priority, int]] = []
        """When, how urgent, and in which chat; 0: in none."""

    async def acquire(self, chat_id: int | str | None, priority: Priority) -> None:
        self.asked.append((self._clock.now(), priority, int(chat_id or 0)))

    @property
    def waiting(self) -> int:
        """Nobody, and less: the sender may take as many broadcasts at once as it has places for."""
        return -AT_ONCE
