"""The steps that ask whom it is about: written, shared or forwarded; and which of them, where several fit."""

from typing import Any

from aiogram.types import CallbackQuery, Message, MessageOriginUser
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Select

from bot import texts
from bot.grants import Scope
from bot.languages import Language
from bot.storage import targets
from bot.storage.database import Database
from bot.storage.targets import Target
from bot.texts import wishes as words
from handlers.broadcast.steps import Asked, Said, object_to
from handlers.helm import day
from handlers.helm.steps import GIVE_UP, NAME, ONLY_BUTTONS, Steering, wish_now
from handlers.reading import clean

FOUND = "found"


async def take_whom(message: Message, _: MessageInput, manager: DialogManager) -> None:
    language: Language = manager.middleware_data["language"]
    database: Database = manager.middleware_data["database"]
    written = _meant(message)
    async with database.reading() as tx:
        found = await targets.find(tx, written)
    if not found:
        object_to(manager, texts.whom_do_you_mean(language, written, found))
    elif len(found) == 1:
        await settle(manager, found[0])
    else:
        manager.dialog_data[FOUND] = [(f"{one.scope.value} {one.id}", one.name) for one in found]
        await manager.switch_to(Steering.which)


async def settle(manager: DialogManager, target: Target) -> None:
    manager.dialog_data[NAME] = target.name
    wish_now(manager, scope=target.scope, scope_id=target.id)
    await day.look_at(manager)
    await manager.switch_to(Steering.day)


async def choose(_: CallbackQuery, __: Any, manager: DialogManager, key: str) -> None:
    names = {known: name for known, name in manager.dialog_data[FOUND]}
    scope, _space, number = key.partition(" ")
    await settle(manager, Target(Scope(scope), int(number), names[key]))


async def found_ones(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {FOUND: [(key, name) for key, name in dialog_manager.dialog_data.get(FOUND, [])]}


async def back(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await manager.switch_to(Steering.whom)


def _meant(message: Message) -> str:
    if message.contact is not None and message.contact.user_id is not None:
        return str(message.contact.user_id)
    if isinstance(message.forward_origin, MessageOriginUser):
        return str(message.forward_origin.sender_user.id)
    return clean(message.text or "")


WHOM = Window(
    Asked(lambda language, _: words.ask_whom(language)), MessageInput(take_whom), GIVE_UP, state=Steering.whom
)
WHICH = Window(
    Asked(lambda language, _: words.ask_which(language)),
    ONLY_BUTTONS,
    Column(
        Select(
            Said(lambda _, data: data["item"][1]),
            id="which",
            item_id_getter=lambda item: item[0],
            items=FOUND,
            on_click=choose,
        )
    ),
    Button(Said(lambda language, _: language.gettext("Back")), id="back", on_click=back),
    GIVE_UP,
    state=Steering.which,
    getter=found_ones,
)
