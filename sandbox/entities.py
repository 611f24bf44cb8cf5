"""Text with its entities: offsets in UTF-16 units, automatic ones, and the parse modes put together."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.errors import bad_request

Json = dict[str, Any]

# Inside these Telegram looks for no links or commands.
_OPAQUE = frozenset({"pre", "code", "text_link", "text_mention"})
# A URL ends where a sentence in Chinese goes on.
_IN_URL = r"[^\s<>\"'，。；：！？（）【】「」、]"
# In order of preference: what one has taken the next does not get.
_AUTOMATIC: Sequence[tuple[str, re.Pattern[str]]] = (
    ("url", re.compile(rf"https?://{_IN_URL}*(?<![.,;:!?)\]}}])", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.@])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b", re.IGNORECASE)),
    ("url", re.compile(rf"(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?:com|net|org|cn|io|dev|app|me)\b(?:/{_IN_URL}*)?", re.I)),
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?![\w@])")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def utf16(text: str) -> int:
    """The length that Telegram counts in."""
    return len(text.encode("utf-16-le")) // 2


def byte_offset(text: str, at: int) -> int:
    """Where character `at` lies in UTF-8: Telegram names places in bytes."""
    return len(text[:at].encode())


class Marking:
    """Text that is being written down together with its entities."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._entities: list[Json] = []
        self.length = 0

    def write(self, text: str) -> None:
        self._parts.append(text)
        self.length += utf16(text)

    def since(self, offset: int) -> str:
        """What was written from `offset` on."""
        return "".join(self._parts).encode("utf-16-le")[2 * offset :].decode("utf-16-le")

    def mark(self, kind: str, offset: int, **more: Any) -> None:
        """An entity from `offset` to here; an empty one is none."""
        if self.length > offset:
            self._entities.append({"type": kind, "offset": offset, "length": self.length - offset, **more})

    def finished(self) -> tuple[str, list[Json]]:
        return "".join(self._parts), self._entities


def with_automatic(text: str, entities: Sequence[Json]) -> list[Json]:
    """Adds the links, commands, mentions and hashtags that Telegram finds by itself, in reading order."""
    found = [dict(entity) for entity in entities]
    taken = [_span(entity) for entity in entities if entity["type"] in _OPAQUE]
    for kind, pattern in _AUTOMATIC:
        for match in pattern.finditer(text):
            start, end = utf16(text[: match.start()]), utf16(text[: match.end()])
            if all(end <= begin or start >= finish for begin, finish in taken):
                found.append({"type": kind, "offset": start, "length": end - start})
                taken.append((start, end))
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def checked(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Entities given by hand, refused where they leave the text."""
    length = utf16(text)
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] <= 0:
            raise bad_request("receive an entity with incorrect offset or length")
        if entity["offset"] + entity["length"] > length:
            raise bad_request("entity begins or ends after the end of the text")
    return [dict(entity) for entity in entities]


def trimmed(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """Without white space at both ends, as Telegram keeps it; entities move along."""
    front = len(text) - len(text.lstrip())
    text = text.strip()
    length = utf16(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - front, 0)
        end = min(entity["offset"] + entity["length"] - front, length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
