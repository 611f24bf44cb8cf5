"""A customer's message, written on the desk."""

from datetime import datetime

from bot.storage.customers import Customer
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Via
from desk.forms import message_id


def message(ticket_id: int, customer: Customer, text: str, key: str, now: datetime) -> Entry:
    """Kept under the number of its form, in the customer's own chat: stored once, like a message from there."""
    return Entry(
        ticket_id,
        EntryKind.MESSAGE,
        Via.DESK,
        customer.id,
        customer.name,
        text,
        now,
        chat_id=customer.id,
        message_id=message_id(key, text),
    )
