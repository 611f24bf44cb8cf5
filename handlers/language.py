"""/language: customers choose the language they are spoken to in."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User

from bot import texts
from bot.clock import Clock
from bot.languages import NAMES, Language, language
from bot.people import Role
from bot.storage import customers
from bot.storage.database import Database
from handlers import presses
from handlers.acquaintance import meet
from handlers.roles import SpokenBy

router = Router(name=__name__)
router.message.filter(SpokenBy(Role.CUSTOMER))

PRESSED = "language:"
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=name, callback_data=PRESSED + code) for code, name in NAMES.items()],
    ]
)


@router.message(Command("language"), F.chat.type == ChatType.PRIVATE)
async def ask(message: Message, language: Language) -> str:
    await message.answer(texts.ask_language(language), reply_markup=KEYBOARD)
    return "command"


@router.message(Command("language"))
async def refuse_in_group(message: Message, language: Language) -> str:
    await message.reply(texts.ask_privately(language))
    return "command"


@router.callback_query(F.data.startswith(PRESSED), F.data.removeprefix(PRESSED).in_(NAMES))
async def choose(press: CallbackQuery, event_from_user: User, database: Database, clock: Clock) -> str:
    chosen = language((press.data or "").removeprefix(PRESSED))
    async with database.transaction() as tx:
        await meet(tx, event_from_user, clock.now())
        await customers.set_language(tx, event_from_user.id, chosen.code)
    await presses.take(press, texts.language_set(chosen))
    return "press"
