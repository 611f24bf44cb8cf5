"""What is written into forms is made tidy, judged, and numbered so that it is stored once."""

import pytest

from bot.formkey import message_id, new_key
from desk.forms import MAX_NAME, MAX_TEXT, Problem, problem_of, tidy, tidy_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  one\r\ntwo\rthree \n", "one\ntwo\nthree"),
        ("a\tb", "a\tb"),
        ("nul\x00bell\x07escape\x1b[31m", "nulbellescape[31m"),
        ("\u202eturned", "\u202eturned"),
        ("👩‍💻 家", "👩‍💻 家"),
        (" \r\n\t ", ""),
    ],
)
def test_a_text_is_kept_as_typed_but_for_what_no_page_can_show(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_a_name_is_one_line_of_limited_length() -> None:
    assert tidy_name("  Sam\r\n Chen\x00 ") == "Sam Chen"
    assert len(tidy_name("x" * 500)) == MAX_NAME


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        *(("", Problem.EMPTY), ("\u200b \u202e\ufe0f", Problem.EMPTY), ("\u3164", Problem.EMPTY)),
        *(("x", None), ("👍\ufe0f", None), ("家" * MAX_TEXT, None), ("x" * (MAX_TEXT + 1), Problem.TOO_LONG)),
    ],
)
def test_a_text_has_one_to_ten_thousand_characters(text: str, problem: Problem | None) -> None:
    assert problem_of(text) is problem


def test_the_same_form_with_the_same_content_has_the_same_number() -> None:
    key = new_key()
    assert message_id(key, "text") == message_id(key, "text")
    assert len({message_id(key, "text"), message_id(key, "other"), message_id(new_key(), "text")}) == 3


def test_a_form_without_a_key_is_always_another() -> None:
    assert message_id("", "text") != message_id("", "text")


def test_a_number_is_negative_and_fits_a_database() -> None:
    numbers = [message_id(new_key(), "text") for _ in range(200)]
    assert all(-(2**63) <= number < 0 for number in numbers)
