"""When a ticket goes up a level, and how far. Pure rules."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.casework.statuses import Change, status_of
from bot.categories import COMPLAINT
from bot.office.members import Level
from bot.office.office import Office
from bot.office.rules import Rules
from bot.superiors import TITLES, asking_for
from bot.tickets import LOW_RATING, EntryKind, State, Ticket

MOST_READ = 20_000
"""Characters of a text that are looked through; a longer one asks for nothing in its last words alone."""


class Reason(StrEnum):
    NOT_ACCEPTED = "not-accepted"
    STILL_NOT_ACCEPTED = "still-not-accepted"
    SLIPPED = "slipped"
    LOW_RATING = "low-rating"
    COMPLAINT = "complaint"
    MANAGER = "manager"
    """The customer asked for the management."""


TO_MANAGEMENT = frozenset({Reason.LOW_RATING, Reason.MANAGER})


def level_for(reason: Reason, level: Level) -> Level:
    """Where a ticket of this level goes."""
    if reason in TO_MANAGEMENT:
        return Level.MANAGEMENT
    if reason is Reason.COMPLAINT:
        return max(level, Level.HANDLING)
    return Level(min(level + 1, Level.MANAGEMENT))


def accept_by(since: datetime, office: Office) -> datetime | None:
    """By when somebody has to accept what came at that moment; None where the calendar knows no such time."""
    return office.calendar.after(since, timedelta(minutes=office.rules.accept_within_minutes), office.zone)


def reason_in(kind: EntryKind, text: str, rules: Rules) -> Reason | None:
    """What there is to escalate about in a new entry of a ticket's."""
    if kind in (EntryKind.MESSAGE, EntryKind.EDIT):
        return Reason.MANAGER if asks_for_manager(text, rules.manager_words) else None
    status = status_of(text) if kind is EntryKind.STATUS else None
    if status is None:
        return None
    if status.change is Change.CATEGORY and rules.complaints:
        return Reason.COMPLAINT if status.categories is not None and status.categories[1] == COMPLAINT else None
    return Reason.LOW_RATING if status.change is Change.RATED and rules.low_rating else None


def asks_for_haste(kind: EntryKind, text: str, rules: Rules) -> bool:
    return kind in (EntryKind.MESSAGE, EntryKind.EDIT) and mentions(text, rules.urgent_words)


def holds(reason: Reason, ticket: Ticket) -> bool:
    """Whether there still is what it is about: hours may lie between, and much may have been mended."""
    if ticket.erased_at is not None or ticket.merged_into_id is not None:
        return False
    match reason:
        case Reason.NOT_ACCEPTED | Reason.STILL_NOT_ACCEPTED:
            return ticket.state is State.RECEIVED
        case Reason.SLIPPED:
            return ticket.is_open and ticket.slipped_at is not None
        case Reason.LOW_RATING:
            return ticket.rating is not None and ticket.rating <= LOW_RATING
        case Reason.COMPLAINT:
            return ticket.is_open and ticket.category == COMPLAINT
        case Reason.MANAGER:
            return ticket.is_open


def asks_for_manager(text: str, words: Collection[str]) -> bool:
    """A title among the words counts only where somebody asks for such a person; all others as `mentions` has it."""
    titles = TITLES.intersection(map(_folded, words))
    if mentions(text, [word for word in words if _folded(word) not in titles]):
        return True
    pattern = _asking(frozenset(titles))
    return pattern is not None and pattern.search(_folded(text[:MOST_READ])) is not None


def mentions(text: str, words: Collection[str]) -> bool:
    """Latin words as whole ones, Chinese ones wherever they stand; large and small letters alike."""
    pattern = _pattern(tuple(words))
    return pattern is not None and pattern.search(_folded(text[:MOST_READ])) is not None


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    parts = []
    for word in sorted(filter(None, map(_folded, words)), key=len, reverse=True):
        begins, ends = word[0].isascii() and word[0].isalnum(), word[-1].isascii() and word[-1].isalnum()
        parts.append(f"{'(?<![a-z0-9])' if begins else ''}{re.escape(word)}{'(?![a-z0-9])' if ends else ''}")
    return re.compile("|".join(parts)) if parts else None


@lru_cache(maxsize=16)
def _asking(titles: frozenset[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(asking_for, sorted(titles)))) if titles else None


def _folded(text: str) -> str:
    """Full-width letters are letters, and line breaks part words as blanks do."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
