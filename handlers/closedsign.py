"""The sign on the door: whether chat is closed for all, so that the menus of commands follow."""

from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.people import People
from bot.storage import grants, menus, transitions
from bot.storage.database import Database

AT_ONCE = 100


@dataclass(slots=True)
class ClosedSign:
    """A duty. One menu serves all customers, and follows the deadline of all and a reopening for all.

    Who may write on longer than the others, or again, has a menu of their own meanwhile.
    """

    database: Database
    changed: Bell
    """Rung when it is turned, for all or for some."""
    people: People
    is_closed: bool = False
    looked_at: datetime | None = None

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            deadline = (await transitions.current(tx)).window.deadline
            again_until = await grants.all_open_until(tx)
        ends = deadline if again_until is None else max(deadline, again_until)
        turned, self.is_closed, self.looked_at = self.is_closed is not (now >= ends), now >= ends, now
        if turned or await self.to_turn():
            self.changed.ring()
        return ends if now < ends else None

    async def to_turn(self) -> list[tuple[int, bool]]:
        """Customers whose menu does not fit, and whether they are to have one of their own."""
        if self.looked_at is None:
            return []
        async with self.database.reading() as tx:
            return await menus.to_turn(
                tx, self.looked_at, closed=self.is_closed, staff=self.people.everyone, limit=AT_ONCE
            )

    async def turned(self, person: int, own: bool) -> None:
        async with self.database.transaction() as tx:
            await menus.turned(tx, person, own)
