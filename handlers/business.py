"""A staff member's own account: what customers write to it is converted, what its owner answers is kept with it."""

from aiogram import F, Router
from aiogram.types import BusinessConnection, BusinessMessagesDeleted, Message, Update, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.deliveries import Draft, Purpose
from bot.languages import Language
from bot.people import People
from bot.storage import deliveries, entries, tickets
from bot.storage.database import Database
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via
from handlers.callhearing import HearsCallWishes
from handlers.edits import follow_edit
from handlers.messages import COMMAND, convert_message, outcome_before, place_of
from handlers.reading import CONTENT, files_of, name_of, text_of
from handlers.roles import COMPANY
from handlers.whereabouts import is_ours, note_connection

router = Router(name=__name__)
router.business_message.middleware(HearsCallWishes())


@router.business_connection()
async def follow_connection(
    event: BusinessConnection, language: Language, database: Database, clock: Clock, people: People, outbox: Bell
) -> str:
    """Whoever connects an account hears what that means; a stranger's is left alone."""
    if not is_ours(people, event.user.id):
        return "ignored: account of a stranger"
    await note_connection(event, database, clock)
    may_reply = bool(event.rights and event.rights.can_reply)
    if event.is_enabled:
        words = texts.account_connected(language, may_reply=may_reply)
        occasion = f"account/{event.id}/{'replies' if may_reply else 'listens'}"
        async with database.transaction() as tx:
            await deliveries.plan(tx, Draft(occasion, event.user.id, Purpose.NOTICE, words), clock.now())
    outbox.ring()
    return "channel"


async def by_owner(message: Message, event_from_user: User, owner_id: int) -> bool:
    return event_from_user.id == owner_id


@router.business_message(F.sender_business_bot)
async def ignore_own_words(message: Message) -> str:
    return "ignored: own words"


@router.business_message(COMPANY, by_owner, F.content_type.in_(CONTENT))
async def keep_owner_s_words(
    message: Message,
    event_update: Update,
    event_from_user: User,
    channel: int,
    owner_id: int,
    database: Database,
    clock: Clock,
    outbox: Bell,
    fetching: Bell,
) -> str:
    """What the owner writes to a customer with an open ticket is staff's answer to it; else it is their own affair."""
    async with database.transaction() as tx:
        if (before := await outcome_before(tx, place_of(message, channel, event_update))) is not None:
            return before
        ticket = await _ticket_meant(tx, message, channel)
        if ticket is None:
            return "ignored: staff"
        said = Entry(
            ticket_id=ticket.id,
            kind=EntryKind.REPLY,
            via=Via.CHAT,
            author_id=owner_id,
            author_name=name_of(event_from_user),
            text=text_of(message),
            at=message.date,
            chat_id=channel,
            message_id=message.message_id,
            update_id=event_update.update_id,
            media_group_id=message.media_group_id,
            files=files_of(message),
        )
        await entries.add(tx, said)
        await tickets.touch(tx, ticket.id, clock.now())
    outbox.ring()
    fetching.ring()
    return "entry"


@router.business_message(COMPANY)
async def ignore_colleagues(message: Message) -> str:
    return "ignored: staff"


@router.business_message(F.from_user.is_bot)
async def ignore_bots(message: Message) -> str:
    return "ignored: no person"


@router.business_message(F.text.regexp(COMMAND))
async def ignore_command(message: Message) -> str:
    """The bot's commands are for its own chat: here they would be answered by a person."""
    return "ignored: unknown command"


router.business_message.register(convert_message, F.content_type.in_(CONTENT))
router.edited_business_message.register(follow_edit, F.content_type.in_(CONTENT), ~F.sender_business_bot)


@router.deleted_business_messages()
async def keep_what_was_deleted(event: BusinessMessagesDeleted) -> str:
    """Bots are told of it in business chats only: as everywhere else, what was said stays said."""
    return "ignored: deleted in the chat"


async def _ticket_meant(tx: AsyncConnection, message: Message, channel: int) -> Ticket | None:
    """The ticket of the quoted message, else the newest unresolved one of this chat."""
    if message.reply_to_message is not None:
        quoted = message.reply_to_message.message_id
        number = await entries.ticket_of(tx, channel, quoted)
        found = await tickets.get(tx, number) if number else await tickets.of_bot_message(tx, channel, quoted)
        if found is not None:
            return found
    latest = await tickets.open_of(tx, message.chat.id, channel, limit=1)
    return latest[0] if latest else None
