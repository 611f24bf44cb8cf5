"""Files that people attach: what is told of them, what we have of them, and what their first bytes say they are."""

from dataclasses import dataclass, field
from enum import StrEnum

TELEGRAM_LIMIT = 20 * 1024 * 1024
"""Bytes: larger ones no bot can download."""
PDF = "application/pdf"
UNTOLD = "application/octet-stream"
FIRST_BYTES = 16
"""So many are enough for `media_type_of`."""


class FileState(StrEnum):
    WAITING = "waiting"
    """To be downloaded, or on its way."""
    STORED = "stored"
    TOO_BIG = "too_big"
    """For a bot to download; the customer has been asked to upload it on the desk."""
    GONE = "gone"
    """Telegram does not give it any more."""
    ERASED = "erased"
    """At the customer's wish."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What we have of a file."""

    id: int
    state: FileState
    stored_as: str
    """Where in the folder for attachments: a name of our own."""
    media_type: str | None
    """What the bytes themselves say: an image of a known kind, PDF, or UNTOLD. None until stored."""
    preview: "Kept | None" = None
    """A small picture of it."""

    @property
    def is_stored(self) -> bool:
        return self.state is FileState.STORED

    @property
    def picture(self) -> "Kept | None":
        """What to show in a page: the small picture, else the file itself where it is one."""
        return next((one for one in (self.preview, self) if one and one.is_stored and is_image(one.media_type)), None)


@dataclass(frozen=True, slots=True)
class File:
    """A file as its sender tells of it. The name is the sender's: data, never a path."""

    kind: str
    telegram_file_id: str | None
    """None when it was uploaded on the desk."""
    name: str | None = None
    mime: str | None = None
    size: int | None = None
    thumbnail: str | None = field(default=None, compare=False)
    """Telegram's id of a small picture of it."""
    kept: Kept | None = field(default=None, compare=False)
    """None until the database knows it."""


def is_image(media_type: str | None) -> bool:
    return media_type is not None and media_type.startswith("image/")


def media_type_of(start: bytes) -> str:
    """From the file's first FIRST_BYTES; nothing that a browser could run is among the answers."""
    for beginning, media_type in {
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF87a": "image/gif",
        b"GIF89a": "image/gif",
        b"%PDF-": PDF,
    }.items():
        if start.startswith(beginning):
            return media_type
    return "image/webp" if start[:4] == b"RIFF" and start[8:12] == b"WEBP" else UNTOLD
