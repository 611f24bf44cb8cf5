"""Link buttons as people write them."""

import pytest

from bot.content import Button
from bot.linkbuttons import LONGEST_LABEL, MOST_BUTTONS, TooManyButtons, UnreadButton, read


@pytest.mark.parametrize(
    ("line", "label", "url"),
    [
        ("Our desk - https://desk.example.com", "Our desk", "https://desk.example.com"),
        ("Our desk – http://example.com/a-b?c=1", "Our desk", "http://example.com/a-b?c=1"),
        ("A - B | https://example.com", "A - B", "https://example.com"),
        ("打开：https://example.com", "打开", "https://example.com"),
        ("Chat - tg://resolve?domain=ferry", "Chat", "tg://resolve?domain=ferry"),
        ("  Spaced   -   https://example.com  ", "Spaced", "https://example.com"),
        ("x" * LONGEST_LABEL + " - https://example.com", "x" * LONGEST_LABEL, "https://example.com"),
    ],
)
def test_a_line_is_a_label_and_an_address(line: str, label: str, url: str) -> None:
    assert read(line) == ((Button(label, url=url),),)


@pytest.mark.parametrize(
    "line",
    [
        "https://example.com",
        "Our desk",
        "Our desk - example.com",
        "Our desk - javascript:alert(1)",
        "Our desk - https://localhost",
        "Our desk - https://",
        "Our desk - http://[broken",
        "- https://example.com",
        "x" * (LONGEST_LABEL + 1) + " - https://example.com",
    ],
)
def test_what_is_none_is_named_with_its_line(line: str) -> None:
    with pytest.raises(UnreadButton) as caught:
        read(f"A - https://example.com\n\n{line}")
    assert (caught.value.number, caught.value.line) == (3, line)


def test_there_are_no_more_than_telegram_shows_well() -> None:
    line = "A - https://example.com\n"
    assert len(read(line * MOST_BUTTONS)) == MOST_BUTTONS
    with pytest.raises(TooManyButtons):
        read(line * (MOST_BUTTONS + 1))
    assert read(" \n\n") == ()
