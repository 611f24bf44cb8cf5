"""The Bot API call that a delivery is: a message, a picture or file, an album, or the edit of a message sent before."""

from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from bot.budget import Priority
from bot.content import Attachment, AttachmentKind, Button
from bot.deliveries import PRIORITIES, Delivery
from bot.outcome import Sent
from bot.telegram import call

Buttons = tuple[tuple[Button, ...], ...]
IN_ALBUM = {
    AttachmentKind.PHOTO: InputMediaPhoto,
    AttachmentKind.VIDEO: InputMediaVideo,
    AttachmentKind.DOCUMENT: InputMediaDocument,
}


async def send(
    bot: ExtBot[Priority], delivery: Delivery, text: str, buttons: Buttons, *, paid: bool, silent: bool = False
) -> Sent:
    """``silent``: without a sound; of texts alone. Raises TelegramError."""
    chat_id, connection_id = _address(delivery)
    attachments = delivery.content.attachments if delivery.content is not None else ()
    if not attachments:
        return await _send_text(bot, delivery, text, buttons, paid=paid, silent=silent)
    where: dict[str, Any] = {
        "business_connection_id": connection_id,
        "message_thread_id": delivery.thread_id,
        "rate_limit_args": PRIORITIES[delivery.purpose],
        "allow_paid_broadcast": paid or None,
    }
    if delivery.reply_to is not None:
        where["reply_parameters"] = ReplyParameters(delivery.reply_to, allow_sending_without_reply=True)
    if len(attachments) > 1:
        messages = await bot.send_media_group(chat_id, _album(attachments), caption=text or None, **where)
        return Sent(messages[0].message_id, tuple(message.message_id for message in messages[1:]))
    where["reply_markup"] = _keyboard(buttons)
    return Sent((await _send_one(bot, chat_id, attachments[0], text or None, where)).message_id)


async def edit(bot: ExtBot[Priority], delivery: Delivery, message_id: int, text: str, buttons: Buttons) -> None:
    """Raises TelegramError."""
    chat_id, connection_id = _address(delivery)
    await bot.edit_message_text(
        text,
        chat_id,
        message_id,
        business_connection_id=connection_id,
        reply_markup=_keyboard(buttons),
        rate_limit_args=Priority.NOTIFICATION,
    )


def _address(delivery: Delivery) -> tuple[int, str | None]:
    """The chat as Telegram calls it, and the account on whose behalf."""
    line = delivery.line
    return (delivery.chat_id, None) if line is None else (line.peer_id, line.connection_id)


async def _send_text(
    bot: ExtBot[Priority], delivery: Delivery, text: str, buttons: Buttons, *, paid: bool, silent: bool
) -> Sent:
    chat_id, connection_id = _address(delivery)
    keyboard = _keyboard(buttons)
    reply = {"message_id": delivery.reply_to, "allow_sending_without_reply": True}
    parameters = {
        "chat_id": chat_id,
        "text": text,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": {"is_disabled": True},
        "business_connection_id": connection_id,
        "message_thread_id": delivery.thread_id,
        "reply_parameters": reply if delivery.reply_to is not None else None,
        "reply_markup": keyboard.to_dict() if keyboard is not None else None,
        "allow_paid_broadcast": paid or None,
        "disable_notification": silent or None,
    }
    message = await call(bot, "sendMessage", parameters, PRIORITIES[delivery.purpose])
    return Sent(message["message_id"])


async def _send_one(
    bot: ExtBot[Priority], chat_id: int, attachment: Attachment, caption: str | None, where: dict[str, Any]
) -> Message:
    match attachment.kind:
        case AttachmentKind.PHOTO:
            return await bot.send_photo(chat_id, attachment.file_id, caption=caption, **where)
        case AttachmentKind.VIDEO:
            return await bot.send_video(chat_id, attachment.file_id, caption=caption, **where)
        case AttachmentKind.DOCUMENT:
            return await bot.send_document(chat_id, attachment.file_id, caption=caption, **where)


def _album(attachments: tuple[Attachment, ...]) -> list[Any]:
    return [IN_ALBUM[one.kind](one.file_id) for one in attachments]


def _keyboard(rows: Buttons) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.text, url=button.url, callback_data=button.data) for button in row]
            for row in rows
        ]
    )
