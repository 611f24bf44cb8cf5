"""Presses of buttons that nobody waits for any more: the person's app stops waiting for an answer."""

from aiogram import Router
from aiogram.types import CallbackQuery

router = Router(name=__name__)


@router.callback_query()
async def let_go(press: CallbackQuery) -> str:
    await press.answer()
    return "press"
