"""The steps that ask whom it is about: written, shared or forwarded; and which of them, where several fit."""

from typing import Any

from aiogram.types import CallbackQuery, Message, MessageOriginUser
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Select

from bot import texts
from bot.grants import Scope
from bot.languages import Language
from bot.people import People
from bot.sections import Company
from bot.steering import Steer
from bot.storage import nearby, targets, transitions
from bot.storage.database import Database
from bot.storage.targets import Target
from bot.texts import wishes as words
from bot.texts.steering import possible_now
from handlers.broadcast.steps import Asked, Data, Said, object_to
from handlers.helm import day
from handlers.helm.steps import GIVE_UP, NAME, ONLY_BUTTONS, Steering, bridge_of, wish_now, wish_of
from handlers.reading import clean

EVERYONE = "all"
ALL = Target(Scope.ALL, 0, "")
FOUND = "found"
NEAR = "near"


async def take_whom(message: Message, _: MessageInput, manager: DialogManager) -> None:
    language: Language = manager.middleware_data["language"]
    database: Database = manager.middleware_data["database"]
    written = _meant(message)
    if written.strip() == EVERYONE and wish_of(manager).act is Steer.REOPEN:
        await settle(manager, ALL)
        return
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
    if wish_of(manager).act is Steer.REOPEN:
        await manager.switch_to(Steering.days)
        return
    await day.look_at(manager)
    await manager.switch_to(Steering.day)


async def choose(_: CallbackQuery, __: Any, manager: DialogManager, key: str) -> None:
    names = {known: name for known, name in manager.dialog_data[FOUND]}
    scope, _space, number = key.partition(" ")
    await settle(manager, Target(Scope(scope), int(number), names[key]))


async def choose_near(_: CallbackQuery, __: Any, manager: DialogManager, key: str) -> None:
    scope, _space, number = key.partition(" ")
    database: Database = manager.middleware_data["database"]
    async with database.reading() as tx:
        name = await targets.name_of(tx, Scope(scope), int(number))
    await settle(manager, Target(Scope(scope), int(number), name))


async def choose_all(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await settle(manager, ALL)


async def near_ones(
    dialog_manager: DialogManager, database: Database, people: People, company: Company, **_: Any
) -> dict[str, Any]:
    act, now = wish_of(dialog_manager).act, bridge_of(dialog_manager)[1]
    async with database.reading() as tx:
        transition = await transitions.current(tx)
        fits = nearby.is_closed(now) if act is Steer.REOPEN else nearby.is_extendable(transition.window.latest)
        found, count = await nearby.first_of(tx, fits, people.everyone)
    return {
        "act": act,
        "last": day.possible_days(Steer.EXTEND, transition, now, company)[1],
        "count": count,
        "reopens": act is Steer.REOPEN and count > 0,
        NEAR: [(f"{one.scope.value} {one.id}", one.name) for one in found],
    }


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


def _question(language: Language, data: Data) -> str:
    usage = (
        texts.how_to_reopen(language) if data["act"] is Steer.REOPEN else texts.how_to_extend(language, data["last"])
    )
    return "\n\n".join([words.ask_whom(language), usage, possible_now(language, data["count"])])


WHOM = Window(
    Asked(_question),
    MessageInput(take_whom),
    Button(
        Said(lambda language, _: words.for_everybody(language)), id="everybody", on_click=choose_all, when="reopens"
    ),
    Column(
        Select(
            Said(lambda _, data: data["item"][1]),
            id="near",
            item_id_getter=lambda item: item[0],
            items=NEAR,
            on_click=choose_near,
        )
    ),
    GIVE_UP,
    state=Steering.whom,
    getter=near_ones,
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
