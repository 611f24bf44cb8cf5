"""Lists of chat ids as they come out of other programs: the first column of a CSV file. Pure rules."""

import re
from dataclasses import dataclass

_ID = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_BETWEEN = re.compile(r"[,;\t]")


@dataclass(frozen=True, slots=True)
class BadLine:
    number: int
    """From 1."""
    said: str


@dataclass(frozen=True, slots=True)
class ChatIds:
    good: tuple[int, ...]
    """Each once, in the order of the file."""
    repeated: int
    bad: tuple[BadLine, ...]


def read(text: str) -> ChatIds:
    """A first line of words is taken for the heading; empty lines count for nothing."""
    good: dict[int, None] = {}
    bad: list[BadLine] = []
    read_before = repeated = 0
    for number, line in enumerate(text.splitlines(), start=1):
        cell = _BETWEEN.split(line, maxsplit=1)[0].strip().strip("\"'").strip()
        if not line.strip(" ,;\t"):
            continue
        read_before += 1
        if _ID.fullmatch(cell):
            repeated += int(cell) in good
            good[int(cell)] = None
        elif read_before > 1 or any(mark.isdigit() for mark in cell):
            bad.append(BadLine(number, cell))
    return ChatIds(tuple(good), repeated, tuple(bad))


def decoded(raw: bytes) -> str | None:
    """The text of a file; None for one that is no text."""
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
