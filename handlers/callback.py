"""The wish to be called, by a button or in answer to the questions about number and time.

The wish is on the ticket from the first moment. What does not answer a question goes the usual way and ends the dialog.
"""

from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove, Update, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.callwish import TIMES, call_wish_in, is_time_wish
from bot.clock import Clock
from bot.conversion import Manners
from bot.languages import NAMES, Language
from bot.languages import language as spoken
from bot.people import Role
from bot.phone import phone_of
from bot.storage import customers, entries, tickets
from bot.storage.customers import Customer
from bot.storage.database import Database
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via
from handlers import presses
from handlers.acquaintance import meet
from handlers.callhearing import note_wish
from handlers.callquestions import Call, InTime, Questions, asked_at
from handlers.cards import own_ticket
from handlers.reading import clean
from handlers.roles import SpokenBy

router = Router(name=__name__)
router.message.filter(SpokenBy(Role.CUSTOMER), F.chat.type == ChatType.PRIVATE, StateFilter(Call))
router.callback_query.filter(SpokenBy(Role.CUSTOMER), F.message.chat.type == ChatType.PRIVATE)

NO_CALL = frozenset(texts.no_call(spoken(code)) for code in NAMES)


@router.callback_query(F.data.regexp(r"^call:(\d{1,18})$").group(1).as_("number"), F.message.as_("card"))
async def begin(
    press: CallbackQuery,
    number: str,
    card: Message,
    event_from_user: User,
    channel: int,
    language: Language,
    state: FSMContext,
    database: Database,
    clock: Clock,
    outbox: Bell,
) -> str:
    now = clock.now()
    async with database.transaction() as tx:
        ticket = await _ticket_here(tx, number, event_from_user, channel)
        customer = await note_wish(tx, ticket, event_from_user, None, now) if ticket is not None else None
    outbox.ring()
    await presses.tell(press, None if customer else texts.too_late(language))
    if customer is not None:
        await Questions(card, int(number), language, state, now).begin(customer)
    return "press"


@router.callback_query(
    F.data.regexp(r"^call:\d{1,18}:(known|other|never|usual|any|morning|afternoon)$"), F.message.as_("asked")
)
async def choose(
    press: CallbackQuery,
    asked: Message,
    event_from_user: User,
    channel: int,
    language: Language,
    state: FSMContext,
    database: Database,
    clock: Clock,
    outbox: Bell,
) -> str:
    """The buttons work later than words do: each says itself which ticket is meant."""
    _, number, choice = (press.data or "").split(":")
    now = clock.now()
    words = texts.too_late(language)
    async with database.transaction() as tx:
        ticket = await _ticket_here(tx, number, event_from_user, channel)
        customer = await customers.hold(tx, event_from_user.id) if ticket is not None else None
        if ticket is not None and customer is not None and choice not in {"known", "other"}:
            words = await _settle(tx, ticket, customer, choice, language, now)
    outbox.ring()
    if customer is not None and choice in {"known", "other"}:
        await presses.tell(press)
        await presses.offer(asked, None)
        questions = Questions(asked, int(number), language, state, now)
        await (questions.time(customer) if choice == "known" else questions.phone())
    else:
        await state.clear()
        await presses.take(press, words)
    return "press"


@router.message(F.text.in_(NO_CALL), InTime())
async def refuse_call(
    message: Message,
    ticket_id: int,
    event_from_user: User,
    language: Language,
    state: FSMContext,
    database: Database,
    clock: Clock,
    outbox: Bell,
) -> str:
    async with database.transaction() as tx:
        ticket = await own_ticket(tx, str(ticket_id), event_from_user)
        await tickets.wish_call(tx, ticket.id, None, now=clock.now())
    outbox.ring()
    await state.clear()
    await message.answer(texts.call_taken_back(language), reply_markup=ReplyKeyboardRemove())
    return "dialog"


@router.message(InTime(), F.contact.user_id == F.from_user.id, F.contact.phone_number.as_("phone"))
@router.message(InTime(), F.text.func(phone_of).as_("phone"))
async def take_phone(
    message: Message,
    ticket_id: int,
    phone: str,
    event_from_user: User,
    language: Language,
    state: FSMContext,
    database: Database,
    clock: Clock,
    outbox: Bell,
) -> str:
    """Also after the number was asked for: then it corrects the one that is known."""
    now = clock.now()
    async with database.transaction() as tx:
        ticket = await own_ticket(tx, str(ticket_id), event_from_user)
        if not ticket.is_open:
            raise SkipHandler
        customer = await note_wish(tx, ticket, event_from_user, clean(phone), now)
    outbox.ring()
    await Questions(message, ticket_id, language, state, now).time(customer, phone=clean(phone))
    return "dialog"


@router.message(Call.time, InTime(), F.text.func(is_time_wish))
async def take_time(
    message: Message,
    ticket_id: int,
    event_update: Update,
    event_from_user: User,
    language: Language,
    state: FSMContext,
    database: Database,
    clock: Clock,
    outbox: Bell,
) -> str:
    """The words are kept in the thread too: should they say more than a time, nothing is lost."""
    now = clock.now()
    said = clean(message.text or "").strip()
    async with database.transaction() as tx:
        ticket = await own_ticket(tx, str(ticket_id), event_from_user)
        if not ticket.is_open:
            raise SkipHandler
        customer = await meet(tx, event_from_user, now)
        entry = Entry(
            ticket_id=ticket.id,
            kind=EntryKind.MESSAGE,
            via=Via.CHAT,
            author_id=customer.id,
            author_name=customer.name,
            text=said,
            at=message.date,
            chat_id=message.chat.id,
            message_id=message.message_id,
            update_id=event_update.update_id,
        )
        await entries.add(tx, entry)
        await tickets.wish_call(tx, ticket.id, said, now=now)
        await customers.set_contact_wish(tx, customer.id, said)
    outbox.ring()
    await state.clear()
    await message.answer(texts.call_recorded(language, customer.phone, said))
    return "entry"


@router.message()
async def let_it_go_the_usual_way(message: Message, language: Language, state: FSMContext, manners: Manners) -> str:
    """Anything else, and whatever comes late. Who was still writing when the question came may answer it yet."""
    if message.date - asked_at(await state.get_data()) < manners.quiet:
        raise SkipHandler
    waits_for_number = await state.get_state() == Call.phone.state
    await state.clear()
    if waits_for_number and call_wish_in(message.text or "") is None:
        await message.answer(texts.call_without_number(language), reply_markup=ReplyKeyboardRemove())
    raise SkipHandler


async def _ticket_here(tx: AsyncConnection, number: str, user: User, channel: int) -> Ticket | None:
    """An open ticket of this person's from this very chat. Raises NotYourIssue, UnknownTicket."""
    ticket = await own_ticket(tx, number, user)
    return ticket if ticket.is_open and ticket.chat_id == channel else None


async def _settle(
    tx: AsyncConnection, ticket: Ticket, customer: Customer, choice: str, language: Language, now: datetime
) -> str:
    """One of TIMES, "usual", or no call; returns what to say of it."""
    wish = customer.contact_wish if choice == "usual" else choice if choice in TIMES else None
    await tickets.wish_call(tx, ticket.id, wish, now=now)
    if wish is None:
        return texts.call_taken_back(language)
    if choice in TIMES:
        # "At any time" is no wish to be kept for the next ticket.
        await customers.set_contact_wish(tx, customer.id, None if choice == TIMES[0] else choice)
    return texts.call_recorded(language, customer.phone, wish)
