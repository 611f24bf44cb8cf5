"""Dead letters: what could not be handled is kept in the inbox, and staff are told."""

from dataclasses import dataclass

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.deliveries import Draft, Purpose
from bot.languages import choose
from bot.office.office import Office
from bot.sections import Company
from bot.storage import deliveries
from bot.storage.database import Database
from bot.storage.updates import Waiting


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """``staff_chat``: who is told; without one each admin is."""

    database: Database
    clock: Clock
    outbox: Bell
    company: Company
    office: Office
    staff_chat: int | None

    async def bury(self, item: Waiting, error: str) -> None:
        words = texts.dead_letter(choose(None, self.company.language), item.id, error)
        async with self.database.transaction() as tx:
            for chat_id in self.office.people.admins if self.staff_chat is None else [self.staff_chat]:
                notice = Draft(f"dead/{item.id}", chat_id, Purpose.NOTICE, words)
                await deliveries.plan(tx, notice, self.clock.now())
        self.outbox.ring()
