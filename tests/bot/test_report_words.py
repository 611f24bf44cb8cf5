"""Words of reports: periods and lengths of time as people say them."""

from datetime import date, timedelta

import pytest

from bot.casework.promises import Outcome
from bot.escalation import Reason
from bot.languages import language
from bot.reports import WITHIN_HOURS, Course, Period, Step, by_length, month_of, period_of
from bot.texts.reports import (
    cause_name,
    channel_name,
    course_chart,
    length_names,
    outcome_name,
    period_name,
    reason_name,
    state_of_issues,
    took,
    way_name,
)
from bot.tickets import Cause, State, Way

EN, ZH = language("en"), language("zh")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("time", "english", "chinese"),
    [
        (timedelta(), "0 min", "0 分钟"),
        (29 * timedelta(seconds=1), "0 min", "0 分钟"),
        (59 * MINUTE + timedelta(seconds=40), "1 h 00 min", "1 小时 00 分钟"),
        (3 * HOUR + 5 * MINUTE, "3 h 05 min", "3 小时 05 分钟"),
        (31 * HOUR + 10 * MINUTE, "31 h", "31 小时"),
        (4 * DAY + 12 * HOUR, "4.5 d", "4.5 天"),
    ],
)
def test_a_length_of_time_is_told_as_exactly_as_matters(time: timedelta, english: str, chinese: str) -> None:
    assert took(EN, time) == english
    assert took(ZH, time) == chinese


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        (month_of("2026-03"), "March 2026", "2026年3月"),
        (period_of(Step.DAY, date(2026, 3, 7)), "Saturday, March 7, 2026", "2026年3月7日星期六"),
        (period_of(Step.WEEK, date(2026, 4, 1)), "30 March – 5 April 2026", "2026年3月30日 – 4月5日"),
        (
            Period(Step.RANGE, date(2025, 12, 30), date(2026, 1, 2)),
            "30 December 2025 – 2 January 2026",
            "2025年12月30日 – 2026年1月2日",
        ),
    ],
)
def test_a_period_has_its_name(period: Period, english: str, chinese: str) -> None:
    assert period_name(EN, period) == english
    assert period_name(ZH, period) == chinese


def test_all_that_is_counted_has_a_name_in_every_language_and_what_is_not_known_is_its_own() -> None:
    for spoken in (EN, ZH):
        names = [
            *(cause_name(spoken, cause) for cause in (*Cause, None)),
            *(way_name(spoken, way) for way in (*Way, None)),
            *(channel_name(spoken, channel) for channel in ("private", "group", "business", "desk", "api")),
            *(outcome_name(spoken, outcome) for outcome in (*Outcome, None)),
            *(state_of_issues(spoken, state) for state in State),
            *(reason_name(spoken, reason) for reason in Reason),
        ]
        assert len(set(names)) == len(names)
        assert not {*Cause, *Way, *Outcome, *Reason} & set(names)
    assert [reason_name(EN, "odd"), cause_name(EN, "odd"), way_name(EN, "odd")] == ["odd"] * 3
    assert len(length_names(EN)) == len(by_length([])) == len(WITHIN_HOURS) + 1


def test_the_picture_of_the_move_has_three_courses() -> None:
    course = Course([date(2026, 3, 31), date(2026, 4, 1)], [1, 2], [3, 4], [5, 6])
    chart = course_chart(EN, course)
    assert (chart.title, chart.labels) == ("The last 2 days", ["31 Mar", "1 Apr"])
    assert [series.values for series in chart.series] == [[1, 2], [3, 4], [5, 6]]
    assert course_chart(ZH, course).labels == ["3/31", "4/1"]
