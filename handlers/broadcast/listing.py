"""The step that takes a list of chats: a CSV file, read over the Bot API and kept with the draft."""

from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Document, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot import chatids, texts
from bot.chatids import BadLine, ChatIds
from bot.languages import Language
from bot.people import People
from bot.storage import audiences, broadcasts
from bot.storage.audiences import Audience, Kind
from bot.storage.database import Database
from bot.telegram_files import NotGiven, TelegramFiles, TooBig
from handlers.broadcast import draft
from handlers.broadcast.leaving import ONLY_BUTTONS, back_to
from handlers.broadcast.steps import Asked, Compose, Said, object_to

MOST_BYTES = 5_000_000
MOST_BAD_KEPT = 20
LISTED = Audience(Kind.LIST)
REPORT = "report"
"""Of the dialog's data: what was read of the list."""


async def take(message: Message, _: MessageInput, manager: DialogManager) -> None:
    """Raises NotInThisState; NotNow when the file cannot be had at this moment."""
    language: Language = manager.middleware_data["language"]
    said = message.text
    if message.document is not None and (message.document.file_size or 0) <= MOST_BYTES:
        said = await _text_of(message.document, manager.middleware_data["bot"])
    read = chatids.read(said or "")
    if not read.good:
        object_to(manager, texts.broadcast_list_unread(language))
        return
    await _keep(manager, read)
    await manager.switch_to(Compose.listed)


async def _text_of(document: Document, bot: Bot) -> str | None:
    files = TelegramFiles(bot)
    raw = bytearray()
    try:
        async with files.read(await files.locate(document.file_id), 0) as stream:
            if stream is not None:
                async for piece in stream.pieces:
                    raw += piece
    except (TooBig, NotGiven):
        return None
    return chatids.decoded(bytes(raw))


async def _keep(manager: DialogManager, read: ChatIds) -> None:
    database: Database = manager.middleware_data["database"]
    people: People = manager.middleware_data["people"]
    broadcast_id: int = manager.dialog_data[draft.ID]
    async with database.transaction() as tx:
        await broadcasts.edit(tx, broadcast_id, audience=LISTED)
        await broadcasts.set_recipients(tx, broadcast_id, read.good)
        known = await audiences.count(tx, LISTED, people.everyone, broadcast_id)
    manager.dialog_data[REPORT] = {
        "good": len(read.good),
        "repeated": read.repeated,
        "known": known,
        "bad": [[line.number, line.said] for line in read.bad[:MOST_BAD_KEPT]],
        "bad_count": len(read.bad),
    }


async def go_on(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await draft.go_on(manager, Compose.time)


async def again(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await manager.switch_to(Compose.listing)


def _report(language: Language, data: Any) -> str:
    read = data["dialog_data"][REPORT]
    return texts.broadcast_list_read(
        language,
        good=read["good"],
        repeated=read["repeated"],
        known=read["known"],
        bad=[BadLine(number, said) for number, said in read["bad"]],
        bad_count=read["bad_count"],
    )


LISTING = Window(
    Asked(lambda language, _: texts.ask_broadcast_list(language)),
    MessageInput(take),
    back_to(Compose.audience),
    state=Compose.listing,
)
LIST_READ = Window(
    Asked(_report),
    ONLY_BUTTONS,
    Button(Said(lambda language, _: language.gettext("Continue")), id="list_end", on_click=go_on),
    Button(Said(lambda language, _: language.gettext("Another list")), id="list_again", on_click=again),
    back_to(Compose.audience),
    state=Compose.listed,
)
