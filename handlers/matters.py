"""Matters in the database: a ticket is opened, words are added to one, or set aside with a question."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.casework.hearing import heard
from bot.conversion import AddTo
from bot.deliveries import Button, Draft, Purpose
from bot.languages import Language
from bot.office.office import Office
from bot.recognition import Kind
from bot.storage import deliveries, drafts, entries, tickets
from bot.storage.customers import Customer
from bot.storage.drafts import DraftKind
from bot.storage.entries import Entry
from bot.suggestion import Suggester
from bot.tickets import EntryKind, Ticket, Via, title_of

BEFORE = timedelta(hours=1)
"""So long a greeting or unclear words wait for the matter whose first lines they become."""
SHOWN = 3
"""Open tickets that are offered as buttons."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message came from, and an answer goes."""

    chat_id: int
    thread_id: int | None
    message_id: int
    """The customer's message, which is quoted."""
    update_id: int


async def open_ticket(
    tx: AsyncConnection,
    first: Entry,
    *,
    customer: Customer,
    place: Place,
    suggester: Suggester,
    shown_at: datetime,
    now: datetime,
    title: str | None = None,
    follows: Ticket | None = None,
    begun: bool = True,
) -> Ticket:
    """A new ticket with its first entry (whose ticket id is filled in) and its card, which is sent at ``shown_at``.

    A greeting that came shortly before is put first; ``begun`` is False where it is known that none did.
    """
    ticket = await tickets.open_new(
        tx,
        customer_id=customer.id,
        chat_id=place.chat_id,
        title=title or title_of(first.text),
        category=suggester.suggest(first.text),
        via=Via.CHAT,
        now=first.at,
        thread_id=place.thread_id,
        follows_id=follows.id if follows else None,
    )
    before = await drafts.before_a_matter(tx, customer.id, place.chat_id, since=first.at - BEFORE) if begun else []
    for draft in before:
        await keep_with(tx, draft, ticket, customer)
        # "What can we do for you?" need not be asked any more.
        await deliveries.skip(tx, aside_occasion(draft.message_id), place.chat_id, "the matter followed", now)
    if first.id:
        await entries.move(tx, first.id, ticket.id)
    else:
        await entries.add(tx, first.of_ticket(ticket.id))
    await deliveries.plan_card(tx, ticket, place.chat_id, now, reply_to=place.message_id, due_at=shown_at)
    return ticket


async def keep_with(tx: AsyncConnection, draft: drafts.Draft, ticket: Ticket, customer: Customer) -> None:
    """Words that were set aside become an entry of this ticket."""
    entry = Entry(
        ticket_id=ticket.id,
        kind=EntryKind.MESSAGE,
        via=Via.CHAT,
        author_id=customer.id,
        author_name=customer.name,
        text=draft.text,
        at=draft.created_at,
        chat_id=draft.chat_id,
        message_id=draft.message_id,
    )
    await entries.add(tx, entry)
    await drafts.use(tx, draft.id, ticket.id)


async def add(
    tx: AsyncConnection,
    entry: Entry,
    becomes: AddTo,
    *,
    place: Place,
    language: Language,
    office: Office,
    now: datetime,
    closed: bool = False,
) -> None:
    """Adds an entry, reopens where that is meant, and tells the customer where it went.

    ``closed``: whether the chat is; then no other issue can be opened there.
    """
    ticket = becomes.ticket
    stored = await entries.add(tx, entry.of_ticket(ticket.id))
    if becomes.reopen:
        ticket = await tickets.reopen(tx, ticket.id, now=now)
    await heard(tx, office, ticket, now, via=Via.CHAT)
    await tickets.touch(tx, ticket.id, now)
    if becomes.tell and stored is not None:
        text = texts.added(language, ticket, reopened=becomes.reopen)
        buttons = () if closed else texts.added_buttons(language, stored.id)
        await answer(tx, f"added/{place.message_id}", place, text, buttons, ticket=ticket, now=now)


async def set_aside(
    tx: AsyncConnection,
    kind: Kind,
    text: str,
    reply: str | None,
    *,
    customer: Customer,
    place: Place,
    language: Language,
    answered_at: datetime,
    now: datetime,
) -> None:
    """Keeps words that are no ticket, and answers them at ``answered_at``; ``reply`` None asks what they are."""
    draft_id = await drafts.keep(
        tx,
        customer_id=customer.id,
        chat_id=place.chat_id,
        message_id=place.message_id,
        update_id=place.update_id,
        kind=DraftKind(kind.value),
        text=text,
        now=now,
    )
    if draft_id is None:
        return
    buttons: tuple[tuple[Button, ...], ...] = ()
    if reply is None:
        mine = await tickets.open_of(tx, customer.id, place.chat_id, limit=SHOWN)
        reply, buttons = texts.ask_what_it_is(language), texts.what_it_is_buttons(language, draft_id, mine)
    await answer(tx, aside_occasion(place.message_id), place, reply, buttons, due_at=answered_at, now=now)


def aside_occasion(message_id: int) -> str:
    return f"aside/{message_id}"


async def answer(
    tx: AsyncConnection,
    occasion: str,
    place: Place,
    text: str,
    buttons: tuple[tuple[Button, ...], ...] = (),
    *,
    ticket: Ticket | None = None,
    due_at: datetime | None = None,
    now: datetime,
) -> None:
    draft = Draft(
        occasion=occasion,
        chat_id=place.chat_id,
        purpose=Purpose.ANSWER,
        text=text,
        ticket_id=ticket.id if ticket else None,
        buttons=buttons,
        reply_to=place.message_id,
        thread_id=place.thread_id,
        due_at=due_at,
    )
    await deliveries.plan(tx, draft, now)
