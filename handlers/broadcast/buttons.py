"""The step for buttons with links below the message."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot import linkbuttons, texts
from bot.content import Button as LinkButton
from bot.languages import Language
from handlers.broadcast import draft
from handlers.broadcast.leaving import back_to
from handlers.broadcast.steps import Asked, Compose, Said, object_to


async def take(message: Message, _: MessageInput, manager: DialogManager) -> None:
    language: Language = manager.middleware_data["language"]
    try:
        rows = linkbuttons.read(message.text or "")
    except linkbuttons.UnreadButton as unread:
        object_to(manager, texts.broadcast_button_unread(language, unread.number, unread.line))
        return
    except linkbuttons.TooManyButtons as refusal:
        object_to(manager, texts.broadcast_too_many_buttons(language, refusal.count))
        return
    if not rows:
        object_to(manager, texts.broadcast_empty(language))
        return
    await _put(manager, rows)


async def none(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await _put(manager, ())


async def _put(manager: DialogManager, rows: tuple[tuple[LinkButton, ...], ...]) -> None:
    begun = await draft.current(manager)
    if begun is None or begun.content.is_album:
        object_to(manager, texts.broadcast_album_has_no_buttons(manager.middleware_data["language"]))
        await draft.go_on(manager, Compose.audience)
        return
    await draft.write(manager, replace(begun.content, buttons=rows))
    await draft.go_on(manager, Compose.audience)


BUTTONS = Window(
    Asked(lambda language, _: texts.ask_broadcast_buttons(language)),
    MessageInput(take),
    Button(Said(lambda language, _: language.gettext("No buttons")), id="no_buttons", on_click=none),
    back_to(Compose.content),
    state=Compose.buttons,
)
