"""A send budget that lets everyone go at once and writes down who went: the waits are told later."""

from bot.budget import Priority, SendBudget
from bot.clock import Clock
from sandbox.rehearsal.journal import Journal

AT_ONCE = 40


class RecordedBudget(SendBudget):
    """Virtual time stands still while messages are sent; `turns.py` spreads them over the seconds."""

    def __init__(self, clock: Clock, journal: Journal) -> None:
        super().__init__()
        self._clock = clock
        self._journal = journal

    async def acquire(self, chat_id: int | str | None, priority: Priority) -> None:
        self._journal.asked.append((self._clock.now(), priority, int(chat_id or 0)))

    @property
    def waiting(self) -> int:
        """Nobody, and less: the sender may take as many broadcasts at once as it has places for."""
        return -AT_ONCE
