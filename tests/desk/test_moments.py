"""When a broadcast goes out, as forms say it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.moments import MOST_DAYS, chosen, confirmed, weeks

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""A Saturday; in the night that follows the clocks go forward."""


def test_now_is_no_moment_of_its_own() -> None:
    assert chosen("now", "2020-01-01T00:00", [], "", NOW, BERLIN) == ()


def test_days_are_put_in_order_and_counted_once_and_keep_the_time_of_day() -> None:
    found = chosen("days", "", ["2026-03-30", "2026-03-29", "2026-03-30"], "09:30", NOW, BERLIN)
    assert found == (datetime(2026, 3, 29, 7, 30, tzinfo=UTC), datetime(2026, 3, 30, 7, 30, tzinfo=UTC))


def test_an_hour_that_the_clocks_leave_out_comes_after_it() -> None:
    assert chosen("moment", "2026-03-29T02:30", [], "", NOW, BERLIN) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC),)


@pytest.mark.parametrize(
    ("when", "moment", "days", "hour"),
    [
        ("moment", "2026-03-28T13:00", [], ""),
        ("moment", "", [], ""),
        ("moment", "9999-12-31T23:59", [], ""),
        ("days", "", ["2026-03-30"], ""),
        ("days", "", ["2026-03-30", "soon"], "09:30"),
        ("days", "", ["2026-03-28", "2026-03-30"], "09:30"),
        ("days", "", ["2026-03-30"] * (MOST_DAYS + 1), "09:30"),
        ("days", "", [], "09:30"),
        ("later", "2026-03-29T13:00", [], ""),
    ],
)
def test_what_is_no_time_ahead_is_none(when: str, moment: str, days: list[str], hour: str) -> None:
    assert chosen(when, moment, days, hour, NOW, BERLIN) is None


def test_what_was_shown_is_what_is_confirmed() -> None:
    shown = chosen("days", "", ["2026-03-29", "2026-03-30"], "09:30", NOW, BERLIN)
    assert shown is not None
    assert confirmed([moment.isoformat() for moment in shown], NOW) == shown
    assert confirmed([], NOW) == ()


def test_the_calendar_begins_today_and_its_weeks_on_monday() -> None:
    found = weeks(NOW, BERLIN)
    assert found[0] == [None] * 5 + [date(2026, 3, 28), date(2026, 3, 29)]
    assert [len(week) for week in found] == [7] * 5
    assert sum(day is not None for week in found for day in week) == 28
    assert found[-1][-2:] == [None, None]
