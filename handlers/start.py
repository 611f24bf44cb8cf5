"""/start and /help: a greeting, and what one can do; behind /start may stand the code of an invitation."""

from aiogram import Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message, User

from bot import invitations, texts
from bot.clock import Clock
from bot.invitations import Invitations
from bot.languages import Language, choose
from bot.links import Links
from bot.people import Role
from bot.sections import Company
from bot.storage import customers, transitions
from bot.storage.database import Database
from handlers.acquaintance import meet, remember
from handlers.invited import recognise

router = Router(name=__name__)


@router.message(CommandStart())
async def welcome(
    message: Message,
    command: CommandObject,
    event_from_user: User,
    role: Role,
    language: Language,
    database: Database,
    clock: Clock,
    company: Company,
    links: Links,
) -> str:
    if role is not Role.CUSTOMER or message.chat.type != ChatType.PRIVATE:
        await message.answer(texts.help_for(language, role))
        return "command"
    now = clock.now()
    async with database.transaction() as tx:
        await remember(tx, message.chat.id, message.chat, event_from_user, now)
        customer = await meet(tx, event_from_user, now)
        if await recognise(tx, invitations.claim(command.args), Invitations(links.key), customer.id, now):
            customer = await customers.hold(tx, customer.id)
            language = choose(customer.language, language.code)
        transition = await transitions.current(tx)
    phase = transition.phase(now, company.zone)
    link = links.desk(customer.id, customer.link_generation)
    await message.answer(texts.welcome(language, company.name, phase, link))
    return "command"


@router.message(Command("help"))
async def show_help(message: Message, role: Role, language: Language) -> str:
    await message.answer(texts.help_for(language, role))
    return "command"
