"""The step that asks who shall get it, each choice with its count of this moment."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, ScrollingGroup, Select

from bot import texts
from bot.languages import NAMES, Language
from bot.people import People
from bot.storage import accounts, audiences, broadcasts
from bot.storage.audiences import EVERYONE, Audience, Kind
from bot.storage.database import Database
from handlers.broadcast import draft
from handlers.broadcast.leaving import ONLY_BUTTONS, back_to
from handlers.broadcast.steps import Asked, Compose, Said

CHOICES = (
    EVERYONE,
    *(Audience(kind) for kind in (Kind.PRIVATE, Kind.GROUPS, Kind.STAYING, Kind.MIGRATED, Kind.HOLDOUTS)),
    *(Audience(Kind.LANGUAGE, code) for code in NAMES),
)
SHOWN_ACCOUNTS = 8


async def count_choices(language: Language, database: Database, people: People, **_: Any) -> dict[str, Any]:
    async with database.reading() as tx:
        counts = [await audiences.count(tx, choice, people.everyone) for choice in CHOICES]
    return {
        "choices": [
            (str(choice), f"{texts.audience_name(language, choice)} – {count}")
            for choice, count in zip(CHOICES, counts, strict=True)
        ]
    }


async def count_accounts(database: Database, **_: Any) -> dict[str, Any]:
    async with database.reading() as tx:
        known = await accounts.with_chats(tx)
    return {
        "accounts": [(str(Audience(Kind.ACCOUNT, str(one.id))), f"{one.name} – {one.reachable_chats}") for one in known]
    }


async def choose(_: CallbackQuery, __: Any, manager: DialogManager, written: str) -> None:
    """Raises NotInThisState, UnknownAudience."""
    database: Database = manager.middleware_data["database"]
    async with database.transaction() as tx:
        await broadcasts.edit(tx, manager.dialog_data[draft.ID], audience=Audience.read(written))
    await draft.go_on(manager, Compose.time)


async def ask_account(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await manager.switch_to(Compose.account)


async def ask_list(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await manager.switch_to(Compose.listing)


def _label(_: Language, data: Any) -> str:
    label: str = data["item"][1]
    return label


def _written(item: tuple[str, str]) -> str:
    return item[0]


AUDIENCE = Window(
    Asked(lambda language, _: texts.ask_broadcast_audience(language)),
    ONLY_BUTTONS,
    Column(Select(Said(_label), id="audience", item_id_getter=_written, items="choices", on_click=choose)),
    Button(Said(lambda language, _: language.gettext("One company")), id="one_account", on_click=ask_account),
    Button(Said(lambda language, _: language.gettext("A list of chats")), id="one_list", on_click=ask_list),
    back_to(Compose.content),
    state=Compose.audience,
    getter=count_choices,
)
ACCOUNT = Window(
    Asked(lambda language, data: texts.ask_broadcast_account(language, known=bool(data["accounts"]))),
    ONLY_BUTTONS,
    ScrollingGroup(
        Select(Said(_label), id="account", item_id_getter=_written, items="accounts", on_click=choose),
        id="accounts",
        width=1,
        height=SHOWN_ACCOUNTS,
        hide_on_single_page=True,
    ),
    back_to(Compose.audience),
    state=Compose.account,
    getter=count_accounts,
)
