"""The times that staff may promise, counted in the company's working hours. Pure rules."""

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from bot.office.calendar import WorkCalendar

FURTHEST = timedelta(days=366)


class Promise(StrEnum):
    HOUR = "hour"
    FOUR_HOURS = "four-hours"
    TODAY = "today"
    """Until the last working hour of today ends."""
    TWO_DAYS = "two-days"
    """The same time of day, two working days later."""
    MOMENT = "moment"
    """Written out by staff: it may lie outside working hours, for whoever promises that."""


class Outcome(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    """Resolved by then."""
    MOVED = "moved"
    """A new time was promised before it was over, or the customer was asked something."""
    SLIPPED = "slipped"
    DROPPED = "dropped"
    """The ticket went on in another one, or was erased; or the promise was taken back at once."""


SPANS = {Promise.HOUR: timedelta(hours=1), Promise.FOUR_HOURS: timedelta(hours=4)}
DAYS = {Promise.TWO_DAYS: 2}


def offered(now: datetime, calendar: WorkCalendar, zone: tzinfo) -> list[Promise]:
    """All of them, without "today" once that is over."""
    return [promise for promise in Promise if promise is not Promise.TODAY or calendar.closes(now, zone)]


def promised_at(choice: str, moment: str, now: datetime, calendar: WorkCalendar, zone: tzinfo) -> datetime | None:
    """The time that is promised; None where it is none, has gone by or is too far off.

    ``moment`` is what a date and time field of the browser's sends, such as "2026-04-01T18:00", in that zone.
    """
    try:
        promise = Promise(choice)
        if promise in SPANS:
            promised = calendar.after(now, SPANS[promise], zone)
        elif promise in DAYS:
            promised = calendar.days_after(now, DAYS[promise], zone)
        elif promise is Promise.TODAY:
            promised = calendar.closes(now, zone)
        else:
            promised = datetime.fromisoformat(moment).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return promised if promised is not None and now < promised <= now + FURTHEST else None


def resumed_at(
    promised_at: datetime, waiting_since: datetime, now: datetime, calendar: WorkCalendar, zone: tzinfo
) -> datetime:
    """A promise that paused while the customer was asked something: as much working time is left as was then."""
    left = calendar.between(waiting_since, promised_at, zone)
    # What was promised for outside working hours has no working time left: it moves by the wait.
    moved = calendar.after(now, left, zone) if left else None
    return moved or max(promised_at, now + (promised_at - waiting_since))
