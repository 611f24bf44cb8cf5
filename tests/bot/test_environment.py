"""Environment variables go before the file, and are refused by their own names."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import load
from tests.bot.configuration import TOKEN, refusals, settings_of


def test_a_variable_goes_before_the_file_and_leaves_the_rest_of_its_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATFERRY_COMPANY__NAME", "Other")
    monkeypatch.setenv("CHATFERRY_TRANSITION__DAYS", "20")
    settings = settings_of(tmp_path)
    assert (settings.company.name, settings.company.timezone) == ("Other", "Asia/Shanghai")
    assert settings.transition.days == 20


def test_the_environment_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "COMPANY__NAME": "Ferry",
        "COMPANY__PHONE": "021",
        "COMPANY__TIMEZONE": "UTC",
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__PAID_BROADCASTS": "true",
        "PEOPLE__ADMINS": "[1, 2]",
        "TRANSITION__LAUNCH": "2027-03-15T09:00:00Z",
        "TRANSITION__ANNOUNCE_FROM": "2027-03-01",
        "ANNOUNCEMENTS__TIMES": '["08:00", "14:00"]',
        "DEPARTMENTS": '[{"key": "all", "name": "All"}]',
        "CATEGORIES": '[{"key": "any", "name": {"zh": "问题", "en": "Issue"}, "department": "all"}]',
        "DESK__SECRET": "",  # not set, as container files say it
    }.items():
        monkeypatch.setenv(f"CHATFERRY_{name}", value)
    settings = load(None)
    assert settings.company.phone == "021"
    assert settings.telegram.paid_broadcasts
    assert settings.people.admins == {1, 2}
    assert settings.transition.launch == datetime(2027, 3, 15, 9, tzinfo=UTC)
    assert settings.announcements.times == (time(8), time(14))
    assert settings.categories[0].name.in_language("en") == "Issue"
    assert settings.desk.secret is None


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        (
            "TRANSITION__DAYS",
            "31",
            "transition.days: '31' is outside 20..30, with this launch a deadline from 2027-04-04 to 2027-04-14; "
            "choose a number of days from 20 to 30",
        ),
        ("PEOPLE__ADMINS", "[1, 0]", "people.admins[1]: 0 is not the id of a person; list"),
        ("PEOPLE__ADMINS", "1, 2", "people.admins: '1, 2' is not a list; list"),
        ("CATEGORIES", "[{", "categories: the value is not a list; write"),
        ("DESK", '{"listen": "x"}', "desk.listen: 'x' is not host:port; write"),
        ("DESK__FOO", "x", "desk.foo: unknown key; remove it or choose one of listen, public_url, secret"),
        ("TELEGRM__TOKEN", "x", "telegrm: unknown key; did you mean telegram?"),
        ("TELEGRAM_TOKEN", "x", "unknown variable; did you mean CHATFERRY_TELEGRAM__TOKEN?"),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, line: str
) -> None:
    monkeypatch.setenv(f"CHATFERRY_{variable}", value)
    with pytest.raises(ConfigurationError) as caught:
        settings_of(tmp_path)
    [only] = caught.value.lines
    assert only.startswith(f"CHATFERRY_{variable}: {line}")


def test_what_the_file_got_wrong_is_not_blamed_on_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATFERRY_DESK", '{"listen": "127.0.0.1:0"}')
    monkeypatch.setenv("CHATFERRY_COMPANY__NAME", "Other")
    lines = refusals(tmp_path, '[company]\ntimezone = "UTC"\nphone = 1\n[desk]\nsecret = "x"\n')
    assert [line.partition(": ")[0] for line in lines][:2] == ["company.phone", "telegram.token"]
    assert [line for line in lines if line.startswith("desk.secret: ")]


def test_without_a_file_what_is_missing_is_named_by_its_variable() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(None)
    assert (
        "CHATFERRY_TELEGRAM__TOKEN: telegram.token: missing; paste the token that BotFather gave" in caught.value.lines
    )


def test_variables_of_a_platform_that_only_begin_alike_are_let_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATFERRY_PORT", "tcp://10.0.0.1:8080")
    monkeypatch.setenv("CHATFERRY_SERVICE_HOST", "10.0.0.1")
    assert settings_of(tmp_path).desk.port == 8080
