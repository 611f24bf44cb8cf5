"""Periods that reports are about, and what is counted in them."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports import EARLIEST, LATEST, NoPeriod, Period, Step, by_length, month_of, per_day, period_of, share, spread

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600
days = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("step", "first", "last", "before"),
    [
        (Step.DAY, "2026-03-04", "2026-03-04", "2026-03-03"),
        (Step.WEEK, "2026-03-02", "2026-03-08", "2026-02-23"),  # the 4th is a Wednesday
        (Step.MONTH, "2026-03-01", "2026-03-31", "2026-02-01"),
    ],
)
def test_a_period_holds_its_day_and_has_one_before_it(step: Step, first: str, last: str, before: str) -> None:
    found = period_of(step, date(2026, 3, 4))
    assert (str(found.first), str(found.last)) == (first, last)
    assert str(found.before.first) == before


def test_a_range_is_compared_with_as_many_days_before_it() -> None:
    found = Period(Step.RANGE, date(2026, 3, 10), date(2026, 3, 12))
    assert (found.before.first, found.before.last) == (date(2026, 3, 7), date(2026, 3, 9))
    assert found.before.after == found


@given(days, st.sampled_from([Step.DAY, Step.WEEK, Step.MONTH]))
def test_periods_follow_each_other_without_gap_or_overlap(day: date, step: Step) -> None:
    found = period_of(step, day)
    assert day in found.days
    assert found.before.after == found == found.after.before
    assert found.before.last + timedelta(days=1) == found.first
    assert found.span(BERLIN)[1] == found.after.span(BERLIN)[0]


@given(days)
def test_the_days_of_a_period_part_it(day: date) -> None:
    found = period_of(Step.MONTH, day)
    bounds = found.bounds(BERLIN)
    assert (bounds[0], bounds[-1]) == found.span(BERLIN)
    assert len(bounds) == len(found.days) + 1
    # Of 23, 24 or 25 hours, as the clocks are changed.
    assert all(timedelta(hours=23) <= until - since <= timedelta(hours=25) for since, until in pairwise(bounds))


@given(st.lists(st.integers(0, 31 * 24 * HOUR - 1)))
def test_what_is_counted_day_by_day_adds_up(offsets: list[int]) -> None:
    march = month_of("2026-03")
    begins = int(march.span(ZoneInfo("Asia/Shanghai"))[0].timestamp())
    counts = per_day((begins + offset for offset in offsets), march.bounds(ZoneInfo("Asia/Shanghai")))
    assert sum(counts) == len(offsets)
    assert len(counts) == 31


def test_what_lies_outside_is_on_no_day() -> None:
    march = month_of("2026-03")
    since, until = (int(moment.timestamp()) for moment in march.span(BERLIN))
    assert sum(per_day([since - 1, until], march.bounds(BERLIN))) == 0


def test_a_day_without_its_midnight_is_a_day_all_the_same() -> None:
    # In Havana the clocks went from 0:00 to 1:00 on 8 March 2026.
    havana = ZoneInfo("America/Havana")
    march = month_of("2026-03")
    noon = int(datetime(2026, 3, 8, 12, tzinfo=havana).timestamp())
    assert per_day([noon], march.bounds(havana))[7] == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 1)),
        (date(2020, 1, 1), date(2026, 1, 1)),
        (date(1, 1, 1), date(1, 1, 1)),
        (LATEST, date.max),
    ],
)
def test_there_is_no_report_of_nothing_or_of_ages(first: date, last: date) -> None:
    with pytest.raises(NoPeriod):
        Period(Step.RANGE, first, last)


@pytest.mark.parametrize("written", ["", "2026", "2026-13", "2026-3", "1999-12", "0000-01", "2026-03-01", "x" * 99])
def test_a_month_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(NoPeriod):
        month_of(written)


def test_the_ends_of_time_are_refused_and_nothing_breaks() -> None:
    with pytest.raises(NoPeriod):
        _ = period_of(Step.DAY, EARLIEST).before
    with pytest.raises(NoPeriod):
        _ = period_of(Step.DAY, LATEST).after
    with pytest.raises(NoPeriod):
        period_of(Step.WEEK, date.max)


@pytest.mark.parametrize(
    ("seconds", "median", "ninety"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([1, 3], 2, 3),
        ([5, 1, 3], 3, 5),
        (range(1, 11), 5.5, 9),  # nine of ten took no longer than 9
        (range(1, 12), 6, 10),  # nine of ten of eleven are 9.9, so ten of them
    ],
)
def test_a_spread_has_the_middle_and_what_nine_of_ten_kept_to(
    seconds: list[int], median: float | None, ninety: float | None
) -> None:
    found = spread(seconds)
    assert found.count == len(seconds)
    assert [one and one.total_seconds() for one in (found.median, found.ninety)] == [median, ninety]


@given(st.lists(st.integers(0, 10**8)))
def test_lengths_add_up_and_nine_of_ten_is_what_it_says(seconds: list[int]) -> None:
    assert sum(by_length(seconds)) == len(seconds)
    ninety = spread(seconds).ninety
    if ninety is not None:
        assert sum(one <= ninety.total_seconds() for one in seconds) >= 0.9 * len(seconds)


def test_lengths_end_with_their_hour() -> None:
    assert by_length([0, HOUR, HOUR + 1, 40 * HOUR, 40 * HOUR + 1]) == [2, 1, 0, 0, 0, 1, 1]


def test_nothing_has_no_share() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == 0.25
