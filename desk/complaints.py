"""Why a form about a message to many comes back: what is wrong with it, and where."""

from dataclasses import dataclass

from bot.content import MOST_TEXT
from bot.linkbuttons import TooManyButtons, UnreadButton
from bot.linkbuttons import read as read_buttons
from bot.markup import faults_in, length
from bot.placeholders import Stage, Unknown
from bot.placeholders import faults_in as placeholder_faults_in

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Complaint:
    """``kind``: the templates have the words for it; ``at``: the character or the line, from 1."""

    field: str
    kind: str
    at: int = 0
    about: str = ""
    count: int = 0
    most: int = 0


def of_text(text: str, most: int = MOST_TEXT) -> list[Complaint]:
    """What Telegram would refuse."""
    found = [Complaint("text", fault.wrong.value, fault.position, fault.about) for fault in faults_in(text)]
    if (long := length(text)) > most:
        found.append(Complaint("text", "too-long", count=long, most=most))
    return found[:SHOWN]


def of_buttons(text: str) -> list[Complaint]:
    try:
        read_buttons(text)
    except UnreadButton as error:
        return [Complaint("buttons", "unread-button", error.number, error.line)]
    except TooManyButtons as error:
        return [Complaint("buttons", "too-many-buttons", count=error.count)]
    return []


def of_announcement(text: str, stage: Stage) -> list[Complaint]:
    """Its placeholders first, then what Telegram would refuse."""
    if not text:
        return [Complaint("text", "empty")]
    found = [
        Complaint("text", "unknown-placeholder", fault.position, fault.name)
        if isinstance(fault, Unknown)
        else Complaint("text", "missing-placeholder", about=fault.name)
        for fault in placeholder_faults_in(text, stage)
    ]
    return [*found, *of_text(text)]
