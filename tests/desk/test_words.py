"""Every word of the desk exists in Chinese, and none is translated that is no longer there."""

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.languages import LOCALES, NAMES, SOURCE
from tests.desk import words

PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}|</?\w+>")
TRANSLATED = sorted(NAMES.keys() - {SOURCE})


@pytest.fixture(params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> dict[str, Message]:
    path = LOCALES / request.param / "LC_MESSAGES" / "desk.po"
    with path.open("rb") as source:
        return {str(message.id): message for message in read_po(source) if message.id}


def test_every_word_is_translated_and_no_other(catalogue: dict[str, Message]) -> None:
    assert set(catalogue) == set(words.in_templates() | words.in_code())
    assert [key for key, message in catalogue.items() if not message.string or message.fuzzy] == []


def test_a_translation_has_the_same_blanks_and_marks(catalogue: dict[str, Message]) -> None:
    for key, message in catalogue.items():
        assert sorted(PLACEHOLDER.findall(key)) == sorted(PLACEHOLDER.findall(str(message.string))), key


def test_customers_are_addressed_politely(catalogue: dict[str, Message]) -> None:
    assert [key for key, message in catalogue.items() if "你" in str(message.string)] == []
