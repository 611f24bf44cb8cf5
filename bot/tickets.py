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
    EDIT = "edit"
    """The customer changed an earlier message; the original stays above it."""


class Via(StrEnum):
    CHAT = "chat"
    DESK = "desk"


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

    @property
    def light(self) -> Light:
        return LIGHTS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state is not State.RESOLVED

    def overdue(self, now: datetime) -> bool:
        return self.is_open and self.promised_at is not None and self.promised_at <= now


def title_of(text: str) -> str:
    """The first line that says something, cut to MAX_TITLE characters."""
    line = next((stripped for raw in text.splitlines() if (stripped := " ".join(raw.split()))), "")
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"
