"""Admins set the office on pages: it holds at once, and each change stands in the record."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.office.documents import Document
from bot.office.members import Level
from bot.people import Role
from bot.storage.business import connect
from bot.storage.schema import business_accounts, changes, tickets
from tests.desk.officeform import changed, fields_of, opened, sent
from tests.desk.served import ADMIN, STAFF, Served

NEW = {
    "5__name__zh": "账单",
    "5__name__en": "Bills & taxes",
    "5__department": "service",
    "5__keywords": "Invoice, 发票",
}


@pytest.fixture
async def eve(desk: Served) -> dict[str, str]:
    return await desk.session(ADMIN, "Eve")


async def recorded(desk: Served) -> list[tuple[str, str, Any, Any]]:
    async with desk.database.reading() as tx:
        rows = (await tx.execute(select(changes).order_by(changes.c.id))).all()
    assert {(row.person_id, row.person_name) for row in rows} <= {(ADMIN, "Eve")}
    return [(row.subject, row.item, row.before, row.after) for row in rows]


@pytest.mark.parametrize("document", list(Document))
async def test_a_form_that_is_sent_back_as_it_came_changes_nothing(
    desk: Served, eve: dict[str, str], document: Document
) -> None:
    answer = await changed(desk, document, eve)
    assert answer.headers["location"] == f"/admin/office/{document}?done=same"
    assert await recorded(desk) == []
    assert "Nothing was different" in (await desk.client.get(answer.headers["location"], headers=eve)).text


async def test_a_category_that_is_added_is_offered_on_the_desk_at_once(desk: Served, eve: dict[str, str]) -> None:
    answer = await changed(desk, "categories", eve, **NEW)
    assert answer.headers["location"] == "/admin/office/categories?done=saved"
    new = desk.parts.categories[-1]
    assert (new.key, new.name.zh, new.keywords, new.hint) == ("bills-taxes", "账单", ("Invoice", "发票"), None)
    assert "Bills &amp; taxes" in (await desk.client.get(desk.desk_path(await desk.customer()))).text
    assert desk.parts.suggester.suggest("发票") == "bills-taxes"
    [(subject, item, before, after)] = await recorded(desk)
    assert (subject, item, before, after["name"]["en"]) == ("categories", "bills-taxes", None, "Bills & taxes")


async def test_a_new_name_keeps_the_key_and_what_refers_to_it(desk: Served, eve: dict[str, str]) -> None:
    await changed(desk, "departments", eve, **{"1__name__en": "Developers", "1__name__zh": "研发部"})
    assert [(one.key, one.name.en) for one in desk.parts.office.departments][1] == ("engineering", "Developers")
    ticket = await desk.ticket(await desk.customer())
    assert desk.parts.office.department_of(ticket) == "engineering"
    [(_, item, before, after)] = await recorded(desk)
    assert (item, before["name"]["en"], after["name"]["en"]) == ("engineering", "Engineering", "Developers")


async def test_rows_move_up_and_down_before_anything_is_saved(desk: Served, eve: dict[str, str]) -> None:
    moved = await changed(desk, "departments", eve, then="down 0", **{"3__name__en": "Board"})
    form = fields_of(moved.text)
    assert [form[f"{number}.key"] for number in range(4)] == ["engineering", "service", "hosting", "management"]
    assert form["3.name.en"] == "Board"
    assert "Not saved yet" in moved.text
    assert await recorded(desk) == []
    await sent(desk, "departments", eve, form)
    told = {item: after for _, item, _, after in await recorded(desk)}
    assert told["order"] == ["engineering", "service", "hosting", "management"]
    for beyond in ("up 0", "down 3", "up 99"):
        page = await changed(desk, "departments", eve, then=beyond)
        assert fields_of(page.text)["0.key"] == "engineering"


async def test_what_is_in_use_is_removed_only_when_it_was_said_twice(desk: Served, eve: dict[str, str]) -> None:
    ticket = await desk.ticket(await desk.customer())
    assert "open issues: 1" in (await desk.client.get("/admin/office/categories", headers=eve)).text
    asked = await changed(desk, "categories", eve, **{"1__remove": "yes", "0__name__en": "Hosting"})
    assert asked.status_code == 409
    assert "<strong><bdi>Bug report</bdi></strong> · open issues: 1" in asked.text
    form = fields_of(asked.text)
    assert (form["1.remove"], form["0.name.en"]) == ("yes", "Hosting")
    assert await recorded(desk) == []
    assert (await sent(desk, "categories", eve, form | {"then": "sure"})).status_code == 303
    assert "bug" not in [one.key for one in desk.parts.categories]
    assert (await desk.client.get(f"/staff/t/{ticket.id}", headers=eve)).status_code == 200
    assert (await desk.client.get(desk.ticket_path(ticket))).status_code == 200


async def test_a_department_can_go_and_its_categories_go_on_under_its_key(desk: Served, eve: dict[str, str]) -> None:
    asked = await changed(desk, "departments", eve, **{"2__remove": "yes"})
    assert "on other pages: 1" in asked.text
    await sent(desk, "departments", eve, fields_of(asked.text) | {"then": "sure"})
    form = await opened(desk, "categories", eve)
    assert form["0.department"] == "hosting"
    saved = await sent(desk, "categories", eve, form | {"1.name.en": "Fault"})
    assert saved.status_code == 303
    refused = await changed(desk, "categories", eve, **{"1__department": "hosting"})
    assert (refused.status_code, "choose one of the departments" in refused.text) == (422, True)


async def test_members_may_work_at_once_and_lose_it_at_once(desk: Served, eve: dict[str, str]) -> None:
    async with desk.database.transaction() as tx:
        await connect(tx, 77, "c", may_reply=True, enabled=True)
        await tx.execute(update(business_accounts).values(employed=False))
    wang = await desk.session(77, "Wang")
    answer = await changed(
        desk, "members", eve, **{"2__id": "77", "2__name": "王", "2__level": "1", "2__in__hosting": "yes"}
    )
    assert answer.status_code == 303
    assert (await desk.client.get("/staff", headers=wang)).status_code == 200
    member = desk.parts.office.member(77)
    assert member is not None
    assert (member.level, member.departments) == (Level.HANDLING, ("hosting",))
    assert await _employed(desk) is True
    form = await opened(desk, "members", eve)
    mine = next(name.partition(".")[0] for name, value in form.items() if value == "77")
    await sent(desk, "members", eve, form | {f"{mine}.remove": "yes"})
    assert (await desk.client.get("/staff", headers=wang)).headers["location"] == "/staff/sign-in"
    assert await _employed(desk) is False


async def _employed(desk: Served) -> bool:
    async with desk.database.reading() as tx:
        return bool((await tx.execute(select(business_accounts.c.employed))).scalar_one())


async def test_nobody_takes_the_role_from_the_people_of_the_configuration(desk: Served, eve: dict[str, str]) -> None:
    page = (await desk.client.get("/admin/office/members", headers=eve)).text
    assert page.count(">configuration<") == 2
    assert ">Eve<" in page  # as she signed in, while she has no other name
    form = await opened(desk, "members", eve)
    await sent(desk, "members", eve, form | {"0.name": "Ada", "0.role": "staff", "1.remove": "yes"})
    assert desk.parts.people.role(ADMIN) is Role.ADMIN
    assert desk.parts.people.role(STAFF) is Role.STAFF
    assert desk.parts.office.member(STAFF) is None


async def test_whoever_has_open_tickets_is_not_removed_unasked(desk: Served, eve: dict[str, str]) -> None:
    await changed(desk, "members", eve, **{"2__id": "77", "2__name": "Wang"})
    ticket = await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        await tx.execute(update(tickets).where(tickets.c.id == ticket.id).values(owner_id=77, owner_name="Wang"))
    asked = await changed(desk, "members", eve, **{"0__remove": "yes"})
    assert (asked.status_code, "Wang</bdi></strong> · open issues: 1" in asked.text) == (409, True)


async def test_working_hours_are_looked_at_before_they_hold(desk: Served, eve: dict[str, str]) -> None:
    shown = (await desk.client.get("/admin/office/calendar", headers=eve)).text
    assert "Open now" in shown
    # Four hours from two in the afternoon until six.
    assert "means <time" in shown
    assert "1 April 2026, 18:00" in shown
    form = await opened(desk, "calendar", eve)
    new = form | {"0.hours.2": "09:00-12:00", "0.hours.3": "13:30–18:00"}
    looked = await sent(desk, "calendar", eve, new | {"then": "look"})
    assert "Closed now" in looked.text
    # From half past one of Thursday on.
    assert "2 April 2026, 17:30" in looked.text
    assert desk.parts.office.is_open(desk.clock.now())
    await sent(desk, "calendar", eve, fields_of(looked.text))
    assert not desk.parts.office.is_open(desk.clock.now())
    assert [(item, after) for _, item, _, after in await recorded(desk)] == [
        ("hours.2", ["09:00-12:00"]),
        ("hours.3", ["13:30-18:00"]),
    ]


async def test_holidays_are_named_in_the_readers_language(desk: Served, eve: dict[str, str]) -> None:
    chinese = (await desk.client.get("/admin/office/calendar", headers=eve | {"Accept-Language": "zh"})).text
    assert "元旦" in chinese
    assert "2026年2月14日星期六</time><span" in chinese
    english = (await changed(desk, "calendar", eve, then="look", **{"0__country": "DE"})).text
    assert "Whit Monday" in english or "Pentecost Monday" in english
    none = (await changed(desk, "calendar", eve, then="look", **{"0__country": "none"})).text
    assert "Holidays of" not in none


async def test_rules_and_rewards_are_set_and_set_back(desk: Served, eve: dict[str, str]) -> None:
    form = await opened(desk, "rules", eve)
    del form["0.low_rating"]
    await sent(desk, "rules", eve, form | {"0.accept_within_minutes": "30", "0.manager_words": "boss\n\nboss，老板"})
    rules = desk.parts.office.rules
    assert (rules.accept_within_minutes, rules.low_rating, rules.manager_words) == (30, False, ("boss", "老板"))
    await changed(desk, "rewards", eve, **{"1__gift__zh": "三十元", "1__gift__en": "30 yuan"})
    assert [(one.rule, one.gift.zh) for one in desk.parts.office.rewards] == [("accepted-bug", "三十元")]
    assert (await desk.client.post("/admin/office/rules/forget", headers=eve)).status_code == 303
    assert desk.parts.office.rules == desk.parts.office.default(Document.RULES)
    lines = await recorded(desk)
    assert lines[-3:] == [
        ("rules", "accept_within_minutes", 30, 60),
        ("rules", "low_rating", False, True),
        ("rules", "manager_words", ["boss", "老板"], list(rules.__class__().manager_words)),
    ]
    await desk.client.post("/admin/office/rules/forget", headers=eve)
    assert await recorded(desk) == lines


async def test_phrases_are_added_and_removed(desk: Served, eve: dict[str, str]) -> None:
    await changed(
        desk,
        "phrases",
        eve,
        **{"0__remove": "yes", "12__title": "Bye", "12__language": "zh", "12__category": "bug", "12__text": "再\n见"},
    )
    phrases = desk.parts.office.phrases
    assert (len(phrases), phrases[0].title, phrases[-1].text) == (12, "Passed on", "再\n见")
    assert [(item, bool(after)) for _, item, _, after in await recorded(desk)] == [
        ("en: Apology", False),
        ("zh: Bye", True),
    ]


async def test_the_overview_says_what_stands_and_who_changed_it_last(desk: Served, eve: dict[str, str]) -> None:
    await changed(desk, "categories", eve, **NEW)
    page = (await desk.client.get("/admin/office", headers=eve)).text
    assert page.count(">Set here<") == 1
    assert page.count(">From the configuration<") == 6
    assert "<span>Bills &amp; taxes</span>" in page
    assert "Last changed by <bdi>Eve</bdi> on" in page
    assert 'href="/staff/announcements"' in page
    chinese = (await desk.client.get("/admin/office", headers=eve | {"Accept-Language": "zh"})).text
    assert not re.search(r">[A-Z][a-z]+ [a-z]+ [a-z]+", unescape(chinese).partition("<main")[2])
    desk.clock.forward(timedelta(days=3))
    closed = (await desk.client.get("/admin/office", headers=await desk.session(ADMIN))).text
    assert "Closed now, until" in closed
