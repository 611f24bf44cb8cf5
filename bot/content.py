"""What a message holds: text, attachments and buttons."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_TEXT, MOST_CAPTION = 4096, 1024
"""Characters, without the formatting's marks."""
MOST_ATTACHMENTS = 10


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: opens ``url``, or sends ``data`` (1-64 bytes) back to the bot."""

    text: str
    url: str | None = None
    data: str | None = None


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Attachment:
    kind: AttachmentKind
    file_id: str
    """Telegram's: it was sent to the bot once, and need not be uploaded for each chat."""


@dataclass(frozen=True, slots=True)
class Content:
    """What each chat gets of a broadcast."""

    texts: Mapping[str, str]
    """HTML by language; the language "" serves where a chat's own is missing."""
    attachments: tuple[Attachment, ...] = ()
    """More than one is an album, with the text under its first."""
    buttons: tuple[tuple[Button, ...], ...] = ()
    """In rows; they open addresses. An album has none: Telegram allows none there."""

    @property
    def is_album(self) -> bool:
        return len(self.attachments) > 1

    @property
    def most_characters(self) -> int:
        return MOST_CAPTION if self.attachments else MOST_TEXT

    def text_in(self, language: str | None, default: str) -> str:
        """HTML in that language, else in the default one."""
        for code in (language, default, ""):
            if code is not None and code in self.texts:
                return self.texts[code]
        return next(iter(self.texts.values()), "")
