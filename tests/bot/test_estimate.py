"""What a broadcast will take."""

from datetime import timedelta

import pytest

from bot.estimate import cost_in_stars, duration


@pytest.mark.parametrize(
    ("recipients", "paid", "seconds"),
    # 29.5 a second, or 995 where they are paid for
    [(0, False, 0), (59, False, 2), (1_000_000, False, 33_898.3), (995, True, 1)],
)
def test_the_duration_is_the_recipients_by_the_rate(recipients: int, paid: bool, seconds: float) -> None:
    assert duration(recipients, paid=paid) == pytest.approx(timedelta(seconds=seconds), abs=timedelta(seconds=0.1))


def test_a_message_costs_a_tenth_of_a_star() -> None:
    assert cost_in_stars(3) == 0.3
    assert cost_in_stars(100_000) == 10_000
