"""Strict limits as rolling windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.rates import Rate, Windows, is_send


def test_the_window_rolls() -> None:
    windows = Windows(Rate(per_second=2))
    assert [windows.take(1, 1, now) for now in (0.0, 0.5, 0.9, 1.0, 1.4, 1.5)] == [0, 0, 1, 0, 1, 0]


def test_a_chat_has_its_own_window_within_the_one_for_all() -> None:
    windows = Windows(Rate(per_second=3, per_chat_per_second=1))
    assert [windows.take(chat, 1, 0.0) for chat in (1, 1, 2, 3, 4)] == [0, 1, 0, 0, 1]


def test_a_group_has_a_window_of_a_minute_and_a_person_none() -> None:
    windows = Windows(Rate(per_group_per_minute=2))
    assert [windows.take(-5, 1, now) for now in (0.0, 10.0, 20.0)] == [0, 0, 40]
    assert [windows.take(5, 1, 20.0) for _ in range(9)] == [0] * 9


def test_an_album_counts_each_of_its_files() -> None:
    windows = Windows(Rate(per_group_per_minute=20))
    assert [windows.take(-5, 10, 0.0) for _ in range(3)] == [0, 0, 60]


def test_what_is_larger_than_the_limit_never_passes() -> None:
    assert Windows(Rate(per_second=2)).take(1, 3, 0.0) == 1


@pytest.mark.parametrize(
    ("method", "counted"), [("sendMessage", True), ("copyMessage", True), ("forwardMessage", True)]
)
def test_sends_are_counted(method: str, counted: bool) -> None:
    assert is_send(method) is counted


@pytest.mark.parametrize("method", ["sendChatAction", "getMe", "editMessageText", "answerCallbackQuery"])
def test_nothing_else_is_counted(method: str) -> None:
    assert not is_send(method)


@given(st.lists(st.floats(0, 0.5), max_size=60), st.integers(1, 5))
def test_no_second_ever_has_more_than_the_limit(pauses: list[float], most: int) -> None:
    windows, now, passed = Windows(Rate(per_second=most)), 0.0, []
    for pause in pauses:
        now += pause
        if windows.take(1, 1, now) == 0:
            passed.append(now)
    # Any `most` + 1 that passed in a row span at least a second.
    assert all(last - first >= 1 for first, last in zip(passed, passed[most:], strict=False))
