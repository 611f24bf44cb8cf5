"""A calendar of days to press, several of them, in the language and the time zone of whoever is asked."""

from datetime import date, timedelta
from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.api.internal import RawKeyboard
from aiogram_dialog.widgets.kbd import Calendar, CalendarScope, CalendarUserConfig
from aiogram_dialog.widgets.kbd.calendar_kbd import (
    CalendarDaysView,
    CalendarMonthView,
    CalendarScopeView,
    CalendarYearsView,
)
from aiogram_dialog.widgets.text import Text
from babel.dates import format_date

CHOSEN = "days"
BLANK = "·"
FARTHEST = timedelta(days=366)


def days_of(manager: DialogManager) -> set[date]:
    return {date.fromisoformat(day) for day in manager.dialog_data.get(CHOSEN, [])}


def set_days(manager: DialogManager, days: set[date]) -> None:
    manager.dialog_data[CHOSEN] = sorted(day.isoformat() for day in days)


class Dated(Text):
    """A date as people write it; ``pattern`` as Babel reads it."""

    def __init__(self, pattern: str, around: str = "{}") -> None:
        super().__init__()
        self._pattern, self._around = pattern, around

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        language = manager.middleware_data["language"]
        return self._around.format(format_date(data["date"], self._pattern, locale=language.code))


class Day(Text):
    """The number of a day; a chosen one has a mark."""

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        mark = "✅" if data["date"] in days_of(manager) else ""
        return f"{mark}{data['date'].day}"


class Days(Calendar):
    """From today on, for a year."""

    def _init_views(self) -> dict[CalendarScope, CalendarScopeView]:
        day, month = Day(), Dated("LLLL")
        return {
            CalendarScope.DAYS: CalendarDaysView(
                self._item_callback_data,
                date_text=day,
                today_text=day,
                weekday_text=Dated("ccc"),
                header_text=Dated("LLLL y", "🗓 {}"),
                next_month_text=Dated("LLL", "{} »"),
                prev_month_text=Dated("LLL", "« {}"),
            ),
            CalendarScope.MONTHS: CalendarMonthView(self._item_callback_data, month_text=month, this_month_text=month),
            CalendarScope.YEARS: CalendarYearsView(self._item_callback_data),
        }

    async def _render_keyboard(self, data: dict[str, Any], manager: DialogManager) -> RawKeyboard:
        rows = await super()._render_keyboard(data, manager)
        # A button of spaces alone may be refused.
        return [[one if one.text.strip() else one.model_copy(update={"text": BLANK}) for one in row] for row in rows]

    async def _get_user_config(self, data: dict[str, Any], manager: DialogManager) -> CalendarUserConfig:
        today: date = data["today"]
        return CalendarUserConfig(timezone=data["zone"], min_date=today, max_date=today + FARTHEST)
