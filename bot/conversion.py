"""What a customer's message becomes. Pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.recognition import Kind
from bot.tickets import Ticket, title_of


@dataclass(frozen=True, slots=True)
class Manners:
    """How long things belong together."""

    quiet: timedelta
    """Parts of a burst come within this of each other."""
    longest: timedelta
    """And all within this of the first."""
    same_ticket: timedelta
    """So long after the last message, the next one is taken for the same matter."""
    reopen: timedelta
    """So long after it was resolved, an answer reopens a ticket; later it opens a new one that follows it."""

    def joins(self, at: datetime, *, last: datetime, first: datetime) -> bool:
        return at - last <= self.quiet and at - first <= self.longest

    def quiet_from(self, at: datetime, *, first: datetime) -> datetime:
        """When a burst counts as ended, if nothing more comes after ``at``."""
        return min(at + self.quiet, max(at, first + self.longest))


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What a closed chat is still good for."""

    answers: timedelta
    """So long after closing, answers to issues that are still open are taken."""
    redirect: timedelta
    """Once in this time whoever writes on is shown the way to the desk."""


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
    resolved: Ticket | None = None
    """Their latest resolved one from this chat, where there is no unresolved one; of concern to thanks alone."""
    answers: bool = False
    """Of a closed channel: whether answers to open issues are still taken there."""
    private: bool = True
    """Whether nobody else writes there: what is unquoted can then only be meant for the customer's own issue."""
    spoken_to: bool = False
    """Whether staff have written in the latest ticket since the customer last did."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    title: str
    follows: Ticket | None = None


@dataclass(frozen=True, slots=True)
class AddTo:
    ticket: Ticket
    tell: bool
    """Whether to tell the customer where it went: they cannot know, except within a burst."""
    reopen: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """No ticket, or not yet: a greeting, thanks, a question about the move, or what must be asked about."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """The chat is closed: the words wait in the desk's form."""


Becomes = NewTicket | AddTo | SetAside | KeepDraft


def convert(text: str, kind: Kind, at: datetime, around: Surroundings, manners: Manners) -> Becomes:
    """``text``: the message, or a readable placeholder for what is no text; ``kind``: what it sounds like."""
    if around.closed:
        ticket = _still_answered(at, around, manners)
        goes_on = around.album is not None or _in_a_burst(at, around, manners)
        return KeepDraft() if ticket is None else AddTo(ticket, tell=not goes_on)
    if around.album is not None:
        return AddTo(around.album, tell=False)
    if around.quoted is not None:
        return _answered(around.quoted, text, kind, at, manners)
    if around.latest is not None:
        ticket, last = around.latest
        if _in_a_burst(at, around, manners):
            return AddTo(ticket, tell=False)
        if at - last <= manners.same_ticket and kind is not Kind.ABOUT_MOVE:
            # Small talk in the middle of a matter is kept with it, and needs no reply.
            return AddTo(ticket, tell=kind in {Kind.MATTER, Kind.UNSURE})
    if kind is Kind.THANKS and around.resolved is not None:
        return AddTo(around.resolved, tell=False)
    return NewTicket(title_of(text)) if kind is Kind.MATTER else SetAside(kind)


def _answered(ticket: Ticket, text: str, kind: Kind, at: datetime, manners: Manners) -> Becomes:
    """The message quotes one of the bot's about this ticket."""
    if ticket.resolved_at is None or ticket.is_open:
        return AddTo(ticket, tell=True)
    if kind in {Kind.GREETING, Kind.THANKS}:
        # "Thanks" must not reopen, "thanks, still broken" must: that one is a matter.
        return AddTo(ticket, tell=False)
    if at - ticket.resolved_at > manners.reopen:
        return NewTicket(title_of(text), follows=ticket)
    return SetAside(kind) if kind is Kind.UNSURE else AddTo(ticket, tell=True, reopen=True)


def _still_answered(at: datetime, around: Surroundings, manners: Manners) -> Ticket | None:
    """The ticket that a message in a closed channel still goes to; None where it waits on the desk instead."""
    latest = around.latest[0] if around.latest else None
    if around.album is not None or _in_a_burst(at, around, manners):
        # The rest of what was begun in time.
        return around.album or latest
    if not around.answers:
        return None
    if around.quoted is not None:
        return around.quoted if around.quoted.is_open else None
    if latest is None or not around.private:
        return None
    # Unquoted, it is an answer where there is something to answer; else it may be any matter.
    return latest if latest.is_waiting or around.spoken_to else None


def _in_a_burst(at: datetime, around: Surroundings, manners: Manners) -> bool:
    if around.latest is None:
        return False
    ticket, last = around.latest
    return manners.joins(at, last=last, first=ticket.opened_at)
