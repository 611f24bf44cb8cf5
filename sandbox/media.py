"""Files as parts of messages: what Telegram says of each kind, and which permission it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.files import FileStore, StoredFile, Upload
from sandbox.images import picture_size

Json = dict[str, Any]

PERMISSION_OF: Mapping[str, str] = {
    "photo": "can_send_photos",
    "document": "can_send_documents",
    "video": "can_send_videos",
    "voice": "can_send_voice_notes",
    "audio": "can_send_audios",
    "video_note": "can_send_video_notes",
    "sticker": "can_send_other_messages",
    "animation": "can_send_other_messages",
}
_WITH_NAME = frozenset({"document", "video", "audio", "animation"})
_WITH_MIME = _WITH_NAME | {"voice"}
_WITH_DURATION = frozenset({"video", "audio", "voice", "video_note", "animation"})
_UNKNOWN_SIZE = (800, 600)
_SMALL = 320


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person sends; `size` claims another length than the data has."""

    kind: str
    upload: Upload
    size: int | None = None


def store(files: FileStore, sent: SentFile) -> StoredFile:
    width, height = picture_size(sent.upload.data) or _UNKNOWN_SIZE
    return files.add(sent.kind, sent.upload, size=sent.size, width=width, height=height)


def fields_of(files: FileStore, stored: StoredFile) -> Json:
    """The fields of a message that carries the file."""
    if stored.kind == "photo":
        return {"photo": _photo_sizes(files, stored)}
    shown: Json = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size}
    if stored.kind in _WITH_NAME and stored.name:
        shown["file_name"] = stored.name
    if stored.kind in _WITH_MIME and stored.mime:
        shown["mime_type"] = stored.mime
    if stored.kind in _WITH_DURATION:
        shown["duration"] = 1
    if stored.kind in {"video", "animation", "sticker"}:
        shown |= {"width": stored.width, "height": stored.height}
    if stored.kind == "video_note":
        shown["length"] = 240
    if stored.kind == "sticker":
        shown |= {"type": "regular", "is_animated": False, "is_video": False}
    if stored.kind == "animation":
        # Telegram adds the document for clients that do not know animations.
        document = {name: shown[name] for name in shown if name not in {"duration", "width", "height"}}
        return {"animation": shown, "document": document}
    return {stored.kind: shown}


def kind_of(content: Json) -> str | None:
    """The kind of file in a message. An animation is looked for before the document it also carries."""
    order = ("animation", *(kind for kind in PERMISSION_OF if kind != "animation"))
    return next((kind for kind in order if kind in content), None)


def _photo_sizes(files: FileStore, stored: StoredFile) -> list[Json]:
    sizes = [stored]
    longest = max(stored.width, stored.height)
    if longest > _SMALL:
        # The small one has the same bytes: nobody looks at it, but whoever takes the first size instead of
        # the largest shall notice.
        width, height = stored.width * _SMALL // longest, stored.height * _SMALL // longest
        small = Upload(stored.name, stored.mime, stored.data)
        sizes.insert(0, files.add("photo", small, width=max(width, 1), height=max(height, 1)))
    return [
        {
            "file_id": one.file_id,
            "file_unique_id": one.unique_id,
            "width": one.width,
            "height": one.height,
            "file_size": one.size,
        }
        for one in sizes
    ]
