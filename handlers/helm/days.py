"""The step that asks for how many days chat is to be open again."""

from datetime import timedelta
from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Row, Select

from bot.grants import LONGEST_REOPENING
from bot.texts import wishes as words
from handlers.broadcast.steps import Asked, Said, object_to
from handlers.helm.steps import GIVE_UP, NAME, REASON, Steering, bridge_of, wish_now

OFFERED = (1, 2, 3, 7, 14)


def days_in(written: str) -> int | None:
    """None where it is no number of days for which chat may be open again."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0
    return number if 1 <= number <= LONGEST_REOPENING.days else None


async def take_days(message: Message, _: MessageInput, manager: DialogManager) -> None:
    if (number := days_in((message.text or "").strip())) is None:
        object_to(manager, words.ask_days(manager.middleware_data["language"], manager.dialog_data[NAME]))
    else:
        await settle(manager, number)


async def choose(_: CallbackQuery, __: Any, manager: DialogManager, key: str) -> None:
    await settle(manager, int(key))


async def settle(manager: DialogManager, number: int) -> None:
    wish_now(manager, until=bridge_of(manager)[1] + timedelta(days=number))
    await manager.switch_to(Steering.sure if manager.dialog_data[REASON] else Steering.why)


async def offered(**_: Any) -> dict[str, Any]:
    return {"offered": OFFERED}


DAYS = Window(
    Asked(lambda language, data: words.ask_days(language, data["dialog_data"][NAME])),
    MessageInput(take_days),
    Row(
        Select(
            Said(lambda _, data: str(data["item"])),
            id="days",
            item_id_getter=str,
            items="offered",
            on_click=choose,
        )
    ),
    GIVE_UP,
    state=Steering.days,
    getter=offered,
)
