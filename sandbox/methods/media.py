"""Sending files, one or an album, and handing them out."""

from collections.abc import Mapping
from typing import Any

from sandbox.errors import BotApiError, bad_request
from sandbox.files import DOWNLOAD_LIMIT, StoredFile, Upload
from sandbox.images import picture_size
from sandbox.media import PERMISSION_OF, SentFile, fields_of, store
from sandbox.methods.call import Call, Method
from sandbox.methods.destination import destination
from sandbox.methods.formatting import caption_content
from sandbox.methods.posting import post

Json = dict[str, Any]

PHOTO_LIMIT = 10 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
_ALBUM = range(2, 11)
# These stay among themselves in an album; photos and videos mix.
_APART = frozenset({"document", "audio"})
_WITHOUT_CAPTION = frozenset({"sticker", "video_note"})


def sending(kind: str) -> Method:
    """sendPhoto, sendDocument and the others: they differ in the name of the parameter only."""

    def send(call: Call) -> Json:
        content = {} if kind in _WITHOUT_CAPTION else caption_content(call, call.params)
        content |= file_fields(call, kind, call.params[kind])
        return post(call, destination(call, (PERMISSION_OF[kind],)), content).body

    return send


def send_media_group(call: Call) -> list[Json]:
    items: list[Json] = call.params["media"]
    if len(items) > _ALBUM[-1]:
        raise bad_request("too many messages to send as an album")
    if len(items) < _ALBUM[0]:
        raise bad_request("too few messages to send as an album")
    kinds = {item["type"] for item in items}
    for kind in _APART & kinds:
        if len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    contents = [media_content(call, item) for item in items]
    to = destination(call, {PERMISSION_OF[kind] for kind in kinds})
    album = {"media_group_id": str(13_000_000_000 + next(call.world.numbers))}
    return [post(call, to, {**content, **album}).body for content in contents]


def media_content(call: Call, item: Mapping[str, Any]) -> Json:
    """The fields of a message that carries this InputMedia."""
    kind = item["type"]
    if kind not in PERMISSION_OF:
        raise bad_request(f"can't parse InputMedia: type {kind} is not allowed")
    return {**file_fields(call, kind, item["media"]), **caption_content(call, item)}


def file_fields(call: Call, kind: str, given: object) -> Json:
    """The file that comes along, or one that the bot knows by its file_id."""
    upload = call.upload(given)
    if upload is None:
        return fields_of(call.world.files, _known(call, kind, str(given)))
    _check(kind, upload)
    return fields_of(call.world.files, store(call.world.files, SentFile(kind, upload)))


def get_file(call: Call) -> Json:
    """Opens the link for an hour."""
    stored = call.world.files.get(call.params["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    call.world.files.open_link(stored)
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }


def _known(call: Call, kind: str, given: str) -> StoredFile:
    if given.startswith(("http://", "https://")):
        # The sandbox fetches nothing; to Telegram this address would be unreachable.
        raise bad_request("failed to get HTTP URL content")
    stored = call.world.files.get(given)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored


def _check(kind: str, upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD_LIMIT:
        raise BotApiError(413, "Request Entity Too Large")
    if kind == "photo" and len(upload.data) > PHOTO_LIMIT:
        raise bad_request("file is too big for a photo")
    if kind == "photo" and picture_size(upload.data) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")


METHODS = {
    "sendPhoto": sending("photo"),
    "sendDocument": sending("document"),
    "sendVideo": sending("video"),
    "sendAudio": sending("audio"),
    "sendVoice": sending("voice"),
    "sendAnimation": sending("animation"),
    "sendVideoNote": sending("video_note"),
    "sendSticker": sending("sticker"),
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
