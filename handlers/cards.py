"""The buttons under cards and questions: customers steer their own tickets."""

from collections.abc import Sequence
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.casework import resolution
from bot.casework.case import Bureau, Case, Doer
from bot.casework.escalating import escalate_complaint
from bot.categories import Category, name_of_category
from bot.clock import Clock
from bot.deliveries import Button
from bot.errors import ChatferryError
from bot.languages import Language
from bot.storage import corrections, customers, tickets
from bot.storage.database import Database
from bot.suggestion import Suggester
from bot.tickets import Ticket, Via
from handlers import presses

router = Router(name=__name__)

EARLIER_SHOWN = 5


class NotYourIssue(ChatferryError):
    """Only the customer whose ticket it is may press its buttons."""


async def own_ticket(tx: AsyncConnection, ticket_id: str, user: User) -> Ticket:
    """Raises NotYourIssue, UnknownTicket."""
    ticket = await tickets.get(tx, int(ticket_id))
    if ticket.customer_id != user.id:
        raise NotYourIssue
    return ticket


async def own_case(
    tx: AsyncConnection, press: CallbackQuery, ticket_id: str, user: User, bureau: Bureau, now: datetime
) -> Case:
    """The ticket in its customer's own hands. Raises NotYourIssue, UnknownTicket."""
    await own_ticket(tx, ticket_id, user)
    doer = Doer(user.id, user.full_name, Via.CHAT)
    return await Case.open(tx, bureau, int(ticket_id), doer, now, key=press.id)


@router.callback_query(F.data.regexp(r"^category:(\d{1,18})$").group(1).as_("number"), F.message.as_("card"))
async def offer_categories(
    press: CallbackQuery,
    number: str,
    card: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    categories: Sequence[Category],
) -> str:
    async with database.reading() as tx:
        ticket = await own_ticket(tx, number, event_from_user)
    rows = [
        [Button(name_of_category(categories, category.key, language.code), data=f"category:{ticket.id}:{category.key}")]
        for category in categories
    ]
    await presses.tell(press, texts.ask_category(language))
    await presses.offer(card, keyboard(rows))
    return "press"


@router.callback_query(F.data.regexp(r"^category:(\d{1,18}):([\w-]{1,32})$").as_("chosen"))
async def choose_category(
    press: CallbackQuery,
    event_from_user: User,
    database: Database,
    clock: Clock,
    categories: Sequence[Category],
    suggester: Suggester,
    bureau: Bureau,
    outbox: Bell,
) -> str:
    _, number, key = (press.data or "").split(":")
    if key in {category.key for category in categories}:
        async with database.transaction() as tx:
            ticket = await own_ticket(tx, number, event_from_user)
            learned = await corrections.correct(tx, ticket, key, clock.now())
            await escalate_complaint(tx, bureau, ticket.id, clock.now())
        if learned is not None:
            suggester.learn(learned, key)
    await presses.tell(press)
    outbox.ring()
    return "press"


@router.callback_query(F.data.regexp(r"^solved:(\d{1,18})$").group(1).as_("number"))
async def close_as_solved(
    press: CallbackQuery,
    number: str,
    event_from_user: User,
    database: Database,
    clock: Clock,
    bureau: Bureau,
    outbox: Bell,
) -> str:
    async with database.transaction() as tx:
        case = await own_case(tx, press, number, event_from_user, bureau, clock.now())
        if case.ticket.is_open:
            await resolution.close_own(case)
    await presses.tell(press)
    outbox.ring()
    return "press"


@router.callback_query(F.data.regexp(r"^reopen:(\d{1,18})$").group(1).as_("number"))
async def reopen(
    press: CallbackQuery,
    number: str,
    event_from_user: User,
    database: Database,
    clock: Clock,
    bureau: Bureau,
    outbox: Bell,
) -> str:
    async with database.transaction() as tx:
        case = await own_case(tx, press, number, event_from_user, bureau, clock.now())
        if case.ticket.merged_into_id is None:
            await resolution.reopen(case)
    await presses.tell(press)
    outbox.ring()
    return "press"


@router.callback_query(F.data.regexp(r"^earlier:(\d{1,18})$").group(1).as_("number"), F.message.as_("card"))
async def offer_earlier(
    press: CallbackQuery,
    number: str,
    card: Message,
    event_from_user: User,
    channel: int,
    language: Language,
    database: Database,
) -> str:
    async with database.reading() as tx:
        ticket = await own_ticket(tx, number, event_from_user)
        others = await tickets.open_of(tx, ticket.customer_id, channel, besides=ticket.id, limit=EARLIER_SHOWN)
    if not others:
        await presses.tell(press, texts.no_earlier_issue(language), alert=True)
        return "press"
    rows = [[Button(f"#{other.id} {other.title[:40]}", data=f"merge:{ticket.id}:{other.id}")] for other in others]
    await presses.tell(press)
    await presses.offer(card, keyboard(rows))
    return "press"


@router.callback_query(F.data.regexp(r"^merge:\d{1,18}:\d{1,18}$"))
async def merge(press: CallbackQuery, event_from_user: User, database: Database, clock: Clock, outbox: Bell) -> str:
    _, number, into = (press.data or "").split(":")
    async with database.transaction() as tx:
        await own_ticket(tx, number, event_from_user)
        await customers.hold(tx, event_from_user.id)
        ticket = await own_ticket(tx, number, event_from_user)
        target = await own_ticket(tx, into, event_from_user)
        if ticket.is_open and target.is_open and ticket.id != target.id:
            await tickets.merge(tx, ticket.id, target.id, now=clock.now())
    await presses.tell(press)
    outbox.ring()
    return "press"


def keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=button.text, url=button.url, callback_data=button.data) for button in row]
            for row in rows
        ]
    )
