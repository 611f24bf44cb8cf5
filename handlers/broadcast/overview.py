"""/broadcasts: what was composed, is scheduled, runs or ran; each with its books and what may be done with it."""

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.broadcast import ALLOWED_IN, Act, BroadcastState
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.storage import broadcasts, ledger
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.storage.ledger import Books
from handlers import presses
from handlers.broadcast.confirm import audience_in_words

router = Router(name=__name__)

SHOWN = 10
LOOKED_AT = 50
"""So many are read to find those to show: given up drafts are not."""
LIST = "broadcasts"


@router.message(Command("broadcasts"), F.chat.type == ChatType.PRIVATE)
async def show_list(
    message: Message, event_from_user: User, language: Language, people: People, database: Database, company: Company
) -> str:
    people.require(event_from_user.id, Action.BROADCAST)
    words, buttons = await listed(database, language, company)
    await message.answer(words, reply_markup=buttons)
    return "command"


@router.callback_query(F.data == LIST, F.message.as_("asked"))
async def back_to_list(
    press: CallbackQuery, asked: Message, language: Language, people: People, database: Database, company: Company
) -> str:
    people.require(press.from_user.id, Action.BROADCAST)
    words, buttons = await listed(database, language, company)
    await presses.replace(asked, words, buttons)
    await presses.tell(press)
    return "press"


async def listed(database: Database, language: Language, company: Company) -> tuple[str, InlineKeyboardMarkup | None]:
    async with database.reading() as tx:
        found = await broadcasts.page(tx, limit=LOOKED_AT)
    shown = [one for one in found if one.state is not BroadcastState.CANCELLED or one.started_at is not None][:SHOWN]
    if not shown:
        return texts.no_broadcasts(language), None
    rows = [[button(texts.broadcast_label(language, one), "show", one.id)] for one in shown]
    return texts.broadcast_list(language, shown, company.zone), InlineKeyboardMarkup(inline_keyboard=rows)


async def state_of(
    tx: AsyncConnection, broadcast_id: int, language: Language, company: Company
) -> tuple[str, InlineKeyboardMarkup]:
    """Raises UnknownBroadcast."""
    found = await broadcasts.get(tx, broadcast_id)
    books = await ledger.books(tx, broadcast_id)
    audience = await audience_in_words(tx, found, language)
    return texts.broadcast_state(language, found, audience, books, company.zone), choices(language, found, books)


def choices(language: Language, broadcast: Broadcast, books: Books) -> InlineKeyboardMarkup:
    """What may be done with it in its state, and makes sense."""
    _ = language.gettext
    offered = (
        (Act.EDIT, "edit", _("Edit"), True),
        (Act.PAUSE, "pause", _("Pause"), True),
        (Act.RESUME, "resume", _("Resume"), True),
        (Act.CANCEL, "ask_cancel", _("Cancel it"), True),
        (Act.REPEAT, "unconfirmed", _("The unconfirmed"), books.unconfirmed > 0),
        (Act.DELETE_SENT, "ask_delete", _("Delete what was sent"), books.sent > 0 and not broadcast.withdrawn_at),
    )
    fitting = [
        button(label, name, broadcast.id)
        for act, name, label, sensible in offered
        if sensible and broadcast.state in ALLOWED_IN[act]
    ]
    fitting += [
        button(_("Duplicate"), "duplicate", broadcast.id),
        button(_("Refresh"), "show", broadcast.id),
        InlineKeyboardButton(text=_("Back to the list"), callback_data=LIST),
    ]
    return in_pairs(fitting)


def in_pairs(buttons: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(buttons[at : at + 2]) for at in range(0, len(buttons), 2)])


def button(label: str, name: str, broadcast_id: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=f"broadcast:{name}:{broadcast_id}")
