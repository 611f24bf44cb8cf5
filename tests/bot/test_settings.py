"""The configuration is read as a whole, and all that is wrong with it is said at once."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.categories import CATEGORIES, DEPARTMENTS
from bot.errors import ConfigurationError
from bot.settings import load
from tests.bot.configuration import SMALLEST, TOKEN, refusals, settings_of


def test_the_smallest_configuration_gets_the_defaults(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert settings.company.zone.key == "Asia/Shanghai"
    assert settings.company.language == "en"
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.telegram.api_base == "https://api.telegram.org"
    assert settings.telegram.updates == "polling"
    assert settings.people.admins == {1}
    assert settings.people.staff == set()
    assert settings.transition.launch == datetime(2027, 3, 15, 1, tzinfo=UTC)
    assert settings.transition.days == 30
    assert settings.announcements.times == (time(9, 30), time(15, 30))
    assert settings.announcements.grace == timedelta(hours=2)
    assert (settings.intake.burst_quiet_seconds, settings.intake.burst_max_seconds) == (6, 45)
    assert (settings.desk.host, settings.desk.port) == ("127.0.0.1", 8080)
    assert settings.desk.public_url == "http://127.0.0.1:8080"
    assert settings.desk.secret is None
    assert settings.storage.url.get_secret_value() == "sqlite+aiosqlite:///chatferry.db"
    assert settings.storage.files == Path("files")
    assert settings.departments == DEPARTMENTS
    assert settings.categories == CATEGORIES


def test_the_five_categories_of_the_mission_are_the_default_in_both_languages() -> None:
    assert [category.key for category in CATEGORIES] == ["hosting", "bug", "question", "advice", "complaint"]
    for category in CATEGORIES:
        assert category.name.in_language("zh") != category.name.in_language("en")
        assert category.keywords
        assert category.department in {department.key for department in DEPARTMENTS}


def test_settings_cannot_be_changed_after_loading(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        settings.transition.days = 20  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        settings.desk = settings.desk  # type: ignore[misc]


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_sections(tmp_path: Path) -> None:
    text = 'extra = 1\n[transition]\ndays = 19\n[people]\n[company]\nname = ""\n[categorys]\n'
    assert [line.partition(": ")[0] for line in refusals(tmp_path, text)] == [
        "categorys",
        "extra",
        "company.name",
        "company.timezone",
        "telegram.token",
        "people.admins",
        "transition.launch",
        "transition.days",
    ]


def test_an_unknown_section_is_refused_with_the_one_that_was_meant(tmp_path: Path) -> None:
    assert refusals(tmp_path, f"[categorys]\n{SMALLEST}") == ["categorys: unknown key; did you mean categories?"]
    [line] = refusals(tmp_path, f"_case_sensitive = true\n{SMALLEST}")
    assert line.startswith("_case_sensitive: unknown key; remove it or choose one of announcements, categories")


def test_a_key_with_control_characters_still_makes_one_line(tmp_path: Path) -> None:
    [line] = refusals(tmp_path, f'"a\\nb\\u2028" = 1\n{SMALLEST}')
    assert len(line.splitlines()) == 1


# The launch is 09:00 on the 15th in Shanghai; 20:00 UTC on the 14th is already 04:00 on the 15th there.
@pytest.mark.parametrize("launch", ["2027-03-15T09:00:00+08:00", "2027-03-14T20:00:00Z"])
def test_announcements_begin_on_the_day_of_the_launch_at_latest(tmp_path: Path, launch: str) -> None:
    text = SMALLEST.replace("2027-03-15T09:00:00+08:00", launch)
    assert settings_of(tmp_path, f"{text}announce_from = 2027-03-15\n").transition.announce_from == date(2027, 3, 15)
    assert refusals(tmp_path, f"{text}announce_from = 2027-03-16\n") == [
        "transition.announce_from: 2027-03-16 is after the day of the launch, 2027-03-15;"
        " write a date such as 2027-03-01, the launch's at latest"
    ]


def test_departments_and_categories_of_ones_own_replace_the_default_ones(tmp_path: Path) -> None:
    own = """
    [[departments]]
    key = "all"
    name = "Everything"
    [[categories]]
    key = "any"
    name = { zh = "问题", en = "Issue" }
    department = "all"
    keywords = ["x"]
    """
    settings = settings_of(tmp_path, SMALLEST + own)
    assert [department.name.in_language("zh") for department in settings.departments] == ["Everything"]
    assert [category.name.in_language("zh") for category in settings.categories] == ["问题"]
    assert settings.categories[0].keywords == ("x",)


def test_a_category_of_an_unknown_department_is_refused_by_name(tmp_path: Path) -> None:
    own = SMALLEST + '[[departments]]\nkey = "all"\nname = "Everything"\n'
    lines = refusals(tmp_path, own)
    assert len(lines) == len(CATEGORIES)
    assert lines[0] == (
        "categories[0].department: 'hosting' is no department, there are all; name the key of one of [[departments]]"
    )


@pytest.mark.parametrize("kind", ["departments", "categories"])
def test_a_key_used_twice_is_refused(tmp_path: Path, kind: str) -> None:
    one = f'[[{kind}]]\nkey = "service"\nname = "Service"\n' + ('department = "service"\n' * (kind == "categories"))
    line = refusals(tmp_path, SMALLEST + one + one)[0]
    assert line.startswith(f"{kind}[1].key: 'service' is used before; write")


@pytest.mark.parametrize(
    ("table", "refusal"),
    [
        ('key = "A b"\nname = "x"', "departments[0].key: 'A b' is not a key; write a letter"),
        ('key = "a"\nname = ""', "departments[0].name: the value is empty; write a text"),
        ('key = "a"\nname = { zh = "x" }', "departments[0].name.en: missing; write a text"),
        ('key = "a"\nname = { zh = "x", en = "y", de = "z" }', "departments[0].name.de: unknown key;"),
        ('key = "a"', "departments[0].name: missing; write a text"),
    ],
)
def test_a_wrong_department_is_refused_by_its_place(tmp_path: Path, table: str, refusal: str) -> None:
    [line] = refusals(tmp_path, f"{SMALLEST}[[departments]]\n{table}\n")
    assert line.startswith(refusal)


def test_no_departments_at_all_are_refused(tmp_path: Path) -> None:
    [line] = refusals(tmp_path, f"departments = []\n{SMALLEST}")
    assert line.startswith("departments: the value is empty; write each as a table [[departments]]")


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"[company]\nname = \n", "not valid TOML: Invalid value (at line 2, column 8); mend it there"),
        (b'[company]\nname = "\xff"\n', "not UTF-8 at byte 18; save it as UTF-8"),
        (b"a = " + b"[" * 100_000, "not valid TOML: "),
        (b"a = " + b"9" * 10_000, "not valid TOML: "),
    ],
)
def test_a_file_that_is_no_toml_is_refused_in_one_line(tmp_path: Path, content: bytes, fact: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    [line] = caught.value.lines
    assert line.startswith(f"{path}: {fact}")
    assert len(line.splitlines()) == 1


def test_a_missing_file_and_a_folder_are_refused_in_one_line(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "none.toml", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(ConfigurationError) as caught:
            load(path)
        assert caught.value.lines == (
            f"{path}: cannot be read ({why}); name a file that exists and that this user may read",
        )


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert settings_of(tmp_path, f"\ufeff{SMALLEST}").company.name == "Ferry"
