"""The stars under "your issue is resolved": a press rates it; who gives few is asked what went wrong."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User

from bot import texts
from bot.bell import Bell
from bot.casework.case import Bureau, Case
from bot.casework.rating import rate
from bot.clock import Clock
from bot.deliveries import Draft, Purpose
from bot.errors import NotPossible
from bot.languages import Language
from bot.storage import deliveries
from bot.storage.database import Database
from bot.tickets import LOW_RATING
from handlers import presses
from handlers.cards import own_case

router = Router(name=__name__)

CHOSEN = "✓ "


@router.callback_query(F.data.regexp(r"^rate:\d{1,18}:[1-5]$"))
async def rate_ticket(
    press: CallbackQuery,
    event_from_user: User,
    channel: int,
    language: Language,
    database: Database,
    clock: Clock,
    bureau: Bureau,
    outbox: Bell,
    agenda: Bell,
) -> str:
    """A second press replaces the first; only the ticket's customer is heard."""
    _, number, stars = (press.data or "").split(":")
    words = texts.rated(language, int(stars))
    async with database.transaction() as tx:
        case = await own_case(tx, press, number, event_from_user, bureau, clock.now())
        try:
            await rate(case, int(stars), case.ticket.rating_text or "")
        except NotPossible:
            words = texts.not_to_be_rated(language)
        else:
            if int(stars) <= LOW_RATING:
                await deliveries.plan(tx, _question(case, language, press.message, channel), case.now)
    outbox.ring()
    agenda.ring()
    await presses.tell(press, words)
    if isinstance(press.message, Message) and case.ticket.rating is not None:
        await presses.offer(press.message, _marked(press.message.reply_markup, press.data or ""))
    return "press"


def _question(case: Case, language: Language, message: object, channel: int) -> Draft:
    """Asked once for each time that the ticket was resolved; an answer that quotes it goes to the ticket."""
    ticket, links = case.ticket, case.bureau.links
    link = links.ticket(ticket.id, ticket.link_generation)
    return Draft(
        occasion=f"low/{ticket.id}/{ticket.reopenings}",
        chat_id=channel,
        purpose=Purpose.ANSWER,
        text=texts.ask_what_went_wrong(language, ticket, link),
        ticket_id=ticket.id,
        thread_id=message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None,
    )


def _marked(keyboard: InlineKeyboardMarkup | None, data: str) -> InlineKeyboardMarkup:
    """The same buttons, with a mark on the one that was pressed."""
    rows = keyboard.inline_keyboard if keyboard else []
    return InlineKeyboardMarkup(inline_keyboard=[[_button(one, data) for one in row] for row in rows])


def _button(button: InlineKeyboardButton, data: str) -> InlineKeyboardButton:
    label = button.text.removeprefix(CHOSEN)
    return button.model_copy(update={"text": f"{CHOSEN}{label}" if button.callback_data == data else label})
