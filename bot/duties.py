"""What the core does once a day."""

from collections.abc import Sequence

from aiogram import Bot

from bot.alarm import Alarm
from bot.bell import Bell
from bot.bookkeeping import Bookkeeper
from bot.casework.case import Bureau
from bot.checkup import Checkup
from bot.closing import Closer
from bot.due import Duty
from bot.gonogo import GoNoGo
from bot.headcount import Headcount
from bot.lapsing import Lapsing
from bot.links import Links
from bot.overdue import Overdue
from bot.people import People
from bot.sections import Company
from bot.storage.database import Database
from bot.watch import Watch


def daily(database: Database, company: Company, people: People) -> list[Duty]:
    """In their order: the headcount takes from the books."""
    return [Bookkeeper(database, company), Headcount(database, company, people)]


def closing(
    database: Database, bot: Bot, company: Company, people: People, outbox: Bell, links: Links
) -> Sequence[Duty]:
    return (
        Closer(database, bot, company, people, outbox),
        # What it finds is in the message that comes after it.
        Checkup(database, bot),
        GoNoGo(database, company, people, outbox, links),
        Lapsing(database, company, outbox),
    )


def escalating(database: Database, bureau: Bureau, outbox: Bell, staff_chat: int | None) -> Sequence[Duty]:
    return (
        Watch(database, bureau, outbox, staff_chat),
        Overdue(database, bureau, outbox),
        # Behind those two: what they found is told at once.
        Alarm(database, bureau, outbox),
    )
