"""Who opened the desk inside Telegram: only what Telegram signed, for our bot, within the hour."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bot.initdata import LONGEST, Visitor, key_of, visitor_of
from tests.initdata import person, signed

TOKEN = "42:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
KEY = key_of(TOKEN)
NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)


def test_the_person_is_read_as_telegram_names_them() -> None:
    user = person(11, "王", last_name="小明", username="xm", language_code="zh-hans", photo_url="https://t.me/i/1.svg")
    found = visitor_of(KEY, signed(TOKEN, NOW, user, signature="abc", chat_type="private"), NOW)
    assert found is not None
    assert (found.id, found.name, found.username, found.language) == (11, "王 小明", "xm", "zh-hans")


def test_a_row_that_was_signed_elsewhere_is_read() -> None:
    """Its hash was made by hand: `openssl dgst -sha256 -mac HMAC` over the two lines, with the key made likewise."""
    known = (
        "user=%7B%22id%22%3A11%2C%22first_name%22%3A%22Ann%22%7D&auth_date=1775023200"
        "&hash=6d55f80c555e834a4a65d9794de8b7604f4a9173bf7254477a6bfddb61f4a242"
    )
    assert visitor_of(KEY, known, NOW) == Visitor(11, "Ann", None, None, known[-64:])


@pytest.mark.parametrize(
    ("age", "good"),
    [
        (timedelta(), True),
        (timedelta(hours=1), True),
        (timedelta(hours=1, seconds=1), False),
        (timedelta(minutes=-1), True),
        (timedelta(minutes=-1, seconds=-1), False),
        (timedelta(days=-400), False),
    ],
)
def test_it_holds_for_an_hour(age: timedelta, good: bool) -> None:
    assert (visitor_of(KEY, signed(TOKEN, NOW - age, person(11)), NOW) is not None) == good


def test_another_bots_signature_is_none() -> None:
    assert visitor_of(KEY, signed("43:other", NOW, person(11)), NOW) is None
    assert visitor_of(key_of(""), signed(TOKEN, NOW, person(11)), NOW) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (quote('"id": 11'), quote('"id": 12')),
        ("auth_date=1775023200", "auth_date=1775023201"),
        ("query_id=AAH", "query_id=AAI"),
        ("query_id=AAH&", ""),
        ("hash=", "hash=0"),
        ("hash=", "hash=é"),
        ("hash=", "hash=&hash="),
        ("query_id=AAH", "query_id=AAH&query_id=AAH"),
        ("query_id=AAH", "query_id=AAH&new=1"),
        ("query_id=AAH", "query_id=%ff"),
        ("query_id=AAH&", "query_id&"),
    ],
)
def test_whatever_is_changed_in_it_is_noticed(before: str, after: str) -> None:
    good = signed(TOKEN, NOW, person(11)).replace("+", "%20")
    assert visitor_of(KEY, good, NOW) is not None
    changed = good.replace(before, after)
    assert changed != good
    assert visitor_of(KEY, changed, NOW) is None


@pytest.mark.parametrize(
    "user",
    [
        "",
        "[]",
        "null",
        "{",
        "{}",
        person(0),
        person(-5),
        person(2**52),
        {"id": "11", "first_name": "Ann"},
        {"id": True, "first_name": "Ann"},
        {"id": 11.0, "first_name": "Ann"},
        person(11, is_bot=True),
    ],
    ids=str,
)
def test_what_is_of_nobody_opens_nothing(user: dict[str, Any] | str) -> None:
    assert visitor_of(KEY, signed(TOKEN, NOW, user), NOW) is None


@pytest.mark.parametrize(
    "moment", ["", "-1", "1e9", "now", "99999999999", "999999999999999999", "１７７５０２３２００"]
)
def test_a_moment_that_is_none_opens_nothing(moment: str) -> None:
    assert visitor_of(KEY, signed(TOKEN, NOW, person(11), auth_date=moment), NOW) is None


@pytest.mark.parametrize("data", ["", "&", "=", "hash", "hash=", "\x00", "a" * (LONGEST + 1), "%", "user=%ud800"])
def test_nonsense_opens_nothing(data: str) -> None:
    assert visitor_of(KEY, data, NOW) is None


def test_a_name_is_whatever_a_database_takes() -> None:
    found = visitor_of(KEY, signed(TOKEN, NOW, '{"id":11,"first_name":"A\\ud800nn","last_name":5}'), NOW)
    assert found is not None
    assert (found.name, found.username) == ("Ann", None)


def test_however_it_is_written_the_proof_is_the_same() -> None:
    good = signed(TOKEN, NOW, person(11))
    other = "&".join(sorted(good.split("&"), reverse=True)).replace("AAH", "%41AH")
    first, second = visitor_of(KEY, good, NOW), visitor_of(KEY, other, NOW)
    assert first is not None
    assert second is not None
    assert first.proof == second.proof
