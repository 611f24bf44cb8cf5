"""States and their lights, promises, and the title that a text gives."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets import LIGHTS, MAX_TITLE, Light, State, title_of
from tests.bot.issues import RECEIVED
from tests.bot.moments import NOW, SECOND


def test_the_light_follows_the_state() -> None:
    assert set(LIGHTS) == set(State)
    shown = [replace(RECEIVED, state=state).light for state in (State.RECEIVED, State.ACCEPTED, State.RESOLVED)]
    assert shown == [Light.GREY, Light.BLUE, Light.GREEN]


@pytest.mark.parametrize(
    ("state", "promised_at", "overdue"),
    [
        (State.ACCEPTED, NOW + SECOND, False),
        (State.ACCEPTED, NOW, True),  # by then, and not after it
        (State.ACCEPTED, NOW - SECOND, True),
        (State.ACCEPTED, None, False),
        (State.RECEIVED, NOW - SECOND, True),  # accepted, promised, and opened again
        (State.RESOLVED, NOW - SECOND, False),
    ],
)
def test_a_promise_is_overdue_from_its_moment_until_the_ticket_is_resolved(
    state: State, promised_at: datetime | None, overdue: bool
) -> None:
    assert replace(RECEIVED, state=state, promised_at=promised_at).overdue(NOW) is overdue
    assert replace(RECEIVED, state=state).is_open is (state is not State.RESOLVED)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The site is down", "The site is down"),
        ("\n \t\n  The   site\tis down \n since nine", "The site is down"),
        ("a\u2028b", "a"),  # a line separator
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("x" * 78 + " yz", "x" * 78 + "…"),  # no space before the dots
        ("", ""),
        (" \n ", ""),
        ("域名" * 50, "域名" * 39 + "域…"),  # 79 characters and the dots
    ],
)
def test_the_title_is_the_first_line_that_says_something(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text())
def test_any_text_gives_a_title_of_one_short_line(text: str) -> None:
    title = title_of(text)
    assert len(title) <= MAX_TITLE
    assert len(title.splitlines()) <= 1
    assert bool(title) == bool(text.strip())
