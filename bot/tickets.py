"""Tickets: their states, the light that the customer sees, and promises. Pure rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_TITLE = 80


class State(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"


class Light(StrEnum):
    """What the customer sees of a ticket's state."""

    GREY = "grey"
    BLUE = "blue"
    GREEN = "green"


LIGHTS = {State.RECEIVED: Light.GREY, State.ACCEPTED: Light.BLUE, State.RESOLVED: Light.GREEN}


class EntryKind(StrEnum):
    MESSAGE = "message"
    """The customer wrote."""
    REPLY = "reply"
    """Staff answered; the customer sees it."""
    NOTE = "note"
    """Internal: never shown to a customer, by any road."""
    STATUS = "status"
    TRACE = "trace"
    """A change that is internal like a note: an escalation, an overridden warning."""
    EDIT = "edit"
    """The customer changed an earlier message; the original stays above it."""


INTERNAL = frozenset({EntryKind.NOTE, EntryKind.TRACE})


class Via(StrEnum):
    CHAT = "chat"
    DESK = "desk"
    API = "api"


class Cause(StrEnum):
    """Why there was a matter at all: what the weak spots are told by."""

    PRODUCT = "product"
    PROCESS = "process"
    THIRD_PARTY = "third-party"
    USE = "use"
    NOT_A_FAULT = "not-a-fault"


class Way(StrEnum):
    """How it was solved."""

    ANSWER = "answer"
    PHONE = "phone"
    REMOTE = "remote"
    """A remote session."""
    ON_SITE = "on-site"


STARS = range(1, 6)
LOW_RATING = 2
"""This and less goes to the management."""


@dataclass(frozen=True, slots=True)
class Ticket:
    id: int
    customer_id: int
    chat_id: int | None
    title: str
    category: str
    state: State
    via: Via
    opened_at: datetime
    changed_at: datetime
    resolved_at: datetime | None
    owner_id: int | None
    owner_name: str | None
    promised_at: datetime | None
    link_generation: int
    thread_id: int | None = None
    follows_id: int | None = None
    merged_into_id: int | None = None
    callback_wish: str | None = None
    """When and how the customer wishes to be called; "" where they have not said, None without such a wish."""
    callback_wished_at: datetime | None = None
    erased_at: datetime | None = None
    """When its words were erased at the customer's wish."""
    department: str | None = None
    """Where it was dispatched to; None: its category's (`Office.department_of`)."""
    first_owner_id: int | None = None
    """Who was asked first stays responsible, whoever owns it now."""
    first_owner_name: str | None = None
    accepted_at: datetime | None = None
    answered_at: datetime | None = None
    """When staff first answered."""
    waiting_since: datetime | None = None
    """Since when an answer of the customer's is awaited: the promise pauses."""
    slipped_at: datetime | None = None
    """When the promise that stands was not kept."""
    level: int = 0
    urgent: bool = False
    cause: str | None = None
    way: str | None = None
    done: str | None = None
    """What was done to solve it."""
    rating: int | None = None
    """1 to 5."""
    rating_text: str | None = None
    rated_at: datetime | None = None
    reopenings: int = 0
    follow_up_at: datetime | None = None
    """When staff call to hear whether it still works."""
    accept_by: datetime | None = None
    """When it goes up a level unless somebody has accepted it by then."""

    @property
    def light(self) -> Light:
        return LIGHTS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state is not State.RESOLVED

    @property
    def is_waiting(self) -> bool:
        """For the customer."""
        return self.is_open and self.waiting_since is not None

    def overdue(self, now: datetime) -> bool:
        promised = self.promised_at is not None and self.promised_at <= now
        return self.is_open and promised and self.waiting_since is None


ON_CARD = frozenset(
    {
        "title",
        "category",
        "department",
        "state",
        "owner_name",
        "promised_at",
        "slipped_at",
        "waiting_since",
        "callback_wish",
        "merged_into_id",
        "link_generation",
    }
)
"""Fields of a Ticket that the customer's card shows: for a change of others it is not edited."""


def title_of(text: str) -> str:
    """The first line that says something, cut to MAX_TITLE characters."""
    line = next((stripped for raw in text.splitlines() if (stripped := " ".join(raw.split()))), "")
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"
