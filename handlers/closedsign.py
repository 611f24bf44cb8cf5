"""The sign on the door: whether chat is closed for all, so that the menus of commands follow."""

from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.storage import grants, transitions
from bot.storage.database import Database


@dataclass(slots=True)
class ClosedSign:
    """A duty. One menu serves all customers, so it follows the deadline of all and a reopening for all."""

    database: Database
    changed: Bell
    """Rung when it is turned."""
    is_closed: bool = False

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            deadline = (await transitions.current(tx)).window.deadline
            again_until = await grants.all_open_until(tx)
        ends = deadline if again_until is None else max(deadline, again_until)
        if self.is_closed is not (now >= ends):
            self.is_closed = now >= ends
            self.changed.ring()
        return ends if now < ends else None
