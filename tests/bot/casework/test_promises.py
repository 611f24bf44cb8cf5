"""The times that staff may promise."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.casework.promises import Promise, offered, promised_at
from bot.office.calendar import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
# 14:00 in Shanghai, which is eight hours ahead of UTC.
NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("choice", "moment", "promised"),
    [
        ("hour", "", datetime(2026, 4, 1, 7, tzinfo=UTC)),
        ("four-hours", "ignored", datetime(2026, 4, 1, 10, tzinfo=UTC)),
        ("today", "", datetime(2026, 4, 1, 10, tzinfo=UTC)),  # 18:00 - 8 h
        ("two-days", "", datetime(2026, 4, 3, 6, tzinfo=UTC)),
        ("moment", "2026-04-02T09:30", datetime(2026, 4, 2, 1, 30, tzinfo=UTC)),  # 09:30 - 8 h
        ("moment", "2026-04-01T14:00", None),  # now is not ahead
        ("moment", "2026-04-01T13:59", None),
        ("moment", "2027-04-02T14:01", None),  # 366 days and a minute
        ("moment", "9999-12-31T23:59", None),
        ("moment", "0001-01-01T00:00", None),
        ("moment", "", None),
        ("moment", "tomorrow", None),
        ("", "", None),
        ("never", "2026-04-02T09:30", None),
    ],
)
def test_a_promise_is_a_time_ahead(choice: str, moment: str, promised: datetime | None) -> None:
    assert promised_at(choice, moment, NOW, CALENDAR, SHANGHAI) == promised


def test_a_time_zone_in_what_the_browser_sends_changes_nothing() -> None:
    # A datetime-local field never sends one; whoever does means the company's time all the same.
    assert promised_at("moment", "2026-04-02T09:30+00:00", NOW, CALENDAR, SHANGHAI) == datetime(
        2026, 4, 2, 1, 30, tzinfo=UTC
    )


def test_today_is_offered_until_it_is_over() -> None:
    evening = datetime(2026, 4, 1, 10, tzinfo=UTC)  # 18:00 in Shanghai
    assert offered(evening - timedelta(minutes=1), CALENDAR, SHANGHAI) == list(Promise)
    assert Promise.TODAY not in offered(evening, CALENDAR, SHANGHAI)
    assert promised_at("today", "", evening, CALENDAR, SHANGHAI) is None


def test_today_is_the_companys_day_not_that_of_utc() -> None:
    # 23:00 UTC on the first is 07:00 on the second in Shanghai: today ends on the second at 10:00 UTC.
    night = datetime(2026, 4, 1, 23, tzinfo=UTC)
    assert promised_at("today", "", night, CALENDAR, SHANGHAI) == datetime(2026, 4, 2, 10, tzinfo=UTC)


def test_an_hour_that_daylight_saving_skips_is_still_a_time() -> None:
    # Berlin jumps from 02:00 to 03:00 on 29 March 2026: 02:30 counts on in winter time, 01:30 UTC.
    now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert promised_at("moment", "2026-03-29T02:30", now, CALENDAR, ZoneInfo("Europe/Berlin")) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
