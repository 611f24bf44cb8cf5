"""Answers to "shall this become an issue?" and "this is another issue": words find their ticket by one tap."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.languages import Language
from bot.storage import customers, drafts, entries, tickets
from bot.storage.database import Database
from bot.storage.drafts import Draft
from bot.storage.entries import Entry
from bot.suggestion import Suggester
from bot.tickets import EntryKind, Via
from handlers import presses
from handlers.cards import NotYourIssue, own_ticket
from handlers.matters import Place, keep_with, open_ticket

router = Router(name=__name__)


@router.callback_query(F.data.regexp(r"^matter:(\d{1,18})$").group(1).as_("number"), F.message.as_("asked"))
async def make_it_a_matter(
    press: CallbackQuery,
    number: str,
    asked: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    suggester: Suggester,
    outbox: Bell,
) -> str:
    now = clock.now()
    async with database.transaction() as tx:
        draft = await _own_draft(tx, number, event_from_user)
        if draft is not None:
            customer = await customers.hold(tx, draft.customer_id)
            thread_id = asked.message_thread_id if asked.is_topic_message else None
            place = Place(draft.chat_id, thread_id, draft.message_id, 0)
            entry = Entry(
                ticket_id=0,
                kind=EntryKind.MESSAGE,
                via=Via.CHAT,
                author_id=customer.id,
                author_name=customer.name,
                text=draft.text,
                at=draft.created_at,
                chat_id=draft.chat_id,
                message_id=draft.message_id,
            )
            ticket = await open_ticket(
                tx, entry, customer=customer, place=place, suggester=suggester, shown_at=now, now=now
            )
            await drafts.use(tx, draft.id, ticket.id)
    await _settle(press, asked, language, done=draft is not None, outbox=outbox)
    return "press"


@router.callback_query(F.data.regexp(r"^belongs:\d{1,18}:\d{1,18}$"), F.message.as_("asked"))
async def add_to_ticket(
    press: CallbackQuery,
    asked: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    outbox: Bell,
) -> str:
    _, number, into = (press.data or "").split(":")
    now = clock.now()
    async with database.transaction() as tx:
        draft = await _own_draft(tx, number, event_from_user)
        ticket = await own_ticket(tx, into, event_from_user)
        if draft is not None:
            await keep_with(tx, draft, ticket, await customers.hold(tx, draft.customer_id))
            if not ticket.is_open:
                await tickets.reopen(tx, ticket.id, now=now)
            await tickets.touch(tx, ticket.id, now)
    await _settle(press, asked, language, done=draft is not None, outbox=outbox)
    return "press"


@router.callback_query(F.data.regexp(r"^nothing:(\d{1,18})$").group(1).as_("number"), F.message.as_("asked"))
async def leave_it(
    press: CallbackQuery,
    number: str,
    asked: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    outbox: Bell,
) -> str:
    async with database.reading() as tx:
        await _own_draft(tx, number, event_from_user)
    await _settle(press, asked, language, done=True, outbox=outbox)
    return "press"


@router.callback_query(F.data.regexp(r"^another:(\d{1,18})$").group(1).as_("number"), F.message.as_("asked"))
async def split_off(
    press: CallbackQuery,
    number: str,
    asked: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    suggester: Suggester,
    outbox: Bell,
) -> str:
    """The entry becomes a ticket of its own."""
    now = clock.now()
    async with database.transaction() as tx:
        entry = await entries.get(tx, int(number))
        splits = entry is not None and await _may_split(tx, entry, event_from_user)
        if entry is not None and splits and entry.chat_id is not None and entry.message_id is not None:
            customer = await customers.hold(tx, event_from_user.id)
            thread_id = asked.message_thread_id if asked.is_topic_message else None
            place = Place(entry.chat_id, thread_id, entry.message_id, 0)
            await open_ticket(tx, entry, customer=customer, place=place, suggester=suggester, shown_at=now, now=now)
    await _settle(press, asked, language, done=splits, outbox=outbox)
    return "press"


async def _may_split(tx: AsyncConnection, entry: Entry, user: User) -> bool:
    """Raises NotYourIssue. What a ticket began with stays: it would be left empty."""
    if entry.author_id != user.id:
        raise NotYourIssue
    first = await entries.first_of(tx, entry.ticket_id)
    return first is not None and first.id != entry.id


async def _own_draft(tx: AsyncConnection, number: str, user: User) -> Draft | None:
    """Raises NotYourIssue."""
    draft = await drafts.get(tx, int(number))
    if draft is not None and draft.customer_id != user.id:
        raise NotYourIssue
    return draft


async def _settle(press: CallbackQuery, asked: Message, language: Language, *, done: bool, outbox: Bell) -> None:
    """Takes the buttons away: the question is answered."""
    outbox.ring()
    await presses.tell(press, None if done else texts.too_late(language))
    await presses.offer(asked, None)
