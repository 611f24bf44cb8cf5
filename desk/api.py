"""/api/v1: tickets for other programs of the company."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from bot.storage import customers, entries, tickets
from bot.storage.customers import Customer
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Light, State, Ticket, Via
from desk.failures import Route
from desk.forms import Number
from desk.parts import Parts
from desk.visitors import Reader

MAX_LIMIT = 200


class FileOut(BaseModel):
    kind: str
    name: str | None = Field(description="As the sender called it: data, never a path.")
    mime: str | None
    size: int | None = Field(description="Bytes.")


class EntryOut(BaseModel):
    id: int
    kind: EntryKind = Field(description='"note" is internal: never to be shown to a customer.')
    via: Via
    author: str
    text: str
    at: datetime
    files: list[FileOut]


class CustomerOut(BaseModel):
    id: int
    name: str
    migrated_at: datetime | None = Field(description="When they first filed or answered on the desk.")


class TicketOut(BaseModel):
    id: int
    title: str
    category: str
    state: State
    light: Light
    via: Via
    customer: CustomerOut
    chat_id: int | None
    owner: str | None
    promised_at: datetime | None
    opened_at: datetime
    changed_at: datetime
    resolved_at: datetime | None
    entries: list[EntryOut]


class TicketPage(BaseModel):
    items: list[TicketOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str | None = None


_PROBLEM = {"content": {"application/problem+json": {"schema": ProblemOut.model_json_schema()}}}

router = APIRouter(prefix="/api/v1", route_class=Route)


@router.get(
    "/tickets",
    summary="All tickets with their entries, oldest first",
    dependencies=[Reader],
    responses={
        401: {"description": "No valid bearer token", **_PROBLEM},
        403: {"description": "The token's role may not read this", **_PROBLEM},
        422: {"description": "A parameter is wrong", **_PROBLEM},
    },
)
async def list_tickets(
    parts: Parts,
    cursor: Annotated[Number, Query(description="From `next` of the page before; without it, the first page.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> TicketPage:
    async with parts.database.reading() as tx:
        found = await tickets.page(tx, after=cursor, limit=limit + 1)
        page, more = found[:limit], len(found) > limit
        people = await customers.get_many(tx, {ticket.customer_id for ticket in page})
        threads = await entries.of_tickets(tx, [ticket.id for ticket in page], notes=True)
    return TicketPage(
        items=[_ticket(ticket, people[ticket.customer_id], threads.get(ticket.id, [])) for ticket in page],
        next=str(page[-1].id) if more else None,
    )


def _ticket(ticket: Ticket, customer: Customer, thread: list[Entry]) -> TicketOut:
    return TicketOut(
        id=ticket.id,
        title=ticket.title,
        category=ticket.category,
        state=ticket.state,
        light=ticket.light,
        via=ticket.via,
        customer=CustomerOut(id=customer.id, name=customer.name, migrated_at=customer.migrated_at),
        chat_id=ticket.chat_id,
        owner=ticket.owner_name,
        promised_at=ticket.promised_at,
        opened_at=ticket.opened_at,
        changed_at=ticket.changed_at,
        resolved_at=ticket.resolved_at,
        entries=[_entry(entry) for entry in thread],
    )


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(
        id=entry.id,
        kind=entry.kind,
        via=entry.via,
        author=entry.author_name,
        text=entry.text,
        at=entry.at,
        files=[FileOut(kind=file.kind, name=file.name, mime=file.mime, size=file.size) for file in entry.files],
    )
