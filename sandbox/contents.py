"""What a person's message carries, made from what the control API is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.entities import checked, utf16, with_automatic
from sandbox.errors import RefusedAct
from sandbox.files import FileStore
from sandbox.media import PERMISSION_OF, SentFile, fields_of, store

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One message to be; `permission` is what a group's member needs to send it."""

    content: Json
    permission: str


def text_parts(text: str, entities: Sequence[Json] | None) -> list[Part]:
    """A long text becomes several messages: the clients split it."""
    if entities is not None:
        content = {"text": text, "entities": checked(text, entities)}
        return [Part(_without_empty(content), "can_send_messages")]
    parts = []
    while text:
        end = TEXT_LIMIT
        while utf16(text[:end]) > TEXT_LIMIT:
            end -= utf16(text[:end]) - TEXT_LIMIT
        piece, text = text[:end], text[end:]
        content = {"text": piece, "entities": with_automatic(piece, ())}
        parts.append(Part(_without_empty(content), "can_send_messages"))
    return parts


def file_parts(store_: FileStore, files: Sequence[SentFile], caption: str | None, album_id: str) -> list[Part]:
    """Several files are one album, its caption with the first."""
    if utf16(caption or "") > CAPTION_LIMIT:
        raise RefusedAct(f"a caption has {CAPTION_LIMIT} characters at most", status=400)
    parts: list[Part] = []
    for file in files:
        if file.kind not in PERMISSION_OF:
            raise RefusedAct(f"no such kind of file: {file.kind}", status=400)
        content = fields_of(store_, store(store_, file))
        if len(files) > 1:
            content["media_group_id"] = album_id
        if caption and not parts:
            content |= _without_empty({"caption": caption, "caption_entities": with_automatic(caption, ())})
        parts.append(Part(content, PERMISSION_OF[file.kind]))
    return parts


def other_part(kind: str, given: Mapping[str, Any], number: int) -> Part:
    """contact, location, poll, dice or venue: what is not given gets a plausible value."""
    if kind == "poll":
        return Part({"poll": _poll(given, number)}, "can_send_polls")
    if kind == "dice":
        return Part({"dice": {"emoji": "🎲", "value": 1 + number % 6, **given}}, "can_send_other_messages")
    content: Json = {kind: dict(given)}
    if kind == "venue":
        # Telegram repeats a venue's place as the message's location.
        content["location"] = given["location"]
    return Part(content, "can_send_messages")


def _poll(given: Mapping[str, Any], number: int) -> Json:
    options = [
        {"persistent_id": str(n), "voter_count": 0, **({"text": option} if isinstance(option, str) else option)}
        for n, option in enumerate(given.get("options", ()))
    ]
    return {
        "id": str(number),
        "question": "?",
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
        **given,
        "options": options,
    }


def _without_empty(content: Json) -> Json:
    return {name: value for name, value in content.items() if value not in ("", [], None)}
