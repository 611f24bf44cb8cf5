"""The pace of sending: each rule with its arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import LEAST, Pace

moments = st.lists(st.floats(min_value=0, max_value=600), min_size=1, max_size=30).map(sorted)


def test_unrefused_it_is_the_ceiling() -> None:
    assert Pace(30).at(1e6) == 30


@pytest.mark.parametrize(
    ("now", "pace"),
    # Cut at 10 to 85%, and the pause lasts until 20; then 1% of 100 comes back each second.
    [(10, 85), (20, 85), (21, 86), (34, 99), (35, 100), (1000, 100)],
)
def test_a_refusal_cuts_it_and_it_grows_back_from_the_end_of_the_pause_on(now: float, pace: float) -> None:
    assert Pace(100).cut(10, 20).at(now) == pytest.approx(pace)


def test_the_third_refusal_counts_as_the_first() -> None:
    pace = Pace(100).cut(0, 1).cut(1, 2).cut(2, 3)
    # 85, 72.25, 61.4
    assert pace.at(3) == pytest.approx(100 * 0.85**3)


@given(st.floats(min_value=1, max_value=1000), moments)
def test_however_often_it_is_cut_it_stays_between_its_bounds_and_comes_back(
    ceiling: float, refusals: list[float]
) -> None:
    pace = Pace(ceiling)
    for now in refusals:
        before, pace = pace, pace.cut(now, now + 1)
        assert ceiling * LEAST <= pace.at(now) <= before.at(now)
    assert pace.at(refusals[-1] + 101) == ceiling


@given(st.floats(min_value=0, max_value=200), st.floats(min_value=0, max_value=200))
def test_unrefused_it_never_falls(one: float, other: float) -> None:
    pace = Pace(30).cut(5, 10)
    assert pace.at(min(one, other)) <= pace.at(max(one, other))
