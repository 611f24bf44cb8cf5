"""/queue: staff get a one-time link that signs them in to the desk."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import Message, User

from bot import texts
from bot.clock import Clock
from bot.languages import Language
from bot.links import Links
from bot.people import Action, People
from bot.storage import calllist, sessions
from bot.storage.database import Database

router = Router(name=__name__)
router.message.filter(Command("queue"))


@router.message(F.chat.type == ChatType.PRIVATE)
async def hand_out_link(
    message: Message,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    links: Links,
) -> str:
    people.require(event_from_user.id, Action.WORK_TICKETS)
    now = clock.now()
    async with database.transaction() as tx:
        secret = await sessions.invite(tx, event_from_user.id, now)
    async with database.reading() as tx:
        new, overdue, calls = await calllist.count_work(tx, now)
    minutes = int(sessions.SIGN_IN_LASTS.total_seconds() // 60)
    counts = texts.queue_counts(language, new, overdue, calls)
    await message.answer(f"{counts}\n\n{texts.queue_link(language, links.sign_in(secret), minutes)}")
    return "command"


@router.message()
async def refuse_in_group(message: Message, event_from_user: User, language: Language, people: People) -> str:
    people.require(event_from_user.id, Action.WORK_TICKETS)
    await message.reply(texts.ask_privately(language))
    return "command"
