"""Presses of buttons: the person's app stops waiting for an answer, also where nobody waits for the press any more."""

from contextlib import suppress

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

router = Router(name=__name__)


@router.callback_query()
async def let_go(press: CallbackQuery) -> str:
    await take(press)
    return "press"


async def take(press: CallbackQuery, words: str | None = None) -> None:
    """Ends the waiting; ``words`` replace the message with its buttons.

    Telegram refuses the one for a press of long ago, the other when a second press finds it done: both do no harm.
    """
    if words is not None and isinstance(press.message, Message):
        with suppress(TelegramBadRequest):
            await press.message.edit_text(words)
    with suppress(TelegramBadRequest):
        await press.answer()
