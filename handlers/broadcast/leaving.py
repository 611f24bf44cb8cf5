"""The ways out of the dialog, the same at every step."""

from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row

from bot import texts
from bot.broadcast import BroadcastState
from bot.clock import Clock
from bot.languages import Language
from bot.storage import broadcasts
from bot.storage.database import Database
from handlers import presses
from handlers.broadcast import draft
from handlers.broadcast.steps import Compose, Said, object_to


async def leave(press: CallbackQuery, manager: DialogManager, words: str) -> None:
    """Ends the dialog: ``words`` stay in its place."""
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    if isinstance(press.message, Message):
        await presses.replace(press.message, words, None)


async def cancel(press: CallbackQuery, _: Button, manager: DialogManager) -> None:
    """A draft that was begun here is given up; one that is older, or scheduled already, stays."""
    language: Language = manager.middleware_data["language"]
    clock: Clock = manager.middleware_data["clock"]
    database: Database = manager.middleware_data["database"]
    begun = await draft.current(manager)
    if begun is not None and begun.state is BroadcastState.DRAFT:
        async with database.transaction() as tx:
            await broadcasts.cancel(tx, begun.id, clock.now())
    await leave(press, manager, texts.broadcast_cancelled(language))


async def close(press: CallbackQuery, _: Button, manager: DialogManager) -> None:
    language: Language = manager.middleware_data["language"]
    await leave(press, manager, texts.broadcast_left(language, manager.dialog_data[draft.ID]))


async def insist_on_buttons(message: Message, _: MessageInput, manager: DialogManager) -> None:
    object_to(manager, texts.press_a_button(manager.middleware_data["language"]))


def _is_prefilled(data: dict[str, Any], _: Any, manager: DialogManager) -> bool:
    return bool(manager.dialog_data.get(draft.PREFILLED))


def _is_new(data: dict[str, Any], _: Any, manager: DialogManager) -> bool:
    return not manager.dialog_data.get(draft.PREFILLED)


WAYS_OUT = (
    Button(Said(lambda language, _: language.gettext("Cancel")), id="cancel", on_click=cancel, when=_is_new),
    Button(Said(lambda language, _: language.gettext("Close")), id="close", on_click=close, when=_is_prefilled),
)
ONLY_BUTTONS = MessageInput(insist_on_buttons)


async def back_to_the_end(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await manager.switch_to(Compose.confirm)


def _has_arrived(data: dict[str, Any], _: Any, manager: DialogManager) -> bool:
    return bool(manager.dialog_data.get(draft.ARRIVED))


BACK_TO_THE_END = Button(
    Said(lambda language, _: language.gettext("Back")), id="back_end", on_click=back_to_the_end, when=_has_arrived
)


def back_to(step: State) -> Row:
    """The row at the foot of a window: to that step, or to the end where everything was asked before; or out."""

    async def back(press: CallbackQuery, _: Button, manager: DialogManager) -> None:
        await draft.go_back(manager, step)

    name = (step.state or "").rpartition(":")[2]
    back_button = Button(Said(lambda language, _: language.gettext("Back")), id=f"back_{name}", on_click=back)
    return Row(back_button, *WAYS_OUT)
