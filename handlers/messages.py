"""What a customer writes becomes a ticket, an entry of one, words set aside, or, once the chat is closed, a draft."""

import re
from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import Message, Update, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.conversion import AddTo, Afterwards, KeepDraft, Manners, SetAside, Surroundings, convert
from bot.deliveries import Button
from bot.identity import Identity
from bot.languages import Language
from bot.links import Links
from bot.office.office import Office
from bot.recognition import Kind, kind_of
from bot.sections import Company
from bot.storage import cards, chats, drafts, entries, tickets
from bot.storage.arrivals import Arrival
from bot.storage.chats import Chat
from bot.storage.customers import Customer
from bot.storage.database import Database
from bot.storage.drafts import DraftKind
from bot.storage.entries import Entry
from bot.suggestion import Suggester
from bot.tickets import EntryKind, Via
from handlers.acquaintance import arrive
from handlers.callhearing import HearsCallWishes
from handlers.matters import BEFORE, Place, add, answer, open_ticket, set_aside
from handlers.reading import CONTENT, files_of, text_of, title_source
from handlers.roles import COMPANY

COMMAND = re.compile(r"/[a-z0-9_]{1,32}(@\w+)?(\s|$)", re.ASCII | re.IGNORECASE)
"""What is meant as a command: a path of a server begins with a slash, too."""

router = Router(name=__name__)
router.message.filter(
    F.content_type.in_(CONTENT), F.chat.type.in_({ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP})
)
router.message.middleware(HearsCallWishes())

TWICE = "ignored: came twice"


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
    event_update: Update,
    event_from_user: User,
    channel: int,
    language: Language,
    database: Database,
    clock: Clock,
    company: Company,
    links: Links,
    office: Office,
    manners: Manners,
    afterwards: Afterwards,
    suggester: Suggester,
    outbox: Bell,
    fetching: Bell,
    identity: Identity,
) -> str:
    now = clock.now()
    place = place_of(message, channel, event_update)
    text = text_of(message)
    kind = kind_of(title_source(message)) if message.text else Kind.MATTER
    async with database.transaction() as tx:
        arrival = await arrive(tx, message, event_from_user, channel, now, begun_since=message.date - BEFORE)
        if arrival.kept and (before := await outcome_before(tx, place)) is not None:
            return before
        customer, transition = arrival.customer, arrival.transition
        around = await _around(tx, message, channel, kind, arrival, afterwards)
        becomes = convert(title_source(message), kind, message.date, around, manners)
        if isinstance(becomes, KeepDraft):
            outcome = "draft"
            await _keep_draft(tx, message, place, customer, now)
            if is_redirected(arrival.chat, now, afterwards.redirect):
                link = _desk_link(message, customer, links, identity)
                opens = ((Button(language.gettext("Open"), url=link),),) if links.work_as_buttons else ()
                await answer(tx, f"draft/{place.message_id}", place, texts.chat_closed(language, link), opens, now=now)
                await chats.redirected(tx, channel, now)
        elif isinstance(becomes, SetAside):
            outcome = f"set aside: {becomes.kind}"
            link = _desk_link(message, customer, links, identity)
            reply = {
                Kind.GREETING: texts.greeting(language),
                Kind.THANKS: texts.thanks(language),
                Kind.ABOUT_MOVE: texts.about_move(language, transition, link, now, company.zone),
            }.get(becomes.kind)
            await set_aside(
                tx,
                becomes.kind,
                text,
                reply,
                customer=customer,
                place=place,
                language=language,
                # The matter may follow while they are still writing.
                answered_at=now + manners.quiet,
                now=now,
            )
        elif isinstance(becomes, AddTo):
            outcome = "entry"
            await add(
                tx,
                _entry(message, customer, place),
                becomes,
                place=place,
                language=language,
                office=office,
                now=now,
                closed=around.closed,
            )
            # While the customer is still writing, the card waits.
            quiet_at = manners.quiet_from(now, first=becomes.ticket.opened_at)
            await cards.wait_until(tx, becomes.ticket.id, quiet_at)
        else:
            outcome = "ticket"
            await open_ticket(
                tx,
                _entry(message, customer, place),
                customer=customer,
                place=place,
                suggester=suggester,
                shown_at=manners.quiet_from(now, first=now),
                now=now,
                title=becomes.title,
                follows=becomes.follows,
                begun=arrival.begun,
            )
    outbox.ring()
    if files_of(message):
        fetching.ring()
    return outcome


def place_of(message: Message, channel: int, update: Update) -> Place:
    thread_id = message.message_thread_id if message.is_topic_message else None
    return Place(channel, thread_id, message.message_id, update.update_id)


async def outcome_before(tx: AsyncConnection, place: Place) -> str | None:
    """What the message became, when it has been handled before.

    The same update counts as the same again (a stop came between the commit and the inbox's mark); another update
    with the same message is one too many.
    """
    # Before the entries: words that were set aside may have become one since.
    if (draft := await drafts.at(tx, place.chat_id, place.message_id)) is not None:
        kind, update_id = draft
        outcome = "draft" if kind is DraftKind.CLOSED else f"set aside: {kind}"
        return outcome if update_id == place.update_id else TWICE
    if (entry := await entries.at(tx, place.chat_id, place.message_id)) is not None:
        first = await entries.first_of(tx, entry.ticket_id, arrived=True)
        outcome = "ticket" if first is not None and first.id == entry.id else "entry"
        return outcome if entry.update_id == place.update_id else TWICE
    return None


async def _around(
    tx: AsyncConnection, message: Message, channel: int, kind: Kind, arrival: Arrival, afterwards: Afterwards
) -> Surroundings:
    customer = arrival.customer
    album = quoted = resolved = None
    if message.media_group_id is not None:
        album = await tickets.of_album(tx, channel, message.media_group_id)
    if message.reply_to_message is not None:
        quoted = await tickets.of_bot_message(tx, channel, message.reply_to_message.message_id)
    latest = await tickets.latest_of(tx, customer.id, channel)
    # Thanks are all that a resolved ticket is asked for.
    if kind is Kind.THANKS and latest is None:
        resolved = await tickets.resolved_of(tx, customer.id, channel)
    deadline, private = arrival.transition.window.deadline, message.chat.type == ChatType.PRIVATE
    closed = is_closed(arrival.chat, message.date, deadline)
    closed_at = deadline if arrival.chat is None else arrival.chat.closes_at(deadline)
    spoken_to = closed and private and latest is not None and await entries.replied_since(tx, latest[0].id, latest[1])
    return Surroundings(
        closed=closed,
        album=album,
        # In a group anyone may quote; the answer belongs to the ticket only when the ticket is the customer's own.
        quoted=quoted if quoted is not None and quoted.customer_id == customer.id else None,
        latest=latest,
        resolved=resolved,
        answers=closed and message.date < closed_at + afterwards.answers,
        private=private,
        spoken_to=spoken_to,
    )


def is_closed(chat: Chat | None, moment: datetime, deadline: datetime) -> bool:
    """A chat that nobody wrote in before has the deadline of all."""
    return moment >= deadline if chat is None else chat.is_closed(moment, deadline)


def is_redirected(chat: Chat | None, now: datetime, once_in: timedelta) -> bool:
    """Whether what is written in a closed chat is answered with the way to the desk; it is kept each time."""
    return chat is None or chat.redirected_at is None or now - chat.redirected_at >= once_in


def _desk_link(message: Message, customer: Customer, links: Links, identity: Identity) -> str:
    """A personal link is for one pair of eyes: in a group the way to it leads through the private chat."""
    private = message.chat.type == ChatType.PRIVATE
    return links.desk(customer.id, customer.link_generation) if private else identity.start_link


async def _keep_draft(tx: AsyncConnection, message: Message, place: Place, customer: Customer, now: datetime) -> None:
    await drafts.keep(
        tx,
        customer_id=customer.id,
        chat_id=place.chat_id,
        message_id=place.message_id,
        update_id=place.update_id,
        kind=DraftKind.CLOSED,
        text=text_of(message),
        now=now,
        attached=files_of(message),
    )


def _entry(message: Message, customer: Customer, place: Place) -> Entry:
    """Of no ticket yet."""
    return Entry(
        ticket_id=0,
        kind=EntryKind.MESSAGE,
        via=Via.CHAT,
        author_id=customer.id,
        author_name=customer.name,
        text=text_of(message),
        at=message.date,
        chat_id=place.chat_id,
        message_id=place.message_id,
        update_id=place.update_id,
        media_group_id=message.media_group_id,
        files=files_of(message),
    )
