"""What a customer's message becomes. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.categories import Category
from bot.tickets import Ticket, title_of


@dataclass(frozen=True, slots=True)
class Burst:
    """What people write in one go: each part within ``quiet`` of the last, all within ``longest`` of the first."""

    quiet: timedelta
    longest: timedelta

    def joins(self, at: datetime, *, last: datetime, first: datetime) -> bool:
        return at - last <= self.quiet and at - first <= self.longest


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around a message when it is decided what it becomes."""

    closed: bool
    """Whether the channel was closed when the message was written."""
    album: Ticket | None = None
    """The ticket of an earlier part of the same album."""
    quoted: Ticket | None = None
    """The ticket of the customer's own that the quoted message of the bot's was about."""
    latest: tuple[Ticket, datetime] | None = None
    """The customer's latest unresolved ticket from this chat, with the moment of their last message to it."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    title: str


@dataclass(frozen=True, slots=True)
class AddTo:
    ticket: Ticket
    answer: bool
    """Whether to tell the customer where it went: they cannot know, except within a burst."""


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """The chat is closed: the words wait in the desk's form."""


Becomes = NewTicket | AddTo | KeepDraft


def convert(text: str, at: datetime, around: Surroundings, burst: Burst) -> Becomes:
    """``text``: the message, or a readable placeholder for what is no text."""
    if around.closed:
        return KeepDraft()
    if around.album is not None:
        return AddTo(around.album, answer=False)
    if around.quoted is not None:
        return AddTo(around.quoted, answer=True)
    if around.latest is not None:
        ticket, last = around.latest
        if burst.joins(at, last=last, first=ticket.opened_at):
            return AddTo(ticket, answer=False)
    return NewTicket(title_of(text))


def suggest_category(text: str, categories: Sequence[Category]) -> str:
    """The key of the category with the most keywords in the text; without any, of the one for plain questions.

    That is the category with the key "question", else the first.
    """
    lowered = text.lower()
    counts = {category.key: sum(word.lower() in lowered for word in category.keywords) for category in categories}
    best = max(counts, key=lambda key: counts[key])
    if counts[best]:
        return best
    return "question" if "question" in counts else categories[0].key
