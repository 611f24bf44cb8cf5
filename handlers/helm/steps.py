"""The steps of the dialog, what it remembers, and the ways out."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot import texts
from bot.bridge import Bridge
from bot.clock import Clock
from bot.texts import wishes as words
from bot.wishes import Wish, dumped, read
from handlers import presses
from handlers.broadcast.steps import Said, object_to

WISH, REASON, NAME = "wish", "reason", "name"
"""Of the dialog's data: what is wished so far, why, and of whom."""


class Steering(StatesGroup):
    whom = State()
    which = State()
    day = State()
    days = State()
    why = State()
    sure = State()


async def begin(manager: DialogManager, step: State, wish: Wish, *, reason: str = "", name: str = "") -> None:
    data = {WISH: dumped(wish), REASON: reason, NAME: name}
    await manager.start(step, data=data, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


def wish_of(manager: DialogManager) -> Wish:
    return read(manager.dialog_data[WISH])


def wish_now(manager: DialogManager, **changed: Any) -> None:
    manager.dialog_data[WISH] = dumped(replace(wish_of(manager), **changed))


def bridge_of(manager: DialogManager) -> tuple[Bridge, datetime]:
    clock: Clock = manager.middleware_data["clock"]
    return manager.middleware_data["bridge"], clock.now()


async def leave(press: CallbackQuery, manager: DialogManager, said: str) -> None:
    """Ends the dialog: what is said stays in its place."""
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    if isinstance(press.message, Message):
        await presses.replace(press.message, said, None)


async def give_up(press: CallbackQuery, _: Button, manager: DialogManager) -> None:
    await leave(press, manager, words.wish_given_up(manager.middleware_data["language"]))


async def insist_on_buttons(_: Message, __: MessageInput, manager: DialogManager) -> None:
    object_to(manager, texts.press_a_button(manager.middleware_data["language"]))


GIVE_UP = Button(Said(lambda language, _: language.gettext("Cancel")), id="give_up", on_click=give_up)
ONLY_BUTTONS = MessageInput(insist_on_buttons)
