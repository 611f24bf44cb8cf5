"""The times that staff may promise when they accept a ticket. Pure rules."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

END_OF_DAY = time(18)
FURTHEST = timedelta(days=366)


class Promise(StrEnum):
    HOUR = "hour"
    FOUR_HOURS = "four-hours"
    TODAY = "today"
    """Until END_OF_DAY."""
    TWO_DAYS = "two-days"
    MOMENT = "moment"
    """Written out by staff."""


SPANS = {Promise.HOUR: timedelta(hours=1), Promise.FOUR_HOURS: timedelta(hours=4), Promise.TWO_DAYS: timedelta(days=2)}


def offered(now: datetime, zone: tzinfo) -> list[Promise]:
    """All of them, without "today" once that is over."""
    return [promise for promise in Promise if promise is not Promise.TODAY or _end_of_day(now, zone) > now]


def promised_at(choice: str, moment: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The time that is promised; None where it is none, has gone by or is too far off.

    ``moment`` is what a date and time field of the browser's sends, such as "2026-04-01T18:00", in that zone.
    """
    try:
        promise = Promise(choice)
        if promise in SPANS:
            return now + SPANS[promise]
        local = _end_of_day(now, zone) if promise is Promise.TODAY else datetime.fromisoformat(moment)
        promised = local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return promised if now < promised <= now + FURTHEST else None


def _end_of_day(now: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(now.astimezone(zone), END_OF_DAY, zone)
