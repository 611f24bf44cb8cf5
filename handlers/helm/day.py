"""The step that asks for a day: a calendar of those that are possible."""

from datetime import date, datetime
from typing import Any

from aiogram_dialog import ChatEvent, DialogManager, Window
from aiogram_dialog.widgets.kbd import CalendarUserConfig

from bot.grants import extension_days
from bot.languages import Language
from bot.sections import Company
from bot.steering import Steer
from bot.storage import transitions
from bot.storage.database import Database
from bot.texts import wishes as words
from bot.transition import A_DAY, MAX_DAYS, MIN_DAYS, Transition
from handlers.broadcast.calendar import Days, set_days
from handlers.broadcast.steps import Asked, Data, object_to
from handlers.helm.steps import GIVE_UP, NAME, ONLY_BUTTONS, REASON, Steering, bridge_of, wish_now, wish_of


def possible_days(act: Steer, transition: Transition, now: datetime, company: Company) -> tuple[date, date]:
    """The first and the last; there is none where they are the wrong way round."""
    window, zone = transition.window, company.zone
    last = window.date_of(MAX_DAYS, zone)
    if act is Steer.EXTEND:
        return extension_days(window, zone) or (last + A_DAY, last)
    ahead = (number for number in range(MIN_DAYS, MAX_DAYS + 1) if window.day(number) > now)
    soonest = next(ahead, None)
    return (last + A_DAY if soonest is None else window.date_of(soonest, zone)), last


class PossibleDays(Days):
    async def _get_user_config(self, data: dict[str, Any], manager: DialogManager) -> CalendarUserConfig:
        return CalendarUserConfig(timezone=data["zone"], min_date=data["first"], max_date=data["last"])


async def possible(dialog_manager: DialogManager, database: Database, company: Company, **_: Any) -> dict[str, Any]:
    transition, (first, last) = await _around(dialog_manager)
    return {"zone": company.zone, "first": first, "last": last, "deadline": transition.window.deadline}


async def look_at(manager: DialogManager) -> None:
    """The calendar opens at the month of the deadline, which has a mark."""
    company: Company = manager.middleware_data["company"]
    transition, (first, last) = await _around(manager)
    deadline = transition.window.deadline.astimezone(company.zone).date()
    set_days(manager, {deadline})
    CALENDAR.set_offset(min(max(deadline, first), last), manager)


async def take_day(_: ChatEvent, __: Any, manager: DialogManager, day: date) -> None:
    language: Language = manager.middleware_data["language"]
    transition, (first, last) = await _around(manager)
    if not first <= day <= last:
        object_to(manager, words.day_refused(language, first, last))
        return
    if transition.window.number_of(day, manager.middleware_data["company"].zone) is None:
        object_to(manager, words.day_left_out(language, day))
        return
    wish_now(manager, last=day)
    await manager.switch_to(Steering.sure if manager.dialog_data[REASON] else Steering.why)


async def _around(manager: DialogManager) -> tuple[Transition, tuple[date, date]]:
    data = manager.middleware_data
    database: Database = data["database"]
    async with database.reading() as tx:
        transition = await transitions.current(tx)
    now = bridge_of(manager)[1]
    return transition, possible_days(wish_of(manager).act, transition, now, data["company"])


def _question(language: Language, data: Data) -> str:
    manager_data = data["dialog_data"]
    days = (data["first"], data["last"])
    if manager_data[NAME]:
        return words.ask_until(language, manager_data[NAME], *days)
    return words.ask_deadline(language, language.moment(data["deadline"], data["zone"]), *days)


CALENDAR = PossibleDays(id="day", on_click=take_day)
DAY = Window(Asked(_question), ONLY_BUTTONS, CALENDAR, GIVE_UP, state=Steering.day, getter=possible)
