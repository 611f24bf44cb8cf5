"""When a broadcast goes out: now, at a time, or on several days at a time of the day. Pure rules."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.casework.promises import FURTHEST

MOST_DAYS = 31
OFFERED = timedelta(days=28)


class When(StrEnum):
    NOW = "now"
    MOMENT = "moment"
    DAYS = "days"


def chosen(
    when: str, moment: str, days: Sequence[str], hour: str, now: datetime, zone: tzinfo
) -> tuple[datetime, ...] | None:
    """The moments, in order; none for now. None where one cannot be read, has gone by or is too far off.

    ``moment``, ``days`` and ``hour`` are what the browser's fields for dates and times send, in that zone.
    """
    try:
        if when == When.NOW:
            return ()
        if when == When.MOMENT:
            found = [datetime.fromisoformat(moment)]
        elif when == When.DAYS and 0 < len(days) <= MOST_DAYS:
            found = [datetime.combine(date.fromisoformat(day), time.fromisoformat(hour)) for day in sorted(set(days))]
        else:
            return None
        moments = tuple(local.replace(tzinfo=zone).astimezone(UTC) for local in found)
    except (ValueError, OverflowError):
        return None
    return moments if all(is_ahead(one, now) for one in moments) else None


def confirmed(written: Sequence[str], now: datetime) -> tuple[datetime, ...] | None:
    """Those of a form of ours, as they were shown; None where one of them has gone by meanwhile."""
    try:
        moments = tuple(datetime.fromisoformat(one) for one in written[:MOST_DAYS])
        return moments if all(is_ahead(one, now) for one in moments) else None
    except (ValueError, TypeError):
        return None


def is_ahead(moment: datetime, now: datetime) -> bool:
    return now < moment <= now + FURTHEST


def weeks(now: datetime, zone: tzinfo) -> list[list[date | None]]:
    """The days to choose from, as a calendar with weeks from Monday; None where a week begins or ends without one."""
    today = now.astimezone(zone).date()
    days: list[date | None] = [None] * today.weekday()
    days += [today + timedelta(days=number) for number in range(OFFERED.days)]
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]
