"""What goes wrong on the office's pages: nothing that was typed is lost, and nobody overwrites another unseen."""

from html import unescape

import pytest

from desk.visitors import COOKIE
from tests.desk.officeform import changed, fields_of, opened, sent
from tests.desk.served import ADMIN, Served

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
async def eve(desk: Served) -> dict[str, str]:
    return await desk.session(ADMIN, "Eve")


@pytest.mark.parametrize(
    ("document", "field", "typed", "said"),
    [
        ("departments", "0.name.zh", "", "in both languages"),
        ("departments", "4.name.en", "Only English", "in both languages"),
        ("departments", "0.name.en", "x" * 201, "200 characters are the most"),
        ("categories", "5.name.zh", HOSTILE, "in both languages"),
        ("categories", "0.department", "nowhere", "choose one of the departments"),
        ("categories", "0.hint.en", "", "in both languages"),
        ("members", "2.name", "Nobody", "numeric Telegram id"),
        ("members", "2.id", "@wang", "numeric Telegram id"),
        ("members", "2.id", "9" * 30, "numeric Telegram id"),
        ("members", "2.id", "-5", "numeric Telegram id"),
        ("members", "0.level", "9", "choose or write something else"),
        ("calendar", "0.hours.0", "9 to 5", "such as 09:00-12:00"),
        ("calendar", "0.hours.0", "18:00-09:00", "ends before it begins"),
        ("calendar", "0.hours.6", "09:00-12:00, 11:00-13:00", "lie over one another"),
        ("calendar", "0.days_off", "2026-02-30", "each day like 2026-04-30"),
        ("calendar", "0.days_off", "1234567890", "each day like 2026-04-30"),
        ("calendar", "0.country", "XX", "choose or write something else"),
        ("phrases", "12.title", "No words", "Please write something here"),
        ("phrases", "0.category", "nothing", "choose one of the categories"),
        ("phrases", "0.title", "x" * 81, "80"),
        ("phrases", "0.text", "x" * 2001, "2,000"),
        ("rules", "0.accept_within_minutes", "4", "at least 5"),
        ("rules", "0.accept_within_minutes", "soon", "whole number"),
        ("rules", "0.follow_up_days", "61", "at most 60"),
        ("rules", "0.manager_words", "\n".join(f"w{n}" for n in range(201)), "200 are the most"),
        ("rewards", "0.gift.zh", "礼物", "in both languages"),
    ],
)
async def test_what_is_wrong_is_said_beside_it_and_everything_typed_stays(
    desk: Served, eve: dict[str, str], document: str, field: str, typed: str, said: str
) -> None:
    form = await opened(desk, document, eve) | {field: typed}
    answer = await sent(desk, document, eve, form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert said in unescape(answer.text)
    assert HOSTILE not in answer.text
    back = fields_of(answer.text)
    assert {name: back.get(name) for name in form if form[name]} == {name: form[name] for name in form if form[name]}
    assert desk.parts.office.value(document) == desk.parts.office.default(document)  # type: ignore[arg-type]  # its key


async def test_the_same_person_twice_is_pointed_at(desk: Served, eve: dict[str, str]) -> None:
    answer = await changed(desk, "members", eve, **{"2__id": str(ADMIN), "2__name": "Again", "0__name": "Eve"})
    assert (answer.status_code, "stands above already" in answer.text) == (422, True)
    assert answer.text.count('id="f2-id-problem"') == 1


async def test_of_too_many_items_none_is_left_out_unseen(desk: Served, eve: dict[str, str]) -> None:
    form = await opened(desk, "phrases", eve)
    many = {
        f"{number}.{field}": value
        for number in range(100, 601)
        for field, value in {"language": "en", "title": f"Phrase {number}", "text": "Hello"}.items()
    }
    answer = await sent(desk, "phrases", eve, form | many)
    assert (answer.status_code, "These are too many: 500 are the most here." in answer.text) == (422, True)
    assert 'value="Phrase 600"' in answer.text
    assert len(desk.parts.office.phrases) < 100


async def test_one_wrong_thing_is_told_of_once(desk: Served, eve: dict[str, str]) -> None:
    answer = await changed(desk, "calendar", eve, **{"0__hours__0": "9 to 5"})
    assert answer.text.count('aria-invalid="true"') == 1
    assert answer.text.count("such as 09:00-12:00, 13:30-18:00.<") == 2  # beside it, and in the list of all


async def test_a_day_cannot_be_off_and_worked(desk: Served, eve: dict[str, str]) -> None:
    both = {"0__days_off": "2026-04-30", "0__workdays": "2026-04-30"}
    assert "2026-04-30 stands under the days off, too" in (await changed(desk, "calendar", eve, **both)).text


async def test_marks_and_bytes_that_no_name_needs_are_left_out(desk: Served, eve: dict[str, str]) -> None:
    hostile = {"4__name__zh": "\u202e部\x00门\r\n甲", "4__name__en": f"\u2066 {HOSTILE}\x07"}
    assert (await changed(desk, "departments", eve, **hostile)).status_code == 303
    new = desk.parts.office.departments[-1]
    assert (new.name.zh, new.name.en, new.key) == ("部门 甲", HOSTILE, "script-alert-1-script")
    for path in ("/admin/office", "/admin/office/departments", "/admin/office/categories", "/admin/record"):
        assert HOSTILE not in (await desk.client.get(path, headers=eve)).text


async def test_a_name_without_latin_letters_gets_a_key_all_the_same(desk: Served, eve: dict[str, str]) -> None:
    await changed(
        desk, "departments", eve, **{"4__name__zh": "甲", "4__name__en": "甲", "0__remove": "", "then": "save"}
    )
    await changed(desk, "departments", eve, **{"5__name__zh": "乙", "5__name__en": "123"})
    await changed(desk, "departments", eve, **{"6__name__zh": "丙", "6__name__en": "Hosting"})
    keys = [one.key for one in desk.parts.office.departments]
    assert keys[4:] == ["department", "department-2", "hosting-2"]


async def test_of_two_admins_the_second_sees_what_the_first_did_and_loses_nothing(
    desk: Served, eve: dict[str, str]
) -> None:
    bob = await desk.session(ADMIN, "Bob")
    form = await opened(desk, "departments", eve)
    await changed(desk, "departments", bob, **{"4__name__zh": "法务", "4__name__en": "Legal", "0__name__en": "Care"})
    late = await sent(desk, "departments", eve, form | {"1.name.en": "Developers"})
    assert late.status_code == 409
    assert "Changed meanwhile" in late.text
    assert "<ins><bdi>Care</bdi></ins>" in late.text
    again = fields_of(late.text)
    assert (again["1.name.en"], again["0.name.en"], again["4.name.en"]) == ("Developers", "Customer service", "Legal")
    assert (await sent(desk, "departments", eve, again)).status_code == 303
    names = [one.name.en for one in desk.parts.office.departments]
    assert names == ["Customer service", "Developers", "Hosting", "Management", "Legal"]


async def test_what_was_set_back_meanwhile_is_noticed(desk: Served, eve: dict[str, str]) -> None:
    await changed(desk, "rules", eve, **{"0__follow_up_days": "3"})
    form = await opened(desk, "rules", eve)
    await desk.client.post("/admin/office/rules/forget", headers=eve)
    late = await sent(desk, "rules", eve, form | {"0.follow_up_days": "4"})
    assert late.status_code == 409
    assert "<del><bdi>3</bdi></del>" in late.text
    assert (await sent(desk, "rules", eve, fields_of(late.text))).status_code == 303
    assert desk.parts.office.rules.follow_up_days == 4


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "1"])
async def test_a_version_that_never_was_overwrites_nothing(desk: Served, eve: dict[str, str], version: str) -> None:
    form = await opened(desk, "rules", eve)
    answer = await sent(desk, "rules", eve, form | {"version": version, "seen": version, "0.follow_up_days": "9"})
    assert answer.status_code == 409
    assert desk.parts.office.rules.follow_up_days == 2


async def test_whose_session_has_ended_keeps_what_was_typed(desk: Served, eve: dict[str, str]) -> None:
    form = await opened(desk, "phrases", eve) | {"12.title": "Bye", "12.text": "See you"}
    gone = {"Origin": desk.origin, "Cookie": f"{COOKIE}=x"}
    answer = await sent(desk, "phrases", gone, form)
    many = form | {f"{number}.title": "x" for number in range(2000)}
    assert (await sent(desk, "phrases", gone, many)).status_code == 401
    assert answer.status_code == 401
    assert 'name="12.text" value="See you"' in answer.text


async def test_a_form_with_nothing_in_it_empties_nothing(desk: Served, eve: dict[str, str]) -> None:
    for document in ("departments", "categories", "calendar", "rules"):
        answer = await sent(desk, document, eve, {"version": "0"})
        assert answer.status_code == 422, document
    form = {f"{number}.name.en": "x" for number in range(3000)} | {"version": "0", "x.y": "z", "7": "8"}
    assert (await sent(desk, "departments", eve, form)).status_code == 422
