"""/progress: admins see the daily proof that no message was lost."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message, User

from bot import texts
from bot.bookkeeping import Bookkeeper
from bot.clock import Clock
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.storage import reconciliations
from bot.storage.database import Database

router = Router(name=__name__)

DAYS_SHOWN = 7


@router.message(Command("progress"))
async def show(
    message: Message,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
) -> str:
    people.require(event_from_user.id, Action.READ_TRANSITION)
    today = clock.now().astimezone(company.zone).date()
    async with database.reading() as tx:
        of_today = await Bookkeeper(database, company).count(tx, today)
        ever = await reconciliations.count(tx)
        before = await reconciliations.latest(tx, limit=DAYS_SHOWN)
    await message.answer(texts.books(language, of_today, ever, before))
    return "command"
