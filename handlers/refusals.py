"""Refusals in words: what the core raises becomes a kind message to whoever asked."""

import re

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.filters import ExceptionMessageFilter, ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot import texts
from bot.business import REFUSALS
from bot.errors import NotAllowed, UnknownTicket
from bot.grants import GrantOutOfRange, NoReason
from bot.languages import Language
from bot.sections import Company
from bot.steering import NotInThisPhase, Steer
from bot.storage import chats, transitions
from bot.storage.database import Database
from bot.transition import AlreadyClosed, DeadlineInThePast, Phase, TooEarlyToClose, WindowOutOfRange
from handlers import presses
from handlers.cards import NotYourIssue
from handlers.transition import DeadlineUnread

router = Router(name=__name__)

NO_PLACE_TO_ANSWER = re.compile(
    ".*Bad Request: (message to be replied not found|message thread not found|TOPIC_CLOSED|chat not found"
    "|not enough rights to send|have no rights to send|CHAT_WRITE_FORBIDDEN"
    f"|{'|'.join(REFUSALS)})",
    re.IGNORECASE,
)


@router.error(ExceptionTypeFilter(NotAllowed))
async def not_allowed(event: ErrorEvent, language: Language) -> str:
    await _say(event, texts.not_yours(language))
    return "refused: not allowed"


@router.error(ExceptionTypeFilter(WindowOutOfRange, DeadlineInThePast, AlreadyClosed, DeadlineUnread))
async def deadline_refused(event: ErrorEvent, language: Language, database: Database, company: Company) -> str:
    async with database.reading() as tx:
        transition = await transitions.current(tx)
    allowed = transition.allowed_deadlines(company.zone)
    match event.exception:
        case WindowOutOfRange(days=days):
            words = texts.window_refused(language, days, allowed)
        case DeadlineInThePast(deadline=deadline):
            words = texts.deadline_in_the_past(language, deadline, company.zone)
        case AlreadyClosed():
            words = texts.transition_closed(language)
        case _:
            words = texts.deadline_unread(language, allowed)
    await _say(event, words)
    return "refused: deadline"


@router.error(ExceptionTypeFilter(NotInThisPhase, TooEarlyToClose, GrantOutOfRange, NoReason))
async def steering_refused(event: ErrorEvent, language: Language, company: Company) -> str:
    match event.exception:
        case NotInThisPhase(act=Steer.MOVE_DEADLINE, phase=Phase.CLOSED):
            words = texts.transition_closed(language)
        case NotInThisPhase(phase=phase):
            words = texts.not_in_this_phase(language, phase)
        case TooEarlyToClose(earliest=earliest):
            words = texts.too_early_to_close(language, earliest, company.zone)
        case GrantOutOfRange(first=first, last=last):
            words = texts.grant_refused(language, first, last, company.zone)
        case _:
            words = texts.reason_missing(language)
    await _say(event, words)
    return "refused: deadline"


@router.error(ExceptionTypeFilter(NotYourIssue, UnknownTicket))
async def not_your_issue(event: ErrorEvent, language: Language) -> str:
    if event.update.callback_query is not None:
        await presses.tell(event.update.callback_query, texts.not_your_issue(language), alert=True)
    return "refused: not their issue"


@router.error(ExceptionTypeFilter(TelegramForbiddenError))
@router.error(ExceptionTypeFilter(TelegramBadRequest), ExceptionMessageFilter(NO_PLACE_TO_ANSWER))
async def nobody_listens(event: ErrorEvent) -> str:
    """Who asked has blocked the bot or removed it, deleted the question, closed the group to it, or disconnected."""
    return "ignored: cannot answer"


@router.error(ExceptionTypeFilter(TelegramMigrateToChat))
async def chat_upgraded(event: ErrorEvent, database: Database) -> str:
    """The group became a supergroup while we answered; what we remember goes on under the new id."""
    message = _asked(event)
    if message is not None and isinstance(event.exception, TelegramMigrateToChat):
        async with database.transaction() as tx:
            await chats.upgrade(tx, message.chat.id, event.exception.migrate_to_chat_id)
    return "ignored: cannot answer"


def _asked(event: ErrorEvent) -> Message | None:
    press: CallbackQuery | None = event.update.callback_query
    message = press.message if press is not None else event.update.message
    return message if isinstance(message, Message) else None


async def _say(event: ErrorEvent, words: str) -> None:
    message = _asked(event)
    if message is not None:
        await message.answer(words)
