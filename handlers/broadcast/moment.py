"""The steps that ask for the time: now, a moment, or one time of day on several days."""

from datetime import date, datetime, time
from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import ChatEvent, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot import texts
from bot.clock import Clock
from bot.languages import Language
from bot.sections import Company
from handlers.broadcast import draft
from handlers.broadcast.calendar import Days, days_of, set_days
from handlers.broadcast.leaving import ONLY_BUTTONS, back_to
from handlers.broadcast.steps import Asked, Compose, Said, object_to

MOMENT_FORMAT = "%Y-%m-%d %H:%M"
HOUR_FORMAT = "%H:%M"
MOST_DAYS = 31


async def take_now(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    draft.set_moments(manager, [])
    await draft.go_on(manager, Compose.confirm)


async def take_moment(message: Message, _: MessageInput, manager: DialogManager) -> None:
    language, company, now = _around(manager)
    moment = _read(message.text, MOMENT_FORMAT)
    due_at = moment.replace(tzinfo=company.zone) if moment is not None else None
    if due_at is None or due_at <= now:
        object_to(manager, texts.broadcast_time_unread(language, now, company.zone))
        return
    draft.set_moments(manager, [due_at])
    await draft.go_on(manager, Compose.confirm)


async def ask_days(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    _language, company, now = _around(manager)
    CALENDAR.set_offset(now.astimezone(company.zone).date(), manager)
    await manager.switch_to(Compose.days)


async def toggle(_: ChatEvent, __: Any, manager: DialogManager, day: date) -> None:
    days = days_of(manager)
    if day not in days and len(days) >= MOST_DAYS:
        object_to(manager, texts.broadcast_too_many_days(manager.middleware_data["language"], MOST_DAYS))
        return
    set_days(manager, days ^ {day})


async def end_days(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    if days_of(manager):
        await manager.switch_to(Compose.hour)
    else:
        object_to(manager, texts.broadcast_days_missing(manager.middleware_data["language"]))


async def take_hour(message: Message, _: MessageInput, manager: DialogManager) -> None:
    language, company, now = _around(manager)
    hour = _read(message.text, HOUR_FORMAT)
    if hour is None:
        object_to(manager, texts.broadcast_hour_unread(language))
        return
    moments = [_on(day, hour.time(), company) for day in days_of(manager)]
    if min(moments) <= now:
        object_to(manager, texts.broadcast_hour_passed(language))
        return
    draft.set_moments(manager, moments)
    await draft.go_on(manager, Compose.confirm)


async def chosen(company: Company, clock: Clock, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {
        "zone": company.zone,
        "today": clock.now().astimezone(company.zone).date(),
        "days": sorted(days_of(dialog_manager)),
    }


def _around(manager: DialogManager) -> tuple[Language, Company, datetime]:
    data = manager.middleware_data
    return data["language"], data["company"], data["clock"].now()


def _read(text: str | None, pattern: str) -> datetime | None:
    """Without a time zone; None when unreadable."""
    try:
        # People type the colon of their own keyboard.
        return datetime.strptime((text or "").strip().replace("：", ":"), pattern)  # noqa: DTZ007
    except ValueError:
        return None


def _on(day: date, hour: time, company: Company) -> datetime:
    """A time that the clocks jump over counts as it would have without the jump."""
    return datetime.combine(day, hour, company.zone)


CALENDAR = Days(id="days", on_click=toggle)
TIME = Window(
    Asked(lambda language, data: texts.ask_broadcast_time(language, data["zone"])),
    MessageInput(take_moment),
    Button(Said(lambda language, _: language.gettext("Now")), id="now", on_click=take_now),
    Button(Said(lambda language, _: language.gettext("Choose days")), id="choose_days", on_click=ask_days),
    back_to(Compose.audience),
    state=Compose.time,
    getter=chosen,
)
DAYS = Window(
    Asked(lambda language, data: texts.ask_broadcast_days(language, data["days"])),
    ONLY_BUTTONS,
    CALENDAR,
    Button(Said(lambda language, _: language.gettext("Continue")), id="days_end", on_click=end_days),
    back_to(Compose.time),
    state=Compose.days,
    getter=chosen,
)
HOUR = Window(
    Asked(lambda language, data: texts.ask_broadcast_hour(language, data["days"], data["zone"])),
    MessageInput(take_hour),
    back_to(Compose.days),
    state=Compose.hour,
    getter=chosen,
)
