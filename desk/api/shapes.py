"""Tickets and entries as programs read them, and how they are read from the database."""

import hashlib
from datetime import datetime

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.office.office import Office
from bot.storage import customers, entries, listing
from bot.storage.customers import Customer
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Light, State, Ticket, Via


class FileOut(BaseModel):
    kind: str
    name: str | None = Field(description="As the sender called it: data, never a path.")
    mime: str | None
    size: int | None = Field(description="Bytes.")


class EntryOut(BaseModel):
    id: int
    kind: EntryKind = Field(description='"note" and "trace" are internal: never to be shown to a customer.')
    via: Via
    author: str
    text: str
    at: datetime
    files: list[FileOut]


class CustomerOut(BaseModel):
    id: int
    name: str
    migrated_at: datetime | None = Field(description="When they first filed or answered on the desk.")
    account: int | None = Field(description="The number of the company that they belong to.")


class TicketOut(BaseModel):
    id: int
    title: str
    category: str
    department: str = Field(description='Where it was dispatched to, else its category\'s; "" where neither is known.')
    state: State
    light: Light
    via: Via
    urgent: bool
    customer: CustomerOut
    chat_id: int | None
    owner: str | None
    first_owner: str | None = Field(description="Who was asked first stays responsible.")
    promised_at: datetime | None
    opened_at: datetime
    changed_at: datetime
    accepted_at: datetime | None
    answered_at: datetime | None = Field(description="When staff first answered.")
    waiting_since: datetime | None = Field(description="The customer was asked something: the promise pauses.")
    slipped_at: datetime | None = Field(description="The promise that stands was not kept.")
    resolved_at: datetime | None
    cause: str | None
    way: str | None
    done: str | None
    rating: int | None = Field(description="1 to 5.")
    rating_text: str | None
    rated_at: datetime | None
    reopenings: int
    merged_into: int | None = Field(description="The ticket that it went on in.")
    entries: list[EntryOut]


async def tickets_out(tx: AsyncConnection, office: Office, found: list[Ticket]) -> list[TicketOut]:
    people = await customers.get_many(tx, {ticket.customer_id for ticket in found})
    threads = await entries.of_tickets(tx, [ticket.id for ticket in found], notes=True)
    return [
        _ticket(ticket, office.department_of(ticket), people[ticket.customer_id], threads.get(ticket.id, []))
        for ticket in found
    ]


def entry_out(entry: Entry) -> EntryOut:
    return EntryOut(
        id=entry.id,
        kind=entry.kind,
        via=entry.via,
        author=entry.author_name,
        text=entry.text,
        at=entry.at,
        files=[FileOut(kind=file.kind, name=file.name, mime=file.mime, size=file.size) for file in entry.files],
    )


async def etag_of(tx: AsyncConnection, ticket: Ticket) -> str:
    """Another one whenever the ticket or its thread has changed."""
    last = (await listing.last_entries(tx, [ticket.id])).get(ticket.id, 0)
    return etag(f"{ticket.id} {ticket.changed_at.isoformat()} {last}")


def etag(version: str) -> str:
    return f'"{hashlib.sha256(version.encode()).hexdigest()[:32]}"'


def _ticket(ticket: Ticket, department: str, customer: Customer, thread: list[Entry]) -> TicketOut:
    values = {name: getattr(ticket, name) for name in TicketOut.model_fields if hasattr(ticket, name)}
    values |= {
        "department": department,
        "customer": CustomerOut(
            id=customer.id, name=customer.name, migrated_at=customer.migrated_at, account=customer.account_id
        ),
        "owner": ticket.owner_name,
        "first_owner": ticket.first_owner_name,
        "merged_into": ticket.merged_into_id,
        "entries": [entry_out(entry) for entry in thread],
    }
    return TicketOut(**values)
