"""Each section refuses what is wrong in one line, and shows no secret."""

from datetime import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.bot.configuration import SMALLEST, TOKEN, refusals, settings_of, with_key

WINDOW = "with this launch a deadline from 2027-04-04 to 2027-04-14; choose a number of days from 20 to 30"


@pytest.mark.parametrize(
    ("section", "line", "refusal"),
    [
        ("company", "name = 12", "company.name: 12 is not a text in quotes; write"),
        ("company", 'name = " "', "company.name: ' ' is empty; write"),
        ("company", 'timezone = "Asia/Nowhere"', "company.timezone: 'Asia/Nowhere' is not a known time zone; write"),
        ("company", 'timezone = "America"', "company.timezone: 'America' is not a known time zone; write"),
        ("company", 'timezone = "../etc"', "company.timezone: '../etc' is not a known time zone; write"),
        ("company", 'language = "de"', "company.language: 'de' is not among the choices; choose zh or en"),
        ("company", 'nmae = "x"', "company.nmae: unknown key; did you mean name?"),
        ("telegram", 'api_base = "ftp://x"', "telegram.api_base: 'ftp://x' is not an http or https address; write"),
        ("telegram", 'api_base = "http://x/?a=b"', "telegram.api_base: 'http://x/?a=b' has more than a host and a"),
        ("telegram", 'updates = "push"', "telegram.updates: 'push' is not among the choices; choose polling or"),
        ("telegram", 'paid_broadcasts = "maybe"', "telegram.paid_broadcasts: 'maybe' is not true or false; choose"),
        ("telegram", "staff_chat = 42", "telegram.staff_chat: 42 is not the id of a group; write"),
        (
            "announcements",
            'missed = "skip"',
            "announcements.missed: 'skip' is not among the choices; choose make_up or",
        ),
        ("people", "admins = []", "people.admins: the value is empty; list"),
        ("people", 'admins = ["@boss"]', "people.admins[0]: '@boss' is not a whole number; list"),
        ("people", "staff = [1, 0]", "people.staff[1]: 0 is not the id of a person; list"),
        ("people", "staff = 7", "people.staff: 7 is not a list; list"),
        ("transition", "days = 19", f"transition.days: 19 is outside 20..30, {WINDOW}"),
        ("transition", "days = 31", f"transition.days: 31 is outside 20..30, {WINDOW}"),
        ("transition", "days = 25.5", "transition.days: 25.5 is not a whole number; choose"),
        ("transition", "days = 0x" + "f" * 5000, "transition.days: the value is "),
        ("transition", "launch = 2027-03-15", "transition.launch: 2027-03-15 is not a date with a time; write"),
        ("transition", "launch = 1805065200", "transition.launch: 1805065200 is not a date with a time; write"),
        ("transition", 'launch = "soon"', "transition.launch: 'soon' is not a date with a time; write"),
        (
            "transition",
            "launch = 2027-03-15T09:00:00",
            "transition.launch: 2027-03-15T09:00:00 has no offset from UTC;",
        ),
        (
            "transition",
            "announce_from = 2027-03-15T09:00:00Z",
            "transition.announce_from: 2027-03-15T09:00:00+00:00 is",
        ),
        ("transition", 'announce_from = "soon"', "transition.announce_from: 'soon' is not a date; write"),
        (
            "announcements",
            'times = ["09:30", "11:59"]',
            "announcements.times: the value has both times before noon; give",
        ),
        (
            "announcements",
            'times = ["12:00", "15:30"]',
            "announcements.times: the value has both times after noon; give",
        ),
        ("announcements", 'times = ["09:30"]', "announcements.times: the value has 1 times, not two; give"),
        ("announcements", 'times = ["9:30", "15:30"]', "announcements.times[0]: '9:30' is not a time of day such as"),
        ("announcements", "times = [09:30:01, 15:30:00]", "announcements.times[0]: 09:30:01 is not a time of day such"),
        ("announcements", "grace_minutes = -1", "announcements.grace_minutes: -1 is outside 0..720; choose"),
        ("intake", "burst_quiet_seconds = nan", "intake.burst_quiet_seconds: the value is outside 0..600; choose"),
        ("intake", "burst_max_seconds = 5", "intake.burst_max_seconds: 5 is less than burst_quiet_seconds, 6; choose"),
        ("intake", "burst_quiet_seconds = 50", "intake.burst_max_seconds: 45 is less than burst_quiet_seconds, 50;"),
        ("desk", 'listen = "8080"', "desk.listen: '8080' is not host:port; write"),
        ("desk", 'listen = "127.0.0.1:65536"', "desk.listen: '127.0.0.1:65536' is not host:port; write"),
        ("desk", 'listen = "[::x]:80"', "desk.listen: '[::x]:80' is not host:port; write"),
        ("desk", 'public_url = "desk.example.com"', "desk.public_url: 'desk.example.com' is not an http or https"),
        ("storage", "files = 3", "storage.files: 3 is not a text in quotes; write"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_with_key_fact_and_mend(
    tmp_path: Path, section: str, line: str, refusal: str
) -> None:
    [only] = refusals(tmp_path, with_key(section, line))
    assert only.startswith(refusal)
    assert "; " in only or "did you mean" in only


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("telegram", 'token = "{secret}"'),
        ("telegram", 'token = ["{secret}"]'),
        ("telegram", 'webhook_secret = "{secret}!"'),
        ("desk", 'secret = "{secret}"'),
        ("desk", 'secrt = "{secret}"'),
        ("storage", 'url = "postgresql://u:{secret}@h/d"'),
        ("storage", 'url = "postgresql+asyncpg://u:{secret}@h:port/d"'),
        ("storage", 'url = "{secret}"'),
    ],
)
def test_no_refusal_shows_a_secret(tmp_path: Path, section: str, line: str) -> None:
    [only] = refusals(tmp_path, with_key(section, line.format(secret="hush-hush")))
    assert "hush" not in only


def test_a_section_that_is_not_a_table_is_refused_without_showing_it(tmp_path: Path) -> None:
    [only] = refusals(tmp_path, f'desk = "hush-hush"\n{SMALLEST}')
    assert only == "desk: the value is not a table; write it as the section [desk]"


def test_a_valid_configuration_shows_no_secret_in_its_repr(tmp_path: Path) -> None:
    text = with_key("telegram", 'webhook_url = "https://h/hush"\nwebhook_secret = "hush"')
    text += (
        '[desk]\nsecret = "hush-hush-hush-hush-hush-hush-hush"\n[storage]\nurl = "postgresql+asyncpg://u:hush@h/d"\n'
    )
    settings = settings_of(tmp_path, text)
    assert settings.storage.url == SecretStr("postgresql+asyncpg://u:hush@h/d")
    for shown in (
        repr(settings),
        str(settings),
        repr(settings.telegram),
        settings.model_dump_json(exclude={"telegram": {"webhook_url"}}),
    ):
        assert "hush" not in shown
        assert TOKEN not in shown


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "postgresql+asyncpg://u@h"])
def test_a_database_that_forgets_is_refused(tmp_path: Path, url: str) -> None:
    [only] = refusals(tmp_path, with_key("storage", f'url = "{url}"'))
    assert only.startswith("storage.url: the value names no database that outlives the program; write")


@pytest.mark.parametrize(
    ("listen", "host", "port"),
    [("192.0.2.1:8000", "192.0.2.1", 8000), ("[::1]:0", "::1", 0), ("desk-1.internal:8443", "desk-1.internal", 8443)],
)
def test_listen_is_a_host_and_a_port(tmp_path: Path, listen: str, host: str, port: int) -> None:
    desk = settings_of(tmp_path, with_key("desk", f'listen = "{listen}"')).desk
    assert (desk.host, desk.port) == (host, port)
    assert desk.public_url == f"http://{listen}"


def test_addresses_lose_the_slash_at_their_end(tmp_path: Path) -> None:
    assert settings_of(tmp_path, with_key("desk", 'public_url = "https://例子.example/desk/"')).desk.public_url == (
        "https://xn--fsqu00a.example/desk"
    )


def test_the_two_times_are_sorted_and_noon_counts_as_afternoon(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, with_key("announcements", 'times = ["12:00", "00:00"]'))
    assert settings.announcements.times == (time(0), time(12))
    settings = settings_of(tmp_path, with_key("announcements", "times = [11:59:00, 23:59:00]"))
    assert settings.announcements.times == (time(11, 59), time(23, 59))


def test_a_webhook_needs_its_address_and_its_secret(tmp_path: Path) -> None:
    address, secret = refusals(tmp_path, with_key("telegram", 'updates = "webhook"'))
    assert address.startswith("telegram.webhook_url: missing, and telegram.updates is webhook; write")
    assert secret.startswith("telegram.webhook_secret: missing, and telegram.updates is webhook; choose")
    both = 'updates = "webhook"\nwebhook_url = "https://desk.example.com/telegram/webhook"\nwebhook_secret = "a-B_9"'
    assert settings_of(tmp_path, with_key("telegram", both)).telegram.webhook_secret == SecretStr("a-B_9")


def test_a_second_admin_is_asked_for_only_where_there_is_one(tmp_path: Path) -> None:
    text = with_key("transition", "second_admin = true")
    [only] = refusals(tmp_path, text)
    assert only.startswith("transition.second_admin: true, and people.admins names nobody else")
    assert settings_of(tmp_path, text.replace("admins = [1]", "admins = [1, 2]")).transition.second_admin
