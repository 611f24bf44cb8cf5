"""/tickets: customers see their own tickets."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import Message, User

from bot import texts
from bot.clock import Clock
from bot.languages import Language
from bot.links import Links
from bot.people import Role
from bot.storage import tickets
from bot.storage.database import Database
from handlers.acquaintance import meet
from handlers.roles import SpokenBy

router = Router(name=__name__)
router.message.filter(SpokenBy(Role.CUSTOMER), Command("tickets"))

SHOWN = 10


@router.message(F.chat.type == ChatType.PRIVATE)
async def list_tickets(
    message: Message, event_from_user: User, language: Language, database: Database, clock: Clock, links: Links
) -> str:
    async with database.transaction() as tx:
        customer = await meet(tx, event_from_user, clock.now())
        mine = await tickets.of_customer(tx, customer.id, limit=SHOWN)
    await message.answer(texts.ticket_list(language, mine, links, links.desk(customer.id, customer.link_generation)))
    return "command"


@router.message()
async def refuse_in_group(message: Message, language: Language) -> str:
    """The list holds personal links."""
    await message.reply(texts.ask_privately(language))
    return "command"
