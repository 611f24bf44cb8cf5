"""The last steps: why, and once more with the numbers before it is done."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot.grants import LONGEST_REASON
from bot.languages import Language
from bot.people import Action, People
from bot.proposals import Proposal
from bot.sections import Company
from bot.steering import Steer
from bot.texts import wishes as words
from handlers.broadcast.steps import Asked, Data, Said
from handlers.helm.steps import GIVE_UP, ONLY_BUTTONS, REASON, Steering, bridge_of, leave, wish_of
from handlers.reading import clean, name_of


async def take_reason(message: Message, _: MessageInput, manager: DialogManager) -> None:
    if reason := clean(message.text or "").strip()[:LONGEST_REASON]:
        manager.dialog_data[REASON] = reason
        await manager.switch_to(Steering.sure)


async def go_without(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await manager.switch_to(Steering.sure)


async def is_optional(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    wish = wish_of(dialog_manager)
    needed = wish.act is Steer.EXTEND or bridge_of(dialog_manager)[0].needs_second(wish)
    return {"optional": not needed}


async def weigh(dialog_manager: DialogManager, company: Company, **_: Any) -> dict[str, Any]:
    bridge, now = bridge_of(dialog_manager)
    wish, reason = wish_of(dialog_manager), dialog_manager.dialog_data[REASON]
    return {
        "act": wish.act,
        "weighed": await bridge.weigh(wish, now, reason),
        "reason": reason,
        "zone": company.zone,
        "second": bridge.needs_second(wish),
    }


async def carry_out(press: CallbackQuery, _: Button, manager: DialogManager) -> None:
    """Raises NotAllowed, and what the act refuses."""
    data = manager.middleware_data
    people: People = data["people"]
    people.require(press.from_user.id, Action.MOVE_DEADLINE)
    language: Language = data["language"]
    company: Company = data["company"]
    bridge, now = bridge_of(manager)
    by = (press.from_user.id, name_of(press.from_user))
    done = await bridge.steer(wish_of(manager), manager.dialog_data[REASON], by=by, now=now)
    if isinstance(done, Proposal):
        await leave(press, manager, words.proposal_made(language))
    else:
        await leave(press, manager, words.wish_done(language, done, company.zone))


def _asked(language: Language, data: Data) -> str:
    return words.ask_wish(language, data["weighed"], data["reason"], data["zone"], second=data["second"])


WHY = Window(
    Asked(lambda language, data: words.ask_reason(language, optional=data["optional"])),
    MessageInput(take_reason),
    Button(
        Said(lambda language, _: words.without_reason(language)), id="without", on_click=go_without, when="optional"
    ),
    GIVE_UP,
    state=Steering.why,
    getter=is_optional,
)
SURE = Window(
    Asked(_asked),
    ONLY_BUTTONS,
    Button(Said(lambda language, data: words.wish_button(language, data["act"])), id="do", on_click=carry_out),
    GIVE_UP,
    state=Steering.sure,
    getter=weigh,
)
