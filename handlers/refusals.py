"""Refusals in words: what the core raises becomes a kind message to whoever asked."""

import re

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.filters import ExceptionMessageFilter, ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot import texts
from bot.business import REFUSALS as FORBIDDEN_TO_ACCOUNTS
from bot.errors import NotAllowed, UnknownTicket
from bot.languages import Language
from bot.sections import Company
from bot.storage import chats, transitions
from bot.storage.database import Database
from bot.texts.refusals import REFUSALS as REFUSED
from bot.texts.refusals import refusal
from handlers import presses
from handlers.cards import NotYourIssue
from handlers.transition import DeadlineUnread

router = Router(name=__name__)

NO_PLACE_TO_ANSWER = re.compile(
    ".*Bad Request: (message to be replied not found|message thread not found|TOPIC_CLOSED|chat not found"
    "|not enough rights to send|have no rights to send|CHAT_WRITE_FORBIDDEN"
    f"|{'|'.join(FORBIDDEN_TO_ACCOUNTS)})",
    re.IGNORECASE,
)


@router.error(ExceptionTypeFilter(NotAllowed))
async def not_allowed(event: ErrorEvent, language: Language) -> str:
    await _say(event, texts.not_yours(language))
    return "refused: not allowed"


@router.error(ExceptionTypeFilter(*REFUSED, DeadlineUnread))
async def wish_refused(event: ErrorEvent, language: Language, database: Database, company: Company) -> str:
    async with database.reading() as tx:
        transition = await transitions.current(tx)
    if isinstance(event.exception, DeadlineUnread):
        words = texts.deadline_unread(language, transition.allowed_deadlines(company.zone))
    else:
        words = refusal(language, event.exception, transition, company.zone)
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
