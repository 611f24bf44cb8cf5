"""The steps of the dialog, and what its windows are made of."""

from collections.abc import Callable, Mapping
from typing import Any

from aiogram.fsm.state import State, StatesGroup
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.text import Text

from bot.languages import Language

Data = Mapping[str, Any]


class Compose(StatesGroup):
    content = State()
    album = State()
    buttons = State()
    audience = State()
    account = State()
    listing = State()
    listed = State()
    time = State()
    days = State()
    hour = State()
    confirm = State()


class Said(Text):
    """A text in the language of whoever is asked, below what was wrong with their last answer."""

    def __init__(self, say: Callable[[Language, Data], str]) -> None:
        super().__init__()
        self._say = say

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return self._say(manager.middleware_data["language"], data)


class Asked(Said):
    """A window's own text, below what was wrong with the last answer."""

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        asked = await super()._render_text(data, manager)
        fault = manager.middleware_data.get(FAULT)
        return f"❗ {fault}\n\n{asked}" if fault else asked


FAULT = "broadcast_fault"


def object_to(manager: DialogManager, words: str) -> None:
    """The window that is shown next says first what was wrong."""
    manager.middleware_data[FAULT] = words
