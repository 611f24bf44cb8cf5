"""/api/v1/tickets: read, made on behalf of customers, sorted."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, model_validator
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework import acceptance, dispatch
from bot.storage import chats, customers, deliveries, entries, listing, tickets
from bot.storage.entries import Entry
from bot.tickets import EntryKind, State, Via, title_of
from desk.api.calls import ForNew, IfMatch, OnTicket, read, require_match
from desk.api.problems import ApiRoute, answers, wrong
from desk.api.shapes import EntryOut, TicketOut, entry_out, etag_of, tickets_out
from desk.api.values import Asked, Cursor, Key, Limit, Moment, Reason, Said
from desk.forms import Number
from desk.parts import Parts
from desk.visitors import Reader

router = APIRouter(prefix="/tickets", route_class=ApiRoute, tags=["tickets"])


class TicketPage(BaseModel):
    items: list[TicketOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class EntryPage(BaseModel):
    items: list[EntryOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class NewTicket(Asked):
    customer: Number = Field(description="Their number, as in `/customers`.")
    text: Said = Field(description="In the customer's words: their first message.")
    category: Key | None = Field(default=None, description="Without it, one that the text suggests.")


class TicketChange(Asked):
    """At least one of them; what is left out stays."""

    category: Key | None = None
    department: Key | None = None
    urgent: bool | None = None
    reason: Reason = Field(default="", description="Why it goes to that department.")

    @model_validator(mode="after")
    def _says_what(self) -> "TicketChange":
        if self.category is None and self.department is None and self.urgent is None:
            raise ValueError("nothing is to be changed")
        return self


@router.get("", summary="All tickets with their entries, oldest first", dependencies=[Reader], responses=answers())
async def list_tickets(
    parts: Parts,
    cursor: Cursor = 0,
    limit: Limit = 50,
    state: Annotated[State | None, Query()] = None,
    category: Annotated[Key | None, Query()] = None,
    department: Annotated[Key | None, Query()] = None,
    customer: Annotated[Number | None, Query()] = None,
    updated_since: Annotated[Moment | None, Query(description="Changed then or later.")] = None,
) -> TicketPage:
    filters = listing.Filters(state, category, department, customer, updated_since)
    async with parts.database.reading() as tx:
        found = await listing.of_tickets(tx, parts.office, filters, after=cursor, limit=limit + 1)
        items = await tickets_out(tx, parts.office, found[:limit])
    return TicketPage(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.post(
    "",
    summary="File a ticket on behalf of a customer",
    status_code=201,
    response_model=TicketOut,
    responses=answers(409, body=True, tagged=(201, "The new ticket")),
)
async def create_ticket(call: ForNew, asked: NewTicket) -> Response:
    """Confirmed to the customer by a card in their private chat, where they have one."""
    parts, now = call.parts, call.now
    if asked.category is not None and asked.category not in {one.key for one in parts.categories}:
        raise wrong("category", "there is no such category")
    category = asked.category or parts.suggester.suggest(asked.text)

    async def deed(tx: AsyncConnection) -> int:
        customer = await customers.get(tx, asked.customer)
        if customer is None:
            raise wrong("customer", "nobody of this number is known")
        await customers.hold(tx, customer.id)
        chat = await chats.get(tx, customer.id)
        told_at = chat.id if chat and chat.is_private and not chat.unreachable and not chat.closed_at else None
        ticket = await tickets.open_new(
            tx,
            customer_id=customer.id,
            chat_id=told_at,
            title=title_of(asked.text),
            category=category,
            via=Via.API,
            now=now,
        )
        said = Entry(ticket.id, EntryKind.MESSAGE, Via.API, customer.id, customer.name, asked.text, now)
        await entries.add(tx, said)
        if told_at is not None:
            await deliveries.plan_card(tx, ticket, told_at, now, reply_to=None, due_at=now)
        return ticket.id

    return await call.answer(asked, deed, 201)


@router.get(
    "/{ticket_id}",
    summary="One ticket with its entries",
    dependencies=[Reader],
    responses=answers(404, tagged=(200, "The ticket")),
)
async def get_ticket(ticket_id: Number, parts: Parts, response: Response) -> TicketOut:
    async with parts.database.reading() as tx:
        shown, response.headers["ETag"] = await read(tx, parts, ticket_id)
    return shown


@router.patch(
    "/{ticket_id}",
    summary="Sort a ticket: its category, its department, whether it is urgent",
    response_model=TicketOut,
    responses=answers(404, 409, 412, 428, body=True, tagged=(200, "The ticket as it is now")),
)
async def change_ticket(call: OnTicket, asked: TicketChange, if_match: IfMatch = None) -> Response:
    learned: list[str] = []

    async def deed(tx: AsyncConnection) -> int:
        case = await call.held(tx)
        require_match(if_match, await etag_of(tx, case.ticket))
        if asked.category is not None and (words := await dispatch.sort(case, asked.category)) is not None:
            learned.append(words)
        if asked.department not in (None, call.parts.office.department_of(case.ticket)):
            await dispatch.dispatch(case, asked.department or "", asked.reason)
        if asked.urgent is not None:
            await acceptance.mark_urgent(case, asked.urgent)
        return call.ticket_id

    answer = await call.answer(asked, deed)
    for words in learned:
        call.parts.suggester.learn(words, asked.category or "")
    return answer


@router.get(
    "/{ticket_id}/entries",
    summary="A ticket's entries, oldest first",
    dependencies=[Reader],
    responses=answers(404),
)
async def list_entries(ticket_id: Number, parts: Parts, cursor: Cursor = 0, limit: Limit = 50) -> EntryPage:
    async with parts.database.reading() as tx:
        await tickets.get(tx, ticket_id)
        found = await listing.of_entries(tx, ticket_id, after=cursor, limit=limit + 1)
    items = [entry_out(entry) for entry in found[:limit]]
    return EntryPage(items=items, next=str(items[-1].id) if len(found) > limit else None)
