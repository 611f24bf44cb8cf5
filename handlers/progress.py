"""/progress: admins see how far the move is, and the daily proof that no message was lost, under a picture of both."""

from datetime import date, timedelta

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bookkeeping import Bookkeeper
from bot.charts import Chart
from bot.charts.drawer import Drawer
from bot.clock import Clock
from bot.funnel import FunnelDay, outlook
from bot.headcount import Headcount
from bot.languages import SOURCE, Language
from bot.languages import language as language_of
from bot.markup import length
from bot.people import Action, People
from bot.reports import Course, Period, Step, per_day
from bot.sections import Company
from bot.storage import funnel, reconciliations, transitions
from bot.storage.database import Database
from bot.storage.reports import move, openings, resolutions
from bot.texts.progress import forecast_words, funnel_chart, funnel_lines
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
    now = clock.now()
    today = now.astimezone(company.zone).date()
    async with database.reading() as tx:
        of_today = await Bookkeeper(database, company).count(tx, today)
        ever = await reconciliations.count(tx)
        before = await reconciliations.latest(tx, limit=DAYS_SHOWN)
        course = await _course(tx, company, today)
        transition = await transitions.current(tx)
        days = [
            *await funnel.since(tx, today - timedelta(days=DAYS_DRAWN)),
            await Headcount(database, company, people).today(tx, now),
        ]
    outlook_then = outlook(days, transition, now, company.zone)
    forecast = forecast_words(language, days[-1], outlook_then, transition, now, company.zone)
    told = f"{funnel_lines(language, days[-1], forecast)}\n\n{texts.books(language, of_today, ever, before)}"
    picture = await drawer.picture(*(_charts(spoken, days[-1], course) for spoken in (language, language_of(SOURCE))))
    if picture is None or not await _pictured(message, picture, told):
        await message.answer(told)
    return "command"


def _charts(language: Language, today: FunnelDay, course: Course) -> list[Chart]:
    return [funnel_chart(language, today), course_chart(language, course)]


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
    """How far the move is, and what else there is room for, under the picture; the rest after it. False without one."""
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
