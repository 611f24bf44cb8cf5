"""Presses of buttons: the person's app stops waiting for an answer, also where nobody waits for the press any more."""

from contextlib import suppress

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

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
    await tell(press)


async def tell(press: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Ends the waiting with a short text over the chat, or with one that has to be put away."""
    with suppress(TelegramBadRequest):
        await press.answer(text, show_alert=alert)


async def offer(message: Message, buttons: InlineKeyboardMarkup | None) -> None:
    """Puts other buttons under a message, or none; a second press finds it done."""
    with suppress(TelegramBadRequest):
        await message.edit_reply_markup(reply_markup=buttons)


async def replace(message: Message, words: str, buttons: InlineKeyboardMarkup | None) -> None:
    """Makes another message of the one with the button; a second press finds it done."""
    with suppress(TelegramBadRequest):
        await message.edit_text(words, reply_markup=buttons)
