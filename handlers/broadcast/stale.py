"""Presses that come too late: the button is still to be seen, and what it was for has moved on."""

from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent

from bot import texts
from bot.broadcast import NotInThisState, UnknownBroadcast
from bot.languages import Language
from handlers import presses

router = Router(name=__name__)


@router.error(ExceptionTypeFilter(NotInThisState))
async def moved_on(event: ErrorEvent, language: Language) -> str:
    assert isinstance(event.exception, NotInThisState)  # noqa: S101 - the filter's doing
    await tell(event, texts.broadcast_moved_on(language, event.exception.broadcast_id, event.exception.state))
    return "refused: broadcast moved on"


@router.error(ExceptionTypeFilter(UnknownBroadcast))
async def unknown(event: ErrorEvent, language: Language) -> str:
    await tell(event, texts.broadcast_unknown(language))
    return "refused: no such broadcast"


async def tell(event: ErrorEvent, words: str) -> None:
    press: CallbackQuery | None = event.update.callback_query
    if press is not None:
        await presses.tell(press, words, alert=True)
    elif event.update.message is not None:
        await event.update.message.answer(words)
