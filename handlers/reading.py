"""Reads Telegram's messages: text, files, who and where. Hostile input becomes plain data here."""

from collections.abc import Sequence

from aiogram.enums import ContentType
from aiogram.types import Message, PhotoSize, User

from bot.files import File
from bot.texts import placeholder

CONTENT = frozenset(
    {
        ContentType.TEXT,
        ContentType.PHOTO,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.ANIMATION,
        ContentType.VOICE,
        ContentType.AUDIO,
        ContentType.DOCUMENT,
        ContentType.STICKER,
        ContentType.LOCATION,
        ContentType.VENUE,
        ContentType.CONTACT,
        ContentType.POLL,
        ContentType.DICE,
        ContentType.STORY,
        ContentType.PAID_MEDIA,
        ContentType.CHECKLIST,
        # What this version does not know yet is better kept than lost.
        ContentType.UNKNOWN,
    }
)
"""What people say, as opposed to what Telegram notes about a chat."""
PREVIEW_SIDE = 320
"""Pixels of the longer side."""


def text_of(message: Message) -> str:
    """The text or caption; what is no text as a readable placeholder, before the caption."""
    said = clean(message.text or message.caption or "")
    if message.content_type == ContentType.TEXT:
        return said
    stand_in = placeholder(message.content_type, _detail(message))
    return f"{stand_in}\n{said}" if said else stand_in


def title_source(message: Message) -> str:
    """What a title is made of: the person's own words where there are any."""
    return clean(message.text or message.caption or "") or text_of(message)


def _detail(message: Message) -> str | None:
    if message.document is not None or message.audio is not None or message.video is not None:
        return next((item.name for item in files_of(message)), None)
    if message.location is not None:
        return f"{message.location.latitude:.5f}, {message.location.longitude:.5f}"
    if message.contact is not None:
        return clean(f"{message.contact.first_name} {message.contact.phone_number}")
    if message.poll is not None:
        return clean(message.poll.question)
    if message.sticker is not None:
        return message.sticker.emoji
    if message.dice is not None:
        return f"{message.dice.emoji} {message.dice.value}"
    return None


def files_of(message: Message) -> tuple[File, ...]:
    kind = message.content_type
    if message.photo:
        largest = message.photo[-1]
        small = _small(message.photo)
        return (File(kind, largest.file_id, None, "image/jpeg", largest.file_size, small.file_id if small else None),)
    media = (
        message.document
        or message.video
        or message.audio
        or message.animation
        or message.voice
        or message.video_note
        or message.sticker
    )
    if media is None:
        return ()
    name, mime, small = (getattr(media, key, None) for key in ("file_name", "mime_type", "thumbnail"))
    preview = small.file_id if small else None
    return (File(kind, media.file_id, name and clean(name), mime and clean(mime), media.file_size, preview),)


def _small(sizes: Sequence[PhotoSize]) -> PhotoSize | None:
    """The smallest that is sharp enough for a page; None where that is the photo itself."""
    return next((one for one in sizes[:-1] if max(one.width, one.height) >= PREVIEW_SIDE), None)


def name_of(user: User) -> str:
    return clean(user.full_name) or str(user.id)


def clean(text: str) -> str:
    """Without what no database can hold: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
