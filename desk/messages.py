"""A customer's message, written on the desk."""

from datetime import datetime

from bot.files import File
from bot.formkey import message_id
from bot.storage.customers import Customer
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Via


def message(customer: Customer, text: str, files: tuple[File, ...], key: str, now: datetime) -> Entry:
    """Of no ticket yet; stored once, like one from chat: in the customer's own, under the number of its form."""
    return Entry(
        0,
        EntryKind.MESSAGE,
        Via.DESK,
        customer.id,
        customer.name,
        text,
        now,
        chat_id=customer.id,
        message_id=message_id(key, "\n".join([text, *(f"{file.name} {file.size}" for file in files)])),
        files=files,
    )
