"""The record as admins read it."""

import csv
import io
import re
from datetime import timedelta

import pytest

from bot.storage import office, transitions
from bot.storage.office import Change
from tests.desk.officeform import changed
from tests.desk.served import ADMIN, NOW, STAFF, Served


@pytest.fixture
async def eve(desk: Served) -> dict[str, str]:
    return await desk.session(ADMIN, "Eve")


async def test_every_change_is_told_with_who_when_from_and_to(desk: Served, eve: dict[str, str]) -> None:
    await changed(desk, "categories", eve, **{"0__name__en": "Domains", "0__keywords": "domain\nzone"})
    await changed(desk, "rules", eve, **{"0__accept_within_minutes": "30"})
    page = (await desk.client.get("/admin/record", headers=eve)).text
    assert "<bdi>Eve</bdi> · <time" in page
    assert "<del><bdi>Domain and hosting</bdi></del> <ins><bdi>Domains</bdi></ins>" in page
    assert "<del><bdi>60</bdi></del> <ins><bdi>30</bdi></ins>" in page
    assert "<ins><bdi>zone</bdi></ins>" in page
    assert "<bdi>domain</bdi>" not in page  # it stood there before, and stands there still
    # The plan of the configuration, which the transition began with.
    assert "19 April 2026, 09:00" in page
    chinese = (await desk.client.get("/admin/record", headers=eve | {"Accept-Language": "zh"})).text
    assert "提示这一类别的词语" in chinese
    assert "迁移安排" in chinese


async def test_announcements_words_are_recorded_too(desk: Served, eve: dict[str, str]) -> None:
    path = "/staff/announcements/live/en"
    sam = await desk.session(STAFF, "Sam")
    for _ in range(2):
        await desk.client.post(path, data={"text": "{link} {deadline}"}, headers=sam)
    for _ in range(2):
        await desk.client.post(f"{path}/forget", headers=sam)
    page = (await desk.client.get("/admin/record?subject=announcements", headers=eve)).text
    assert page.count('class="record-line"') == 2
    assert page.count("<bdi>Sam</bdi>") == 2
    assert "<ins><bdi>{link} {deadline}</bdi></ins>" in page
    assert "<del><bdi>{link} {deadline}</bdi></del>" in page


async def test_it_is_filtered_by_what_who_and_when(desk: Served, eve: dict[str, str]) -> None:
    async with desk.database.transaction() as tx:
        for day in range(3):
            at = NOW + timedelta(days=day)
            await office.record(tx, Change(at, 1, "王", "improvement", str(day), None, {"title": f"t{day}"}))
        await transitions.record(tx, transitions.Change(NOW, "Ada (1)", "deadline", None, "x", "<b>asked</b>"))

    async def lines(question: str) -> list[str]:
        answer = await desk.client.get(f"/admin/record?{question}", headers=eve)
        assert answer.status_code == 200
        return re.findall(r"<strong><bdi>(.*?)</bdi></strong>", answer.text)

    assert await lines("subject=improvement") == ["#2", "#1", "#0"]
    assert await lines("person=王&from=2026-04-02&to=2026-04-02") == ["#1"]
    assert await lines("person=Ada (1)") == ["Deadline"]
    assert await lines("subject=%00&person=%27") == []
    wrong = await desk.client.get("/admin/record?from=2026-04-03&to=2026-04-02", headers=eve)
    assert (wrong.status_code, "Please choose days" in wrong.text) == (422, True)
    assert "&lt;b&gt;asked" in wrong.text
    for period in ("never", "0000-00-00", "9999-12-31&to=9999-12-31"):
        assert (await desk.client.get(f"/admin/record?from={period}", headers=eve)).status_code in (200, 422)


async def test_older_lines_are_a_page_away(desk: Served, eve: dict[str, str]) -> None:
    async with desk.database.transaction() as tx:
        for number in range(120):
            await office.record(tx, Change(NOW, 1, "Eve", "rules", f"item-{number}", 1, 2))
    address, found = "/admin/record?subject=rules", []
    for _ in range(3):
        page = (await desk.client.get(address, headers=eve)).text
        found += re.findall(r"<bdi>(item-\d+)</bdi>", page)
        older = re.findall(r'href="(/admin/record\?[^"]*before=[^"]+)"', page)
        address = older[0].replace("&amp;", "&") if older else ""
    assert found == [f"item-{number}" for number in reversed(range(120))]
    assert address == ""
    for nonsense in ("x", "1-2-3", f"{'9' * 17}-0-1"):
        assert (await desk.client.get(f"/admin/record?before={nonsense}", headers=eve)).status_code == 200


async def test_the_file_has_a_line_for_each_field_and_no_formula(desk: Served, eve: dict[str, str]) -> None:
    await changed(desk, "departments", eve, **{"0__name__zh": "=HYPERLINK(1)", "0__name__en": "Care"})
    answer = await desk.client.get("/admin/record.csv?subject=departments", headers=eve)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["Time", "Who", "What", "Item", "Field", "Before", "After", "Reason"]
    begins = ["2026-04-01 14:00:00", "Eve", "departments", "service"]
    assert rows[1:] == [
        [*begins, "name.zh", "客户服务部", "'=HYPERLINK(1)", ""],
        [*begins, "name.en", "Customer service", "Care", ""],
    ]
    assert (await desk.client.get("/admin/record.csv?from=x", headers=eve)).status_code == 404
