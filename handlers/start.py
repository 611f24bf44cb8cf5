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
from bot.storage import chats, customers, transitions
from bot.storage.database import Database
from bot.transition import Phase
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
        chat = await chats.get(tx, message.chat.id)
    phase = transition.phase(now, company.zone)
    if phase is Phase.CLOSED and chat is not None and not chat.is_closed(now, transition.window.deadline):
        phase = Phase.OPEN
    link = links.desk(customer.id, customer.link_generation)
    await message.answer(texts.welcome(language, company.name, phase, link))
    return "command"


@router.message(Command("help"))
async def show_help(
    message: Message, channel: int, role: Role, language: Language, database: Database, clock: Clock
) -> str:
    async with database.reading() as tx:
        deadline = (await transitions.current(tx)).window.deadline
        chat = await chats.get(tx, channel)
    now = clock.now()
    closed = now >= deadline if chat is None else chat.is_closed(now, deadline)
    await message.answer(texts.help_for(language, role, closed=closed))
    return "command"
