"""Link buttons as people write them: a line "Text - https://..." each. Pure rules."""

import re
from urllib.parse import urlsplit

from bot.content import Button
from bot.errors import ChatferryError

MOST_BUTTONS = 20
LONGEST_LABEL = 64
SCHEMES = frozenset({"http", "https", "tg"})
_LINE = re.compile(r"(?P<label>\S.*?)\s*(?:\s[-–—|]|[:：])\s*(?P<url>\S+)")


class UnreadButton(ChatferryError):
    """A line that is no button; ``number`` counts from 1."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"line {number} is no button")
        self.number, self.line = number, line


class TooManyButtons(ChatferryError):
    def __init__(self, count: int) -> None:
        super().__init__(f"{count} buttons, {MOST_BUTTONS} at most")
        self.count = count


def read(text: str) -> tuple[tuple[Button, ...], ...]:
    """A row for each line. Raises UnreadButton, TooManyButtons."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            rows.append((_button(number, line.strip()),))
    if len(rows) > MOST_BUTTONS:
        raise TooManyButtons(len(rows))
    return tuple(rows)


def _button(number: int, line: str) -> Button:
    match = _LINE.fullmatch(line)
    if match is None or len(match["label"]) > LONGEST_LABEL or not _opens(match["url"]):
        raise UnreadButton(number, line)
    return Button(match["label"], url=match["url"])


def _opens(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # A name without a dot leads nowhere on the customers' side.
    return parts.scheme == "tg" or (parts.scheme in SCHEMES and "." in (parts.hostname or ""))
