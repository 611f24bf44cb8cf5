"""What can be wrong with a list of people. Pure rules."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import ChatferryError


class Column(StrEnum):
    REFERENCE = "reference"
    NAME = "name"
    COMPANY = "company"
    LANGUAGE = "language"
    PHONE = "phone"
    TAGS = "tags"
    TELEGRAM = "telegram_id"


class Wrong(StrEnum):
    EMPTY = "empty"
    LONG = "long"
    LANGUAGE = "language"
    PHONE = "phone"
    TELEGRAM = "telegram"
    ROUNDED = "rounded"
    """A spreadsheet program made 1.38E+10 of it."""
    REPEATED = "repeated"
    """An earlier line has the same; `about` is its number."""
    TAKEN = "taken"
    """Somebody else of the contacts has it; `about` is their reference."""
    JOINED = "joined"
    """They followed their invitation as another Telegram user; `about` is that user's id."""
    LINES = "lines"
    """A line break where none belongs: most often a quotation mark that is closed too late."""
    CELLS = "cells"
    """More cells than the heading has."""


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    """From 1, the heading's."""
    column: Column | None
    wrong: Wrong
    about: str = ""
    """What the cell says, shortened; or what `wrong` says of it."""


class Unreadable(StrEnum):
    NO_TEXT = "no text"
    EMPTY = "empty"
    NO_HEADING = "no heading"
    TWICE = "twice"
    """Two columns of one heading."""
    OPEN = "open"
    """A quotation mark that is never closed; `about` is the number of its line."""
    BROKEN = "broken"


class NoList(ChatferryError):
    """A file that is no list of people at all."""

    def __init__(self, why: Unreadable, about: str = "") -> None:
        super().__init__(f"{why}: {about}" if about else str(why))
        self.why, self.about = why, about
