"""/broadcast: staff write to many customers, in four steps: text, time, preview, send."""

from datetime import datetime

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.deliveries import Purpose
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.storage import audiences, broadcasts
from bot.storage.audiences import Audience
from bot.storage.database import Database
from handlers import presses
from handlers.roles import COMPANY

router = Router(name=__name__)
router.message.filter(F.chat.type == ChatType.PRIVATE)

NOW = "broadcast:now"
SEND = "broadcast:send"
CANCEL = "broadcast:cancel"
TIME_FORMAT = "%Y-%m-%d %H:%M"


class Dialog(StatesGroup):
    text = State()
    time = State()
    confirm = State()


@router.message(Command("broadcast"))
async def begin(message: Message, event_from_user: User, language: Language, people: People, state: FSMContext) -> str:
    people.require(event_from_user.id, Action.BROADCAST)
    await state.set_state(Dialog.text)
    await message.answer(texts.ask_broadcast_text(language))
    return "command"


@router.message(Dialog.text, COMPANY, F.text, ~F.text.startswith("/"))
async def take_text(message: Message, language: Language, state: FSMContext) -> str:
    await state.set_data({"text": message.html_text})
    await state.set_state(Dialog.time)
    buttons = [_button(language.gettext("Now"), NOW), _button(language.gettext("Cancel"), CANCEL)]
    await message.answer(
        texts.ask_broadcast_time(language), reply_markup=InlineKeyboardMarkup(inline_keyboard=[buttons])
    )
    return "dialog"


@router.message(Dialog.text, COMPANY, ~F.text)
async def insist_on_text(message: Message, language: Language) -> str:
    await message.answer(texts.broadcast_not_plain(language))
    return "dialog"


@router.message(Dialog.time, COMPANY, F.text, ~F.text.startswith("/"))
async def take_time(
    message: Message,
    language: Language,
    state: FSMContext,
    database: Database,
    clock: Clock,
    company: Company,
    people: People,
) -> str:
    due_at = _moment(message.text or "", company)
    now = clock.now()
    if due_at is None or due_at <= now:
        await message.answer(texts.broadcast_time_unread(language, now, company.zone))
        return "dialog"
    await _preview(message, language, state, database, company, people, due_at)
    return "dialog"


@router.callback_query(F.data == NOW, Dialog.time, COMPANY, F.message.as_("asked"))
async def take_now(
    press: CallbackQuery,
    asked: Message,
    language: Language,
    state: FSMContext,
    database: Database,
    company: Company,
    people: People,
) -> str:
    await presses.take(press)
    await _preview(asked, language, state, database, company, people, None)
    return "press"


@router.callback_query(F.data == SEND, Dialog.confirm, COMPANY, F.message.as_("asked"))
async def send(
    press: CallbackQuery,
    asked: Message,
    event_from_user: User,
    language: Language,
    people: People,
    state: FSMContext,
    database: Database,
    clock: Clock,
    company: Company,
    agenda: Bell,
) -> str:
    people.require(event_from_user.id, Action.BROADCAST)
    data = await state.get_data()
    now = clock.now()
    due_at = datetime.fromisoformat(data["due_at"]) if data["due_at"] else None
    async with database.transaction() as tx:
        broadcast_id = await broadcasts.schedule(
            tx,
            kind=Purpose.BROADCAST,
            texts={"": data["text"]},
            audience=Audience.EVERYONE,
            due_at=due_at or now,
            created_by=event_from_user.id,
            # The second press of the same button finds this one and starts nothing.
            origin=f"{asked.chat.id}/{asked.message_id}",
            now=now,
        )
    agenda.ring()
    await state.clear()
    scheduled = None
    if broadcast_id is not None:
        scheduled = texts.broadcast_scheduled(language, broadcast_id, due_at, company.zone)
    await presses.take(press, scheduled)
    return "press"


@router.callback_query(F.data == CANCEL, COMPANY, StateFilter(Dialog))
async def cancel(press: CallbackQuery, language: Language, state: FSMContext) -> str:
    await state.clear()
    await presses.take(press, texts.broadcast_cancelled(language))
    return "press"


async def _preview(
    message: Message,
    language: Language,
    state: FSMContext,
    database: Database,
    company: Company,
    people: People,
    due_at: datetime | None,
) -> None:
    data = await state.get_data()
    await state.set_data({**data, "due_at": due_at.isoformat() if due_at else None})
    await state.set_state(Dialog.confirm)
    async with database.reading() as tx:
        count = await audiences.count(tx, Audience.EVERYONE, people.everyone)
    await message.answer(data["text"])
    buttons = [_button(language.gettext("Send"), SEND), _button(language.gettext("Cancel"), CANCEL)]
    await message.answer(
        texts.confirm_broadcast(language, count, due_at, company.zone),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[buttons]),
    )


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


def _moment(text: str, company: Company) -> datetime | None:
    """A time of the company's time zone; None when unreadable."""
    try:
        return datetime.strptime(text.strip(), TIME_FORMAT).replace(tzinfo=company.zone)
    except ValueError:
        return None
