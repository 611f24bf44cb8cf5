"""Languages: who is spoken to in which, and that every word exists in each."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.languages import LOCALES, NAMES, SOURCE, choose, code_of, language
from tests.bot.moments import SHANGHAI

ROOT = Path(__file__).parents[2]
FOLDERS = ["bot", "handlers", "broadcasts", "desk", "sandbox"]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)s|<[^>]+>|&\w+;|/[a-z]+\b")
"""What stands in a message besides words: values, tags, commands."""

Words = str | tuple[str, ...]


def words_in_code() -> dict[Words, str]:
    """Each message that some code asks for, with a place where it does."""
    found: dict[Words, str] = {}
    for folder in FOLDERS:
        for file, line, words, *_ in extract_from_dir(ROOT / folder, METHODS, OPTIONS):
            found.setdefault(words, f"{folder}/{file}:{line}")
    return found


def catalogues(code: str) -> Iterator[Catalog]:
    for path in sorted((LOCALES / code / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as source:
            yield read_po(source, locale=code)


def translated(code: str) -> dict[Words, Message]:
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for catalogue in catalogues(code)
        for message in catalogue
        if message.id
    }


OTHERS = sorted(set(NAMES) - {SOURCE})


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_in_the_code_is_translated(code: str) -> None:
    there = translated(code)
    in_code = words_in_code()
    assert len(in_code) > 100  # the extraction finds python and templates
    missing = [f"{place}: {words}" for words, place in in_code.items() if not _text(there.get(words))]
    assert missing == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_doubtful_or_left_over(code: str) -> None:
    in_code = words_in_code()
    wrong = [
        f"{words}: {'fuzzy' if message.fuzzy else 'no longer in the code'}"
        for words, message in translated(code).items()
        if message.fuzzy or words not in in_code
    ]
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_holds_the_same_values_tags_and_commands(code: str) -> None:
    for words, message in translated(code).items():
        meant = {frozenset(PLACEHOLDER.findall(form)) for form in ([words] if isinstance(words, str) else words)}
        for form in _text(message):
            assert frozenset(PLACEHOLDER.findall(form)) in meant, message.id


@pytest.mark.parametrize("code", OTHERS)
def test_catalogues_have_the_plural_forms_of_their_language(code: str) -> None:
    expected = Catalog(locale=code).num_plurals
    for catalogue in catalogues(code):
        assert catalogue.num_plurals == expected
        assert {len(_text(message)) for message in catalogue if message.pluralizable} <= {expected}


def _text(message: Message | None) -> list[str]:
    """All forms of a translation; none when one of them is empty."""
    said = message.string if message is not None else None
    forms = [said] if isinstance(said, str) else list(said or ())
    return forms if all(forms) else []


def test_messages_of_every_catalogue_are_found() -> None:
    chinese = language("zh")
    assert chinese.gettext("From now on I speak {language}.") != "From now on I speak {language}."  # the bot's
    assert chinese.gettext("Issue desk") != "Issue desk"  # the desk's
    assert chinese.gettext("nobody ever wrote this") == "nobody ever wrote this"
    assert chinese.ngettext("{days} day left", "{days} days left", 1) == chinese.ngettext(
        "{days} day left", "{days} days left", 5
    )


def test_english_is_what_stands_in_the_code() -> None:
    assert language("en").gettext("Issue desk") == "Issue desk"
    assert language("en").ngettext("{days} day left", "{days} days left", 1) == "{days} day left"
    assert language("en").ngettext("{days} day left", "{days} days left", 2) == "{days} days left"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("zh-hans", "zh"),
        ("zh_TW", "zh"),
        ("ZH", "zh"),
        ("en-GB", "en"),
        ("de", None),
        ("zhx", None),
        ("", None),
        (None, None),
        ("../../x", None),
    ],
)
def test_telegrams_tag_is_read_as_a_language_that_we_speak(tag: str | None, code: str | None) -> None:
    assert code_of(tag) == code


def test_who_speaks_none_of_ours_is_spoken_to_as_the_company_does() -> None:
    assert choose("zh", "en").code == "zh"
    assert choose(None, "zh").code == "zh"
    assert choose("de", "en").code == "en"


def test_dates_are_written_as_people_write_them() -> None:
    moment = datetime(2026, 1, 9, 16, 5, tzinfo=UTC)  # five past midnight in Shanghai
    assert language("en").day(date(2026, 1, 9)) == "Friday, January 9, 2026"
    assert language("zh").day(date(2026, 1, 9)) == "2026年1月9日星期五"
    assert language("en").moment(moment, SHANGHAI) == "10 January 2026, 00:05"
    assert language("zh").moment(moment, SHANGHAI) == "2026年1月10日 00:05"
