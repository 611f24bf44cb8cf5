"""Deliveries: one message to one chat each, and the words for what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.budget import Priority
from bot.business import Line
from bot.content import Button as Button  # for those who make deliveries
from bot.content import Content
from bot.tickets import Ticket


class Purpose(StrEnum):
    CARD = "card"
    """A ticket's one status card: its first sending is the confirmation; then it is edited as the ticket moves."""
    STAFF_CARD = "staff-card"
    """A ticket's card for staff, in their group or in private; it moves with the ticket, too."""
    ANSWER = "answer"
    """To what somebody has just written."""
    STATUS = "status"
    ANNOUNCEMENT = "announcement"
    BROADCAST = "broadcast"
    LAST_CALL = "last-call"
    """To a customer who has not migrated, shortly before their chat closes."""
    CLOSING = "closing"
    NOTICE = "notice"
    """To staff or admins."""


class DeliveryState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNCONFIRMED = "unconfirmed"
    """Was under way when the process or the connection died: it may have arrived, and is not repeated."""


CARDS = frozenset({Purpose.CARD, Purpose.STAFF_CARD})
"""What is worded when it is sent, and edited from then on."""

AT_MOST_ONCE = frozenset({Purpose.ANNOUNCEMENT, Purpose.LAST_CALL, Purpose.BROADCAST})
"""What nobody may get twice; everything else is sent again when in doubt."""

PRIORITIES = {
    Purpose.CARD: Priority.ANSWER,
    Purpose.ANSWER: Priority.ANSWER,
    Purpose.STAFF_CARD: Priority.NOTIFICATION,
    Purpose.STATUS: Priority.NOTIFICATION,
    Purpose.CLOSING: Priority.NOTIFICATION,
    Purpose.NOTICE: Priority.NOTIFICATION,
    Purpose.ANNOUNCEMENT: Priority.BROADCAST,
    Purpose.LAST_CALL: Priority.BROADCAST,
    Purpose.BROADCAST: Priority.BROADCAST,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A delivery to be planned. ``occasion`` with the chat is unique: planned once, however often it is asked for."""

    occasion: str
    chat_id: int
    purpose: Purpose
    text: str | None
    """None for a card, which is worded when it is sent."""
    ticket_id: int | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    """In rows."""
    reply_to: int | None = None
    thread_id: int | None = None
    """The topic of a forum."""
    due_at: datetime | None = None
    """None: at once."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that is due, with what its text needs to become personal."""

    id: int
    occasion: str
    chat_id: int
    purpose: Purpose
    text: str | None
    buttons: tuple[tuple[Button, ...], ...]
    reply_to: int | None
    thread_id: int | None
    message_id: int | None
    """Set when it has been sent before: then it is edited in place."""
    ticket: Ticket | None
    """A card's."""
    attempts: int
    planned_at: datetime
    content: Content | None
    """The broadcast's, where the delivery has no text of its own."""
    language: str | None
    name: str | None
    """The customer's, or the group's title; on a card for staff, of whoever wrote the ticket."""
    customer_id: int | None
    link_generation: int | None
    closed: bool
    """Whether the channel has been closed since this was planned."""
    migrated: bool
    """Whether the customer has migrated since this was planned, where it is for those only who have not."""
    line: Line | None = None
    """Set where it goes out through a staff member's own account."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one try. ``due_at`` is set when it is to be tried again."""

    id: int
    state: DeliveryState
    at: datetime
    reason: str | None = None
    message_id: int | None = None
    further_message_ids: tuple[int, ...] = ()
    """Of an album: the messages after the first."""
    due_at: datetime | None = None
