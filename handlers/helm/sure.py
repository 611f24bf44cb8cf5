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
from bot.storage import nearby
from bot.storage.database import Database
from bot.texts import proposals as proposal_words
from bot.texts import wishes as words
from bot.texts.steering import closes_now, how_to_close
from handlers.broadcast.steps import Asked, Data, Said
from handlers.helm.steps import GIVE_UP, ONLY_BUTTONS, REASON, Steering, bridge_of, leave, wish_of
from handlers.reading import clean, name_of

NEEDS_REASON = frozenset({Steer.EXTEND, Steer.REOPEN})


async def take_reason(message: Message, _: MessageInput, manager: DialogManager) -> None:
    if reason := clean(message.text or "").strip()[:LONGEST_REASON]:
        manager.dialog_data[REASON] = reason
        await manager.switch_to(Steering.sure)


async def go_without(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await manager.switch_to(Steering.sure)


async def look_first(dialog_manager: DialogManager, database: Database, people: People, **_: Any) -> dict[str, Any]:
    """Whether it may go without a reason; before closing early also whose chat is open."""
    wish = wish_of(dialog_manager)
    needed = wish.act in NEEDS_REASON or bridge_of(dialog_manager)[0].needs_second(wish)
    closes = None
    if wish.act is Steer.CLOSE_EARLY:
        async with database.reading() as tx:
            closes = await nearby.first_of(tx, nearby.is_open(), people.everyone)
    return {"optional": not needed, "closes": closes}


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
        await leave(press, manager, proposal_words.proposal_made(language))
    else:
        await leave(press, manager, words.wish_done(language, done, company.zone))


def _why(language: Language, data: Data) -> str:
    asked = words.ask_reason(language, optional=data["optional"])
    if data["closes"] is None:
        return asked
    found, count = data["closes"]
    names = [one.name for one in found]
    return "\n\n".join([how_to_close(language), closes_now(language, names, count), asked])


def _asked(language: Language, data: Data) -> str:
    return words.ask_wish(language, data["weighed"], data["reason"], data["zone"], second=data["second"])


WHY = Window(
    Asked(_why),
    MessageInput(take_reason),
    Button(
        Said(lambda language, _: words.without_reason(language)), id="without", on_click=go_without, when="optional"
    ),
    GIVE_UP,
    state=Steering.why,
    getter=look_first,
)
SURE = Window(
    Asked(_asked),
    ONLY_BUTTONS,
    Button(Said(lambda language, data: words.wish_button(language, data["act"])), id="do", on_click=carry_out),
    GIVE_UP,
    state=Steering.sure,
    getter=weigh,
)
