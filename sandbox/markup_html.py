"""parse_mode HTML, with Telegram's own complaints."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.entities import Marking, byte_offset
from sandbox.errors import BotApiError, bad_request

_KINDS: Mapping[str, str] = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_ATTRIBUTE = re.compile(r"\s*([^\s=>]*)\s*(=?)\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9.-]+)?", re.DOTALL)
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    place: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its tags, and their entities."""
    marking = Marking()
    stack: list[_Open] = []
    at = 0
    while at < len(source):
        if source[at] == "<":
            if source.startswith("</", at):
                at = _close(source, at, stack, marking)
            else:
                at = _open(source, at, stack, marking)
        elif reference := _REFERENCE.match(source, at):
            marking.write(html.unescape(reference.group()))
            at = reference.end()
        else:
            end = at + 1
            while end < len(source) and source[end] not in "<&":
                end += 1
            marking.write(source[at:end])
            at = end
    if stack:
        raise _complaint(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return marking.finished()


def _open(source: str, at: int, stack: list[_Open], marking: Marking) -> int:
    place = byte_offset(source, at)
    name = re.compile(r"[^\s>]*").match(source, at + 1)
    tag = name.group().lower() if name else ""
    if name is None or name.end() >= len(source):
        raise _complaint(f"Unclosed start tag at byte offset {place}")
    if tag not in _KINDS:
        raise _complaint(f'Unsupported start tag "{tag}" at byte offset {place}')
    opened = _Open(tag, marking.length, place)
    end = name.end()
    while True:
        while end < len(source) and source[end].isspace():
            end += 1
        if end >= len(source):
            raise _complaint(f"Unclosed start tag at byte offset {place}")
        if source[end] == ">":
            break
        end = _attribute(source, end, opened)
    if tag == "span" and opened.attributes.get("class") != "tg-spoiler":
        raise _complaint(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
    stack.append(opened)
    return end + 1


def _attribute(source: str, at: int, opened: _Open) -> int:
    place = opened.place
    match = _ATTRIBUTE.match(source, at)
    if match is None or not match[1]:
        raise _complaint(f'Empty attribute name in the tag "{opened.tag}" at byte offset {place}')
    if not match[2]:
        if opened.tag == "blockquote" and match[1] == "expandable":
            opened.attributes["expandable"] = ""
            return match.end(1)
        raise _complaint(
            f'Expected equal sign in declaration of an attribute of the tag "{opened.tag}" at byte offset {place}'
        )
    if match[3] is None:
        raise _complaint(f"Unclosed start tag at byte offset {place}")
    value = match[3][1:-1] if match[3][0] in "\"'" else match[3]
    opened.attributes[match[1].lower()] = html.unescape(value)
    return match.end()


def _close(source: str, at: int, stack: list[_Open], marking: Marking) -> int:
    place = byte_offset(source, at)
    if not stack:
        raise _complaint(f"Unexpected end tag at byte offset {place}")
    end = source.find(">", at)
    if end < 0:
        raise _complaint(f"Unclosed end tag at byte offset {place}")
    tag = source[at + 2 : end].strip().lower()
    opened = stack.pop()
    if tag and tag != opened.tag:
        raise _complaint(f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", found "</{tag}>"')
    _mark(opened, stack, marking)
    return end + 1


def _mark(opened: _Open, stack: list[_Open], marking: Marking) -> None:
    kind, attributes = _KINDS[opened.tag], opened.attributes
    if opened.tag == "a":
        mark_link(marking, opened.offset, attributes.get("href", "") or marking.since(opened.offset))
    elif opened.tag == "tg-emoji":
        marking.mark(kind, opened.offset, custom_emoji_id=attributes.get("emoji-id", ""))
    elif opened.tag == "code" and stack and stack[-1].tag == "pre":
        # <pre><code class="language-x"> is one block; the outer tag marks it.
        stack[-1].attributes["language"] = attributes.get("class", "").removeprefix("language-")
    elif opened.tag == "pre" and attributes.get("language"):
        marking.mark(kind, opened.offset, language=attributes["language"])
    elif opened.tag == "blockquote" and "expandable" in attributes:
        marking.mark("expandable_blockquote", opened.offset)
    else:
        marking.mark(kind, opened.offset)


def mark_link(marking: Marking, offset: int, address: str) -> None:
    """A link to a person is a mention; what is no address marks nothing."""
    if user := _USER_LINK.fullmatch(address):
        # The sandbox puts the real user in, where it knows them.
        marking.mark("text_mention", offset, user={"id": int(user[1]), "is_bot": False, "first_name": ""})
    elif re.match(r"(?:https?|tg|ton)://\S+$", address, re.IGNORECASE):
        marking.mark("text_link", offset, url=address)
    elif re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/:?#]\S*)?$", address):
        marking.mark("text_link", offset, url=f"http://{address}")


def _complaint(text: str) -> BotApiError:
    return bad_request(f"can't parse entities: {text}")
