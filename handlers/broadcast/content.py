"""The first step: the message itself, taken as it was typed; an album comes in parts, one update each."""

from typing import Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row

from bot import texts
from bot.content import MOST_ATTACHMENTS, MOST_CAPTION, MOST_TEXT, Attachment, AttachmentKind, Content
from bot.languages import Language
from handlers.broadcast import draft
from handlers.broadcast.leaving import BACK_TO_THE_END, WAYS_OUT, back_to
from handlers.broadcast.steps import Asked, Compose, Said, object_to

ALBUM, CAPTION_LENGTH = "album", "caption_length"
"""Of the dialog's data: the album that is arriving, and the characters of its captions so far."""
KINDS = {
    ContentType.PHOTO: AttachmentKind.PHOTO,
    ContentType.VIDEO: AttachmentKind.VIDEO,
    ContentType.DOCUMENT: AttachmentKind.DOCUMENT,
}


def utf16(text: str) -> int:
    """How Telegram counts characters."""
    return len(text.encode("utf-16-le")) // 2


async def take(message: Message, _: MessageInput, manager: DialogManager) -> None:
    language: Language = manager.middleware_data["language"]
    length, most = utf16(message.text or message.caption or ""), MOST_TEXT if message.text else MOST_CAPTION
    if message.content_type not in {ContentType.TEXT, *KINDS}:
        object_to(manager, texts.broadcast_content_refused(language))
    elif length > most:
        object_to(manager, texts.broadcast_text_too_long(language, length, most))
    elif message.text is not None and not message.text.strip():
        object_to(manager, texts.broadcast_empty(language))
    elif message.media_group_id is not None:
        await _begin_album(message, manager)
    else:
        before = await draft.current(manager)
        buttons = before.content.buttons if before is not None else ()
        await draft.write(manager, Content({"": message.html_text}, _attachments(message), buttons))
        await draft.go_on(manager, Compose.buttons)


async def take_part(message: Message, _: MessageInput, manager: DialogManager) -> None:
    language: Language = manager.middleware_data["language"]
    album = await draft.current(manager)
    if album is None or message.media_group_id != manager.dialog_data[ALBUM]:
        object_to(manager, texts.press_a_button(language))
        return
    manager.show_mode = ShowMode.EDIT
    parts, length = album.content.attachments + _attachments(message), _with_caption(manager, message)
    if len(parts) > MOST_ATTACHMENTS:
        object_to(manager, texts.broadcast_album_full(language))
    elif len({part.kind is AttachmentKind.DOCUMENT for part in parts}) > 1 or not _attachments(message):
        object_to(manager, texts.broadcast_album_mixed(language))
    elif length > MOST_CAPTION:
        object_to(manager, texts.broadcast_text_too_long(language, length, MOST_CAPTION))
    else:
        manager.dialog_data[CAPTION_LENGTH] = length
        captions = [album.content.texts[""], message.html_text]
        await draft.write(manager, Content({"": "\n".join(filter(None, captions))}, parts))


async def _begin_album(message: Message, manager: DialogManager) -> None:
    manager.dialog_data[ALBUM] = message.media_group_id
    manager.dialog_data[CAPTION_LENGTH] = utf16(message.caption or "")
    # The buttons that were there are gone: an album can have none.
    await draft.write(manager, Content({"": message.html_text}, _attachments(message)))
    await manager.switch_to(Compose.album)


def _with_caption(manager: DialogManager, message: Message) -> int:
    before: int = manager.dialog_data[CAPTION_LENGTH]
    return before + bool(before and message.caption) + utf16(message.caption or "")


def _attachments(message: Message) -> tuple[Attachment, ...]:
    kind = KINDS.get(ContentType(message.content_type))
    if kind is None:
        return ()
    # Of a photo the largest size, which Telegram lists last.
    file: Any = message.photo[-1] if message.photo else getattr(message, kind.value)
    return (Attachment(kind, file.file_id),)


async def count_parts(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    album = await draft.current(dialog_manager)
    return {"count": len(album.content.attachments) if album is not None else 0}


async def end_album(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await draft.go_on(manager, Compose.audience)


CONTENT = Window(
    Asked(lambda language, _: texts.ask_broadcast_content(language)),
    MessageInput(take),
    Row(BACK_TO_THE_END, *WAYS_OUT),
    state=Compose.content,
)
ALBUM_PARTS = Window(
    Asked(lambda language, data: texts.broadcast_album(language, data["count"])),
    MessageInput(take_part),
    Button(Said(lambda language, _: language.gettext("Continue")), id="album_end", on_click=end_album),
    back_to(Compose.content),
    state=Compose.album,
    getter=count_parts,
)
