"""/progress: admins see the daily proof that no message was lost, under a picture of the last days."""

from datetime import date, timedelta

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bookkeeping import Bookkeeper
from bot.charts.drawer import Drawer
from bot.clock import Clock
from bot.languages import SOURCE, Language
from bot.languages import language as language_of
from bot.markup import length
from bot.people import Action, People
from bot.reports import Course, Period, Step, per_day
from bot.sections import Company
from bot.storage import reconciliations
from bot.storage.database import Database
from bot.storage.reports import move, openings, resolutions
from bot.texts.reports import course_chart

router = Router(name=__name__)

DAYS_SHOWN = 7
DAYS_DRAWN = 14
LONGEST_CAPTION = 1024
"""Telegram's own limit."""


@router.message(Command("progress"))
async def show(
    message: Message,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    drawer: Drawer,
) -> str:
    people.require(event_from_user.id, Action.READ_TRANSITION)
    today = clock.now().astimezone(company.zone).date()
    async with database.reading() as tx:
        of_today = await Bookkeeper(database, company).count(tx, today)
        ever = await reconciliations.count(tx)
        before = await reconciliations.latest(tx, limit=DAYS_SHOWN)
        course = await _course(tx, company, today)
    told = texts.books(language, of_today, ever, before)
    picture = await drawer.picture(course_chart(language, course), course_chart(language_of(SOURCE), course))
    if picture is None or not await _pictured(message, picture, told):
        await message.answer(told)
    return "command"


async def _course(tx: AsyncConnection, company: Company, today: date) -> Course:
    period = Period(Step.RANGE, today - timedelta(days=DAYS_DRAWN - 1), today)
    span, bounds = period.span(company.zone), period.bounds(company.zone)
    return Course(
        period.days,
        opened=per_day((opened for opened, *_others in await openings.times(tx, span)), bounds),
        resolved=per_day((resolved for _opened, resolved in await resolutions.times(tx, span)), bounds),
        migrated=per_day(await move.migrated(tx, span), bounds),
    )


async def _pictured(message: Message, picture: bytes, told: str) -> bool:
    """Today's account, and what else there is room for, under the picture; the rest after it. False without one."""
    parts = told.split("\n\n")
    fitting = (number for number in range(len(parts), 0, -1) if length("\n\n".join(parts[:number])) <= LONGEST_CAPTION)
    caption = "\n\n".join(parts[: next(fitting, 0)])
    try:
        await message.answer_photo(BufferedInputFile(picture, "progress.png"), caption=caption)
    except TelegramBadRequest:
        # Pictures may be forbidden in a group, where words are not.
        return False
    if left := told[len(caption) :].strip():
        await message.answer(left)
    return True
