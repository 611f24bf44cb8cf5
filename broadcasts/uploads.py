"""Hands files of staff's to Telegram: each is sent to its author's own chat, and keeps the id that it gets there."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from telegram import InputFile, Message
from telegram.error import TelegramError

from bot.budget import Priority
from bot.content import Attachment, AttachmentKind
from bot.outcome import Refused, outcome_of
from bot.preview import PreviewFailed, PreviewRefused
from bot.telegram import Telegram


@dataclass(frozen=True, slots=True)
class Uploads:
    telegram: Telegram

    async def upload(self, chat_id: int, kind: AttachmentKind, name: str, file: BinaryIO) -> Attachment:
        """Raises PreviewRefused, PreviewFailed."""
        given = InputFile(file, filename=name, read_file_handle=False)
        try:
            return _attachment(await self._send(chat_id, kind, given))
        except TelegramError as error:
            outcome = outcome_of(error)
        if isinstance(outcome, Refused):
            raise PreviewRefused(outcome.reason)
        raise PreviewFailed(type(outcome).__name__)

    async def _send(self, chat_id: int, kind: AttachmentKind, file: InputFile) -> Message:
        bot = self.telegram.sender
        how: dict[str, Any] = {"disable_notification": True, "rate_limit_args": Priority.ANSWER}
        match kind:
            case AttachmentKind.PHOTO:
                return await bot.send_photo(chat_id, file, **how)
            case AttachmentKind.VIDEO:
                return await bot.send_video(chat_id, file, **how)
            case AttachmentKind.DOCUMENT:
                return await bot.send_document(chat_id, file, **how)


def _attachment(message: Message) -> Attachment:
    if message.photo:
        # The last one is the largest.
        return Attachment(AttachmentKind.PHOTO, message.photo[-1].file_id)
    if message.video is not None:
        return Attachment(AttachmentKind.VIDEO, message.video.file_id)
    if message.document is not None:
        return Attachment(AttachmentKind.DOCUMENT, message.document.file_id)
    raise PreviewRefused("it is neither a picture nor a film nor a document")
