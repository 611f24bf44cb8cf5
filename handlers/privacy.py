"""/privacy: customers read what is kept of them, get it as a file, or have it erased."""

import json

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message, Update, User

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.languages import Language
from bot.people import Role
from bot.sections import Company
from bot.storage import erasure, personal_data
from bot.storage.database import Database
from bot.suggestion import Suggester
from bot.texts.privacy import ERASE, ERASE_NOW, FILE, LEAVE
from handlers import presses
from handlers.cards import keyboard
from handlers.roles import SpokenBy

router = Router(name=__name__)
router.message.filter(SpokenBy(Role.CUSTOMER), Command("privacy"))
router.callback_query.filter(SpokenBy(Role.CUSTOMER), F.message.chat.type == ChatType.PRIVATE)

FILE_NAME = "chatferry-data.json"


@router.message(F.chat.type == ChatType.PRIVATE)
async def tell(message: Message, language: Language, company: Company) -> str:
    buttons = keyboard(texts.privacy_buttons(language))
    await message.answer(texts.privacy(language, company.name), reply_markup=buttons)
    return "command"


@router.message()
async def refuse_in_group(message: Message, language: Language) -> str:
    await message.reply(texts.ask_privately(language))
    return "command"


@router.callback_query(F.data == FILE, F.message.as_("asked"))
async def send_file(
    press: CallbackQuery,
    asked: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    company: Company,
) -> str:
    async with database.reading() as tx:
        kept = await personal_data.of_customer(tx, event_from_user.id)
    await presses.tell(press)
    if kept is None:
        await asked.answer(texts.nothing_kept(language))
        return "press"
    moment = language.moment(clock.now(), company.zone)
    content = {"README": texts.file_readme(language, company.name, moment)} | kept
    data = json.dumps(content, ensure_ascii=False, indent=2).encode()
    await asked.answer_document(BufferedInputFile(data, FILE_NAME), caption=texts.file_caption(language))
    return "press"


@router.callback_query(F.data == ERASE, F.message.as_("asked"))
async def ask_once_more(press: CallbackQuery, asked: Message, language: Language) -> str:
    await presses.tell(press)
    await asked.answer(texts.ask_erase(language), reply_markup=keyboard(texts.erase_buttons(language)))
    return "press"


@router.callback_query(F.data == LEAVE)
async def leave(press: CallbackQuery, language: Language) -> str:
    await presses.take(press, texts.not_erased(language))
    return "press"


@router.callback_query(F.data == ERASE_NOW)
async def erase(
    press: CallbackQuery,
    event_update: Update,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    suggester: Suggester,
    outbox: Bell,
    fetching: Bell,
) -> str:
    async with database.transaction() as tx:
        forgotten = await erasure.erase(tx, event_from_user.id, clock.now(), asked_with=event_update.update_id)
    for text, category in forgotten:
        suggester.forget(text, category)
    # Cards lose their titles now, and files leave the disk.
    outbox.ring()
    fetching.ring()
    await presses.take(press, texts.erased(language))
    return "press"
