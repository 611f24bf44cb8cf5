"""Telegram's HTML: what may stand in it, where it is wrong, and what a reader sees of it. Pure rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from html.parser import HTMLParser

TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler"}
    | {"a", "code", "pre", "blockquote", "tg-emoji"}
)
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_START = re.compile(
    r"<[^\s<>/]+(?:\s+expandable\b(?!\s*=)|\s+[^\s=<>\"']+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9.-]+))*\s*>"
)
_END = re.compile(r"</[^\s<>]+\s*>")
# A placeholder may become an address later on.
_ADDRESS = re.compile(
    r"(?:(?:https?|tg|ton)://\S+|(?:mailto|tel):\S+|[\w-]+(?:\.[\w-]+)+(?:[/:?#]\S*)?|\{\w+\})", re.IGNORECASE
)


class Wrong(StrEnum):
    BARE = "bare"
    """A "<" that begins no tag."""
    UNKNOWN_TAG = "unknown-tag"
    ATTRIBUTE = "attribute"
    """An attribute is badly written, or one that the tag needs is missing."""
    LINK = "link"
    """A link to no address: Telegram would drop it in silence."""
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"
    CROSSED = "crossed"
    """Closed before a tag within it is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``position``: of the opening "<", from 1; ``about``: the tag."""

    wrong: Wrong
    position: int
    about: str


@dataclass(frozen=True, slots=True)
class Start:
    tag: str
    attributes: Mapping[str, str | None]
    at: int


@dataclass(frozen=True, slots=True)
class End:
    tag: str
    at: int


Piece = str | Start | End
"""Text is as it is read: its references are resolved."""


def pieces(source: str) -> list[Piece]:
    """In their order; what is no tag of Telegram's is text."""
    return _read(source).pieces


def faults_in(source: str) -> list[Fault]:
    """What Telegram would refuse, in the order of the text."""
    reader = _read(source)
    found = [*reader.faults, *_misplaced(reader.pieces)]
    return sorted(found, key=lambda fault: fault.position)


def visible(source: str) -> str:
    """What is read of it, without anything around it."""
    return "".join(piece for piece in pieces(source) if isinstance(piece, str)).strip()


def length(source: str) -> int:
    """As Telegram counts: UTF-16 units of what is read."""
    return len(visible(source).encode("utf-16-le")) // 2


def _misplaced(found: list[Piece]) -> Iterator[Fault]:
    open_ones: list[Start] = []
    for piece in found:
        if isinstance(piece, Start):
            open_ones.append(piece)
        elif isinstance(piece, End):
            same = [one for one in open_ones if one.tag == piece.tag]
            if not same:
                yield Fault(Wrong.UNOPENED, piece.at + 1, piece.tag)
                continue
            if open_ones[-1] is not same[-1]:
                yield Fault(Wrong.CROSSED, piece.at + 1, piece.tag)
            open_ones.remove(same[-1])
    yield from (Fault(Wrong.UNCLOSED, one.at + 1, one.tag) for one in open_ones)


def _read(source: str) -> "_Reader":
    reader = _Reader(source)
    reader.feed(source)
    reader.finish()
    return reader


def _lacks(tag: str, attributes: Sequence[tuple[str, str | None]]) -> bool:
    given = dict(attributes)
    if tag == "span":
        return given.get("class") != "tg-spoiler"
    if tag == "tg-emoji":
        return not (given.get("emoji-id") or "").isdecimal()
    # Only one attribute may stand without a value.
    return any(value is None and (tag, name) != ("blockquote", "expandable") for name, value in attributes)


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._source = source
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self._read_to = 0
        self.pieces: list[Piece] = []
        self.faults: list[Fault] = []

    def finish(self) -> None:
        self._text(len(self._source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at, written = self._at, self.get_starttag_text() or ""
        if tag not in TAGS:
            self._fault(Wrong.UNKNOWN_TAG, at, tag)
            return
        given = dict(attrs)
        if not _START.fullmatch(written) or _lacks(tag, attrs):
            self._fault(Wrong.ATTRIBUTE, at, tag)
        elif tag == "a" and not _ADDRESS.fullmatch((given.get("href") or "").strip()):
            self._fault(Wrong.LINK, at, tag)
        self._text(at, at + len(written))
        self.pieces.append(Start(tag, given, at))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._fault(Wrong.UNKNOWN_TAG, self._at, f"{tag}/")

    def handle_endtag(self, tag: str) -> None:
        at = self._at
        if tag not in TAGS:
            self._fault(Wrong.UNKNOWN_TAG, at, f"/{tag}")
            return
        if not _END.match(self._source, at):
            self._fault(Wrong.ATTRIBUTE, at, f"/{tag}")
        self._text(at, self._source.index(">", at) + 1)
        self.pieces.append(End(tag, at))

    @property
    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _fault(self, wrong: Wrong, at: int, about: str) -> None:
        self.faults.append(Fault(wrong, at + 1, about))

    def _text(self, until: int, read_on_from: int = 0) -> None:
        """What the parser let pass, until there, is text: a "<" in it that is no fault yet is a bare one."""
        known = {fault.position for fault in self.faults}
        for match in re.finditer("<", self._source[self._read_to : until]):
            if (at := self._read_to + match.start()) + 1 not in known:
                self._fault(Wrong.BARE, at, "<")
        if text := self._source[self._read_to : until]:
            self.pieces.append(REFERENCE.sub(lambda match: unescape(match[0]), text))
        self._read_to = read_on_from
