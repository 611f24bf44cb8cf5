"""Words about closing: names stay names, and every message keeps to Telegram's limits and tags."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.languages import NAMES, Language, language
from bot.people import Role
from bot.placeholders import BRACED, fill
from bot.rights import Right
from bot.storage.grouprights import GroupRights
from bot.texts import closing as words
from bot.texts import help_for
from tests.bot.broadcast_words import HOSTILE
from tests.bot.moments import DAY, NOW, SHANGHAI
from tests.bot.steering_words import HOLDOUT, IMPACT
from tests.bot.test_texts import TAG

PAGE = "https://desk.example.com/admin/closing"
LACKING = [GroupRights(-1, HOSTILE, tuple(Right), NOW)]


def go(spoken: Language, *, of_all: bool = True, name: str = HOSTILE) -> str:
    """With as many as are named at most."""
    staying = [replace(HOLDOUT, name=name, account=name, phone="+" + "1" * 30)] * 15
    lacking = [replace(LACKING[0], title=name)] * 20
    return words.go_or_no_go(spoken, NOW + DAY, NOW, SHANGHAI, IMPACT, staying, lacking, PAGE, of_all=of_all)


def last_call(spoken: Language) -> str:
    text = words.last_call(spoken, HOSTILE, NOW + DAY, SHANGHAI, 1, HOSTILE)
    return fill(text, {"name": "Ann", "link": "https://desk.example.com/my/11-x"})


WORDS: dict[str, Callable[[Language], str]] = {
    "go": go,
    "go of some": lambda spoken: go(spoken, of_all=False),
    "rights_early": lambda spoken: words.rights_early(spoken, NOW, SHANGHAI, LACKING),
    "reopening_failed": lambda spoken: words.reopening_failed(spoken, HOSTILE, HOSTILE),
    "last_call": last_call,
    "help": lambda spoken: help_for(spoken, Role.CUSTOMER, closed=True),
}


@pytest.mark.parametrize("code", NAMES)
@pytest.mark.parametrize("name", WORDS)
def test_hostile_names_stay_names_and_nothing_is_left_in_braces(name: str, code: str) -> None:
    text = WORDS[name](language(code))
    assert set(TAG.findall(text)) <= {"b", "code"}
    assert set(BRACED.findall(text)) <= set(BRACED.findall(HOSTILE))
    if name != "help":
        assert text != WORDS[name](language("zh" if code == "en" else "en"))


@pytest.mark.parametrize("code", NAMES)
def test_the_longest_names_fit_into_one_message(code: str) -> None:
    assert len(go(language(code), name="W" * 255)) <= 4096


@pytest.mark.parametrize("code", NAMES)
def test_where_nothing_is_missing_nothing_is_said_of_rights(code: str) -> None:
    assert words.missing_rights(language(code), []) == []
