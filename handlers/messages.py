"""What a customer writes becomes a ticket, an entry of one, or, once the chat is closed, a draft."""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.categories import Category
from bot.clock import Clock
from bot.conversion import AddTo, Burst, KeepDraft, Surroundings, convert, suggest_category
from bot.deliveries import Button, Draft, Purpose
from bot.identity import Identity
from bot.languages import Language
from bot.links import Links
from bot.storage import deliveries, drafts, entries, tickets, transitions
from bot.storage.customers import Customer
from bot.storage.database import Database
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via
from handlers.acquaintance import meet, remember
from handlers.reading import CONTENT, files_of, text_of, title_source
from handlers.roles import COMPANY

COMMAND = re.compile(r"/[a-z0-9_]{1,32}(@\w+)?(\s|$)", re.ASCII | re.IGNORECASE)
"""What is meant as a command: a path of a server begins with a slash, too."""

router = Router(name=__name__)
router.message.filter(
    F.content_type.in_(CONTENT), F.chat.type.in_({ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP})
)


@router.message(F.sender_chat | F.from_user.is_bot)
async def ignore_no_person(message: Message) -> str:
    """Anonymous group admins, a linked channel's posts and other bots are no customers."""
    return "ignored: no person"


@router.message(COMPANY)
async def ignore_staff(message: Message, language: Language) -> str:
    if message.chat.type == ChatType.PRIVATE:
        await message.answer(texts.staff_hint(language))
    return "ignored: staff"


@router.message(F.text.regexp(COMMAND))
async def ignore_unknown_command(message: Message, language: Language) -> str:
    if message.chat.type == ChatType.PRIVATE:
        await message.answer(texts.not_yours(language))
    return "ignored: unknown command"


@router.message(F.from_user)
async def convert_message(
    message: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    links: Links,
    burst: Burst,
    categories: tuple[Category, ...],
    outbox: Bell,
    identity: Identity,
) -> str:
    now = clock.now()
    async with database.transaction() as tx:
        if await entries.exists(tx, message.chat.id, message.message_id):
            return "ignored: came twice"
        await remember(tx, message.chat, event_from_user, now)
        customer = await meet(tx, event_from_user, now)
        becomes = convert(title_source(message), message.date, await _around(tx, message, customer), burst)
        if isinstance(becomes, KeepDraft):
            answer = await _keep_draft(tx, message, customer, language, links, identity, now=now)
            outcome = "draft"
        elif isinstance(becomes, AddTo):
            await tickets.touch(tx, becomes.ticket.id, now)
            answer = _added(message, becomes.ticket, language) if becomes.answer else None
            await entries.add(tx, _entry(message, becomes.ticket, customer))
            outcome = "entry"
        else:
            ticket = await tickets.open_new(
                tx,
                customer_id=customer.id,
                chat_id=message.chat.id,
                title=becomes.title,
                category=suggest_category(text_of(message), categories),
                via=Via.CHAT,
                now=message.date,
            )
            await entries.add(tx, _entry(message, ticket, customer))
            answer = _confirmation(message, ticket, language, links)
            outcome = "ticket"
        if answer is not None:
            await deliveries.plan(tx, answer, now)
    outbox.ring()
    return outcome


async def _around(tx: AsyncConnection, message: Message, customer: Customer) -> Surroundings:
    transition = await transitions.current(tx)
    album = quoted = None
    if message.media_group_id is not None:
        album = await tickets.of_album(tx, message.chat.id, message.media_group_id)
    if message.reply_to_message is not None:
        quoted = await tickets.of_bot_message(tx, message.chat.id, message.reply_to_message.message_id)
    return Surroundings(
        closed=message.date >= transition.window.deadline,
        album=album,
        # In a group anyone may quote; the answer belongs to the ticket only when the ticket is the customer's own.
        quoted=quoted if quoted is not None and quoted.customer_id == customer.id else None,
        latest=await tickets.latest_of(tx, customer.id, message.chat.id),
    )


async def _keep_draft(
    tx: AsyncConnection,
    message: Message,
    customer: Customer,
    language: Language,
    links: Links,
    identity: Identity,
    *,
    now: datetime,
) -> Draft | None:
    kept = await drafts.keep(
        tx,
        customer_id=customer.id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=text_of(message),
        now=now,
    )
    if not kept:
        return None
    # A personal link is for one pair of eyes: in a group the way to it leads through the private chat.
    private = message.chat.type == ChatType.PRIVATE
    link = links.desk(customer.id, customer.link_generation) if private else identity.start_link
    return Draft(
        occasion=f"draft/{message.message_id}",
        chat_id=message.chat.id,
        purpose=Purpose.CONFIRMATION,
        text=texts.chat_closed(language, link),
        buttons=_open_button(language, links, link),
    )


def _confirmation(message: Message, ticket: Ticket, language: Language, links: Links) -> Draft:
    link = links.ticket(ticket.id, ticket.link_generation)
    return Draft(
        occasion=f"ticket/{ticket.id}",
        chat_id=message.chat.id,
        purpose=Purpose.CONFIRMATION,
        text=texts.confirmation(language, ticket, link),
        ticket_id=ticket.id,
        buttons=_open_button(language, links, link),
        reply_to=message.message_id,
    )


def _added(message: Message, ticket: Ticket, language: Language) -> Draft:
    return Draft(
        occasion=f"added/{message.message_id}",
        chat_id=message.chat.id,
        purpose=Purpose.CONFIRMATION,
        text=texts.added(language, ticket),
        ticket_id=ticket.id,
        reply_to=message.message_id,
    )


def _open_button(language: Language, links: Links, link: str) -> tuple[Button, ...]:
    return (Button(language.gettext("Open"), url=link),) if links.work_as_buttons else ()


def _entry(message: Message, ticket: Ticket, customer: Customer) -> Entry:
    return Entry(
        ticket_id=ticket.id,
        kind=EntryKind.MESSAGE,
        via=Via.CHAT,
        author_id=customer.id,
        author_name=customer.name,
        text=text_of(message),
        at=message.date,
        chat_id=message.chat.id,
        message_id=message.message_id,
        media_group_id=message.media_group_id,
        files=files_of(message),
    )
