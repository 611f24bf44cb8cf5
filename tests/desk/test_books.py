"""The bars of the days."""

from dataclasses import replace
from datetime import date

import pytest

from bot.reconciliation import Books
from desk.books import days

DAY = Books(date(2026, 4, 1), 0, {}, 0, 0, 0)


@pytest.mark.parametrize(
    ("received", "bars"),
    [
        ([], []),
        ([0, 0], [0, 0]),
        ([7], [100]),
        ([50, 200, 0], [25, 100, 0]),
        ([1, 100_000], [1, 100]),  # what is there is seen
    ],
)
def test_the_fullest_day_has_the_longest_bar(received: list[int], bars: list[int]) -> None:
    assert [day.bar for day in days([replace(DAY, received=count) for count in received])] == bars
