"""An answer is looked through before it goes out."""

import pytest

from bot.casework.answercheck import Concern, check
from bot.office.rules import Rules

RULES = Rules(
    promising_words=("today", "right away", "马上", "24h 内"),
    blaming_words=("your fault", "don't you", "是你"),
    forbidden_words=("impossible", "不可能", "no.", "\u200b"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We do it TODAY.", {Concern.PROMISE: ("today",)}),
        ("ｔｏｄａｙ", {Concern.PROMISE: ("today",)}),  # full width
        ("to\u200bday", {Concern.PROMISE: ("today",)}),  # a mark that nobody sees
        ("right\u00a0 \n away", {Concern.PROMISE: ("right away",)}),
        ("today's paper, todayish, yestertoday, today_1", {Concern.PROMISE: ("today",)}),
        ("todayish yestertoday today_1", {}),
        ("我们马上处理", {Concern.PROMISE: ("马上",)}),
        ("我们today处理", {Concern.PROMISE: ("today",)}),  # Chinese beside it is no letter of the word
        ("24H内", {}),
        ("24h 内", {Concern.PROMISE: ("24h 内",)}),
        ("Don’t you see?", {Concern.BLAME: ("don't you",)}),
        ("Your fault!", {Concern.BLAME: ("your fault",)}),
        ("impossible! 不可能", {Concern.FORBIDDEN: ("impossible", "不可能")}),
        ("No. Nobody", {Concern.FORBIDDEN: ("no.",)}),
        ("Thank you. We are sorry.", {}),
        ("", {}),
    ],
)
def test_words_are_found_however_they_are_written(text: str, found: dict[Concern, tuple[str, ...]]) -> None:
    assert {one.concern: one.words for one in check(text, RULES, promised=False)} == found


def test_a_promise_of_time_is_fine_while_a_promised_time_stands() -> None:
    assert check("Today, right away, 马上", RULES, promised=True) == []
