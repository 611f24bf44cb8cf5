"""The arithmetic of a rate, without any clock or loop."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rate import CHAT_BURST, FREE_PER_SECOND, PAID_PER_SECOND, UNLIMITED, Rate

GAPS = st.lists(st.floats(min_value=0, max_value=30), min_size=1, max_size=80)
RATES = st.one_of(
    st.floats(min_value=1, max_value=1000).map(Rate.even),
    st.floats(min_value=0.1, max_value=50).map(Rate.of_private_chat),
    st.floats(min_value=4, max_value=100).map(Rate.of_group),
)


def departures(rate: Rate, arrivals: list[float]) -> list[float]:
    """When each arrival goes, in order, as soon as the rate lets it."""
    due = -inf
    gone: list[float] = []
    for arrival in arrivals:
        now = max(arrival, rate.ready_at(due), gone[-1] if gone else -inf)
        gone.append(now)
        due = rate.after(due, now)
    return gone


def at_once(count: int) -> list[float]:
    return [0.0] * count


def most_within(seconds: float, moments: list[float]) -> int:
    """The most moments that any closed window of that length holds."""
    return max(sum(start <= moment <= start + seconds for moment in moments) for start in moments)


@given(rate=RATES, gaps=GAPS, window=st.floats(min_value=0, max_value=120))
def test_no_window_holds_more_than_the_rate_and_its_lead_allow(rate: Rate, gaps: list[float], window: float) -> None:
    arrivals = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    assert most_within(window, departures(rate, arrivals)) <= 1 + (window + rate.lead) / rate.interval + 1e-6


@given(rate=RATES, gaps=GAPS)
def test_nobody_waits_longer_than_an_interval_for_each_before_them(rate: Rate, gaps: list[float]) -> None:
    arrivals = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    for place, (arrival, gone) in enumerate(zip(arrivals, departures(rate, arrivals), strict=True)):
        assert gone - arrival <= place * rate.interval + 1e-6


@pytest.mark.parametrize(
    ("per_second", "most"),
    [
        (FREE_PER_SECOND, 30),  # 1 + 1.004 * 29.5 = 30.6
        (PAID_PER_SECOND, 999),  # 1 + 1.004 * 995 = 999.98
    ],
)
def test_a_second_holds_no_more_than_telegram_takes(per_second: float, most: int) -> None:
    assert most_within(1, departures(Rate.even(per_second), at_once(3000))) == most


def test_an_even_rate_keeps_its_pace_over_a_minute() -> None:
    assert sum(moment < 60 for moment in departures(Rate.even(FREE_PER_SECOND), at_once(2000))) in {1770, 1771}


def test_an_even_rate_never_lets_two_go_at_once_even_after_a_rest() -> None:
    gone = departures(Rate.even(FREE_PER_SECOND), [0, 100, 100, 100])
    assert [round(moment, 3) for moment in gone] == [0, 100, 100.03, 100.064]  # 1 / 29.5 = 0.0339, less 4 ms of lead


def test_a_late_timer_costs_no_throughput() -> None:
    rate, due, now = Rate.even(100), -inf, 0.0
    for _ in range(100):
        now = max(now, rate.ready_at(due)) + 0.002
        due = rate.after(due, now)
    assert now == pytest.approx(0.99, abs=0.01)  # 99 intervals of 10 ms; with each 2 ms lost it would be 1.2 s


def test_a_private_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    assert departures(Rate.of_private_chat(1), at_once(6)) == [0, 0, 0, 1, 2, 3]


def test_a_group_takes_a_short_burst_and_never_more_than_twenty_in_a_minute() -> None:
    gone = departures(Rate.of_group(20), at_once(100))
    assert gone[:CHAT_BURST] == [0, 0, 0]
    assert most_within(63, gone) == 20  # three seconds to spare, for what the journey there bunches together


def test_a_group_rate_no_larger_than_the_burst_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 3 messages a minute, not 3"):
        Rate.of_group(3)


def test_unlimited_never_waits() -> None:
    assert departures(UNLIMITED, at_once(5)) == at_once(5)
