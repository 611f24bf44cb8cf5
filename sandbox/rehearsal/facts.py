"""What a rehearsal has found, in figures; nothing in it depends on the hour or the machine that it was played on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.reconciliation import Books
from sandbox.rehearsal.temperaments import Temperament


def share_of(values: Sequence[float], share: float) -> float:
    """The value that so many are not above; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Busiest:
    """The budget's use at its busiest minute, and what waiting that meant."""

    at: datetime | None
    calls: int
    most: int
    """What a minute has room for."""
    longest_wait: timedelta
    """Of anything."""
    longest_answer: timedelta
    """Of an answer that a person waits for."""


@dataclass(frozen=True, slots=True)
class DayOfTickets:
    day: date
    in_chat: int
    on_desk: int
    accepted: int
    resolved: int
    waiting: int
    """Not accepted by the end of that day."""


@dataclass(frozen=True, slots=True)
class DayOfFunnel:
    day: date
    known: int
    reached: int
    opened: int
    filed: int
    """Who sent an issue on the desk themselves; `migrated` is also who belongs to the company of one who did."""
    migrated: int


@dataclass(frozen=True, slots=True)
class MuchWritten:
    """The day on which most came to one customer's chat."""

    customer: str
    temperament: Temperament
    day: date
    messages: int


@dataclass(frozen=True, slots=True)
class Holdout:
    name: str
    company: str
    temperament: Temperament
    reach: str
    """reached, opened, blocked or never."""


@dataclass(frozen=True, slots=True)
class Closed:
    channels: int
    finished: int
    read_only: int
    groups: int
    failed: Mapping[str, int]
    """By what Telegram said."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Deliveries of one purpose: each ends in exactly one of these."""

    purpose: str
    planned: int
    sent: int
    failed: int
    skipped: int
    unconfirmed: int
    left: int
    """Due later than the rehearsal lasts, or never begun."""

    @property
    def balance(self) -> bool:
        return self.planned == self.sent + self.failed + self.skipped + self.unconfirmed + self.left


@dataclass(frozen=True, slots=True)
class Inbox:
    books: Books
    said: int
    """Messages that customers wrote where the bot hears them, as the sandbox counts them."""
    found: int
    """Of these, those that are an entry or a draft now."""

    @property
    def balance(self) -> bool:
        return self.books.balance and self.books.waiting == 0 and self.said == self.found


@dataclass(frozen=True, slots=True)
class Slot:
    """An announcement as it went out."""

    at: datetime
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    days: Sequence[date]
    sends: Counter[tuple[date, str]]
    """Messages that arrived, by day and purpose."""
    a_day: Counter[int]
    """On how many days of a customer's so many messages came to their chat, where any came."""
    most: MuchWritten | None
    busiest: Busiest
    tickets: Sequence[DayOfTickets]
    to_accept: Sequence[timedelta]
    """Of each ticket that was accepted: the working time until then."""
    capacity: int
    """Tickets that staff can take in a working day."""
    funnel: Sequence[DayOfFunnel]
    holdouts: Sequence[Holdout]
    blocked: int
    closed: Closed
    ledgers: Sequence[Ledger]
    inbox: Inbox
    slots: Sequence[Slot]
    failures: Mapping[str, int] = field(default_factory=dict)
    unheard: int = 0
    turned_away: int = 0

    @property
    def balance(self) -> bool:
        return self.inbox.balance and all(ledger.balance for ledger in self.ledgers)
