"""Codes of invitations: short, signed, and for one contact as they are."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.invitations import MOST_CHARACTERS, Invitations, claim

INVITATIONS = Invitations(b"key")


@given(st.integers(1, 10**18 - 1), st.integers(0, 10**9), st.text(max_size=100))
def test_a_code_fits_behind_start_and_proves_its_contact(number: int, generation: int, reference: str) -> None:
    code = INVITATIONS.code(number, generation, reference)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", code)
    assert len(code) <= MOST_CHARACTERS
    claimed = claim(code)
    assert claimed
    assert claimed.id == number
    assert INVITATIONS.proves(claimed, generation, reference)
    assert not INVITATIONS.proves(claimed, generation + 1, reference)
    assert not INVITATIONS.proves(claimed, generation, f"{reference}x")
    assert not Invitations(b"other").proves(claimed, generation, reference)


def test_a_link_opens_the_bot() -> None:
    assert INVITATIONS.link("ferry_bot", 7, 0, "C-7").startswith("https://t.me/ferry_bot?start=7-")


def test_the_key_is_not_shown() -> None:
    assert "key" not in repr(INVITATIONS)


def test_other_words_are_no_code() -> None:
    for words in (None, "", "desk", "7", "-x", "x-7", "7" * 65, "７-x"):
        assert claim(words) is None
