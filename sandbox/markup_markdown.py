"""parse_mode Markdown (the old one) and MarkdownV2, with Telegram's own complaints."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.entities import Marking, byte_offset
from sandbox.errors import BotApiError, bad_request
from sandbox.markup_html import mark_link

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
# Longer marks first: two underscores are an underline, not two italics.
_MARKS: Mapping[str, tuple[str, str]] = {
    "||": ("spoiler", "Spoiler"),
    "__": ("underline", "Underline"),
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "~": ("strikethrough", "Strikethrough"),
}
_LANGUAGE = re.compile(r"([^\s`]+)\n")
_EMOJI_LINK = re.compile(r"tg://emoji\?id=(\d+)")


@dataclass(frozen=True, slots=True)
class _Open:
    mark: str
    name: str
    offset: int
    place: int


class _Reader:
    """One pass over MarkdownV2."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.marking = Marking()
        self.stack: list[_Open] = []
        self.quote: int | None = None

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.source):
            self._quotation()
            if self.at < len(self.source):
                self._step()
        self._end_quotation()
        if self.stack:
            raise _unclosed(self.stack[-1].name, self.stack[-1].place)
        return self.marking.finished()

    def _step(self) -> None:
        source, at = self.source, self.at
        char = source[at]
        if char == "\\" and at + 1 < len(source) and ord(source[at + 1]) < 127:
            self._write(source[at + 1], 2)
        elif char == "`":
            self._code()
        elif mark := next((mark for mark in _MARKS if source.startswith(mark, at)), None):
            self._toggle(mark)
        elif source.startswith("![", at):
            self._push("![", "CustomEmoji")
        elif char == "[":
            self._push("[", "TextUrl")
        elif char == "]" and self.stack and self.stack[-1].mark in {"[", "!["}:
            self._link()
        elif char in _RESERVED:
            raise _complaint(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._write(char, 1)

    def _write(self, text: str, consumed: int) -> None:
        self.marking.write(text)
        self.at += consumed

    def _push(self, mark: str, name: str) -> None:
        self.stack.append(_Open(mark, name, self.marking.length, byte_offset(self.source, self.at)))
        self.at += len(mark)

    def _toggle(self, mark: str) -> None:
        kind, name = _MARKS[mark]
        if self.stack and self.stack[-1].mark == mark:
            self.marking.mark(kind, self.stack.pop().offset)
            self.at += len(mark)
        elif mark == "||" and self.quote is not None and self._line_ends(self.at + 2):
            self._end_quotation("expandable_blockquote")
            self.at += 2
        else:
            self._push(mark, name)

    def _code(self) -> None:
        fence = "```" if self.source.startswith("```", self.at) else "`"
        name = "PreCode" if fence == "```" else "Code"
        place, offset = byte_offset(self.source, self.at), self.marking.length
        self.at += len(fence)
        language = ""
        if fence == "```" and (match := _LANGUAGE.match(self.source, self.at)):
            language, self.at = match[1], match.end()
        elif fence == "```" and self.source.startswith("\n", self.at):
            self.at += 1
        while not self.source.startswith(fence, self.at):
            if self.at >= len(self.source):
                raise _unclosed(name if language or fence == "`" else "Pre", place)
            escaped = self.source[self.at] == "\\" and self.source[self.at + 1 : self.at + 2] in {"\\", "`"}
            self._write(self.source[self.at + escaped], 1 + escaped)
        self.at += len(fence)
        if fence == "`":
            self.marking.mark("code", offset)
        else:
            self.marking.mark("pre", offset, **({"language": language} if language else {}))

    def _link(self) -> None:
        opened = self.stack.pop()
        self.at += 1
        address = self.marking.since(opened.offset)
        if self.source.startswith("(", self.at):
            match = re.compile(r"\(((?:\\.|[^\\)])*)\)", re.DOTALL).match(self.source, self.at)
            if match is None:
                raise _complaint(f"Can't find end of a URL at byte offset {byte_offset(self.source, self.at)}")
            address = re.sub(r"\\(.)", r"\1", match[1])
            self.at = match.end()
        if emoji := _EMOJI_LINK.fullmatch(address):
            self.marking.mark("custom_emoji", opened.offset, custom_emoji_id=emoji[1])
        else:
            mark_link(self.marking, opened.offset, address)

    def _quotation(self) -> None:
        """A quotation is a run of lines that begin with '>'; '**' before it starts a new one."""
        if self.at and self.source[self.at - 1] != "\n":
            return
        if self.source.startswith("**>", self.at):
            self._end_quotation()
            self.at += 2
        if not self.source.startswith(">", self.at):
            self._end_quotation()
            return
        if self.quote is None:
            self.quote = self.marking.length
        self.at += 1

    def _end_quotation(self, kind: str = "blockquote") -> None:
        if self.quote is not None:
            self.marking.mark(kind, self.quote)
            self.quote = None

    def _line_ends(self, at: int) -> bool:
        return at >= len(self.source) or self.source[at] == "\n"


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """MarkdownV2: everything nests, everything reserved must be escaped."""
    return _Reader(source).read()


def parse_legacy(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Markdown: nothing nests, a backslash escapes _ * ` [ only."""
    marking = Marking()
    at = 0
    while at < len(source):
        char = source[at]
        if char == "\\" and source[at + 1 : at + 2] in {"_", "*", "`", "["}:
            marking.write(source[at + 1])
            at += 2
        elif char in "_*`[":
            at = _legacy_entity(source, at, marking)
        else:
            marking.write(char)
            at += 1
    return marking.finished()


def _legacy_entity(source: str, at: int, marking: Marking) -> int:
    opening = "```" if source.startswith("```", at) else source[at]
    closing = "]" if opening == "[" else opening
    start = at + len(opening)
    end = source.find(closing, start)
    if end < 0:
        raise _complaint(f"Can't find end of the entity starting at byte offset {byte_offset(source, at)}")
    offset, text = marking.length, source[start:end]
    end += len(closing)
    if opening == "[":
        marking.write(text)
        address = re.compile(r"\(([^)]*)\)").match(source, end)
        if address:
            mark_link(marking, offset, address[1])
            end = address.end()
        return end
    if opening == "```" and (language := _LANGUAGE.match(text)):
        marking.write(text[language.end() :])
        marking.mark("pre", offset, language=language[1])
        return end
    marking.write(text.lstrip("\n") if opening == "```" else text)
    marking.mark({"*": "bold", "_": "italic", "`": "code", "```": "pre"}[opening], offset)
    return end


def _unclosed(name: str, place: int) -> BotApiError:
    return _complaint(f"Can't find end of {name} entity at byte offset {place}")


def _complaint(text: str) -> BotApiError:
    return bad_request(f"can't parse entities: {text}")
