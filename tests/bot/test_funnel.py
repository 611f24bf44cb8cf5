"""The forecast of how many will not have moved at the deadline."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.funnel import FunnelDay, Step, course, forecast, steps

LAUNCH = date(2026, 3, 20)
EMPTY = FunnelDay(LAUNCH, *(0,) * 11)


def days(*migrated: int, known: int = 100, first: date = LAUNCH) -> list[FunnelDay]:
    return [
        replace(EMPTY, day=first + timedelta(days=number), known=known, migrated=moved, holdouts=known - moved)
        for number, moved in enumerate(migrated)
    ]


some_steps = st.lists(
    st.integers(1, 5_000).flatmap(lambda stood: st.builds(Step, st.just(stood), st.integers(0, stood))),
    min_size=3,
    max_size=7,
)


@given(some_steps, st.integers(0, 5_000), st.floats(0, 40))
def test_a_forecast_is_never_below_nobody_nor_above_who_remains(
    recent: list[Step], remaining: int, days_left: float
) -> None:
    found = forecast(recent, remaining, days_left)
    assert found is not None
    assert 0 <= found.low <= found.likely <= found.high <= remaining


@given(some_steps, st.integers(0, 5_000), st.integers(0, 30))
def test_more_time_never_leaves_more_behind(recent: list[Step], remaining: int, days_left: int) -> None:
    likely = [one.likely for one in course(recent, remaining, days_left)]
    assert likely == sorted(likely, reverse=True)
    assert likely[0] == remaining


@given(some_steps, st.integers(0, 5_000), st.floats(0, 40))
def test_the_same_days_give_the_same_forecast(recent: list[Step], remaining: int, days_left: float) -> None:
    assert forecast(recent, remaining, days_left) == forecast(recent, remaining, days_left)


@given(some_steps, st.integers(0, 2_500), st.integers(0, 2_500), st.floats(0, 40))
def test_more_who_remain_never_make_less_of_a_forecast(
    recent: list[Step], some: int, further: int, days_left: float
) -> None:
    fewer, more = forecast(recent, some, days_left), forecast(recent, some + further, days_left)
    assert fewer is not None
    assert more is not None
    assert fewer.likely <= more.likely


def test_a_steady_share_goes_on() -> None:
    # A tenth of those who remain, each day: of 400, 400 x 0.9^10 = 139.5 stay.
    found = forecast([Step(1_000, 100)] * 7, 400, 10)
    assert found is not None
    assert found.likely == 139
    assert 110 < found.low < 139 < found.high < 170


def test_days_that_differ_make_it_less_certain() -> None:
    steady = forecast([Step(1_000, 100)] * 7, 400, 10)
    uneven = forecast([Step(1_000, 0)] * 5 + [Step(1_000, 350)] * 2, 400, 10)
    assert steady is not None
    assert uneven is not None
    assert uneven.high - uneven.low > steady.high - steady.low


def test_nobody_so_far_is_no_proof_that_nobody_ever_will() -> None:
    found = forecast([Step(10, 0)] * 5, 10, 20)
    assert found is not None
    assert found.likely == found.high == 10
    assert found.low < 10


def test_at_the_deadline_and_after_it_who_remains_is_who_remains() -> None:
    for days_left in (0, -3):
        found = forecast([Step(100, 10)] * 3, 42, days_left)
        assert found is not None
        assert (found.low, found.likely, found.high) == (42, 42, 42)


@pytest.mark.parametrize("recent", [[], [Step(10, 1)] * 2, [Step(0, 0)] * 7], ids=["none", "two", "of nobody"])
def test_of_too_little_nothing_is_said(recent: list[Step]) -> None:
    assert forecast(recent, 10, 5) is None
    assert course(recent, 10, 5) == []


def test_only_days_from_the_launch_on_count_and_of_those_the_last_week() -> None:
    before = days(0, 0, 0, first=LAUNCH - timedelta(days=3))
    assert steps([*before, *days(1, 3)], LAUNCH) == [Step(100, 1), Step(99, 2)]
    assert steps(days(*range(20)), LAUNCH) == [Step(100 - number, 1) for number in range(12, 19)]


def test_a_gap_in_the_days_is_no_day() -> None:
    with_gap = [*days(1, 2), *days(30, 31, first=LAUNCH + timedelta(days=9))]
    assert steps(with_gap, LAUNCH) == [Step(99, 1), Step(70, 1)]


def test_who_turns_out_not_to_have_moved_makes_no_step_backwards() -> None:
    assert steps(days(10, 8, 9), LAUNCH) == [Step(90, 0), Step(92, 1)]
