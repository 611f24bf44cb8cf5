"""Weak spots, and what is changed because of them."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from bot.storage import improvements
from bot.storage.improvements import Improvement
from bot.storage.reports import weaknesses
from bot.storage.schema import changes
from desk.improving import Fault, Typed, fault_of, issues_of
from tests.desk.reports import march
from tests.desk.served import ADMIN, STAFF, Served
from tests.desk.weakspots import improvement

FORM = {"text": "A reminder <b>", "cause": "process", "owner": str(ADMIN), "due": "2026-04-30", "issues": "#2, 6 2"}


@pytest.fixture
async def month(desk: Served) -> Served:
    async with desk.database.transaction() as tx:
        await march.store(tx)
    return desk


async def _get(desk: Served, path: str = "", language: str = "en") -> str:
    headers = await desk.session(STAFF) | {"Accept-Language": language}
    answer = await desk.client.get(f"/staff/causes{path}", headers=headers)
    assert answer.status_code == 200
    return answer.text


async def _post(desk: Served, path: str, form: dict[str, str], status: int = 303) -> str:
    answer = await desk.client.post(f"/staff/causes{path}", data=form, headers=await desk.session(STAFF))
    assert answer.status_code == status
    return answer.text


async def _every(desk: Served) -> list[Improvement]:
    async with desk.database.reading() as tx:
        return await improvements.every(tx)


async def test_causes_are_counted_by_category_with_their_newest_issues(desk_on_each: Served) -> None:
    async with desk_on_each.database.transaction() as tx:
        await march.store(tx)
        span = (march.at("03-01", "00:00"), march.at("04-01", "00:00"))
        found = await weaknesses.spots(tx, span, issues=1)
    # The one that its customer closed has no cause.
    assert [(one.cause, one.category, one.count) for one in found] == [
        ("process", "bug", 1),
        ("process", "hosting", 1),
        ("product", "bug", 1),
    ]
    assert found[0].issues == ((6, "Matter 6"),)


async def test_the_page_shows_spots_with_what_is_changed_because_of_them(month: Served) -> None:
    await improvement(month, "One for all", "process")
    page = await _get(month)
    assert page.count("One for all") == 3  # beside two spots, and in the list
    assert 'href="/staff/t/6"' in page
    assert "No issue with a cause" in await _get(month, "?from=2026-01-01&to=2026-01-02")
    assert "no more than three years" in await _get(month, "?from=2026-01-03&to=2026-01-02")


async def test_an_improvement_is_added_once_and_recorded(month: Served) -> None:
    for _ in range(2):
        await _post(month, "/improvements", FORM)
    [added] = await _every(month)
    assert (added.title, added.cause, added.category, added.owner_id) == ("A reminder <b>", "process", None, ADMIN)
    assert (added.due_on, added.tickets, added.created_by_name) == (date(2026, 4, 30), (2, 6), "Sam")
    async with month.database.reading() as tx:
        [change] = list(await tx.execute(select(changes)))
    assert (change.subject, change.item, change.before) == ("improvement", str(added.id), None)
    assert change.after["issues"] == [2, 6]
    page = await _get(month)
    assert "A reminder &lt;b&gt;" in page
    assert "<b>" not in page


async def test_it_is_changed_closed_and_opened_again(month: Served) -> None:
    number = await improvement(month)
    await _post(month, f"/improvements/{number}", FORM | {"result": "Half as many", "category": "bug", "issues": ""})
    [changed] = await _every(month)
    assert (changed.title, changed.category, changed.result, changed.tickets) == (
        "A reminder <b>",
        "bug",
        "Half as many",
        (),
    )
    for _ in range(2):
        await _post(month, f"/improvements/{number}/close", {})
    [closed] = await _every(month)
    assert closed.done_at == month.clock.now()
    await _post(month, f"/improvements/{number}/reopen", {})
    assert (await _every(month))[0].done_at is None
    async with month.database.reading() as tx:
        assert len(list(await tx.execute(select(changes)))) == 3  # pressing twice changes once


async def test_an_overdue_one_is_marked_until_it_is_done(month: Served) -> None:
    await _post(month, "/improvements", FORM | {"due": "2026-04-01"})
    assert ">Overdue<" not in await _get(month)  # the day itself is still in time
    month.clock.forward(month.clock.now().replace(day=2) - month.clock.now())
    assert ">Overdue<" in await _get(month)
    [one] = await _every(month)
    await _post(month, f"/improvements/{one.id}/close", {})
    assert ">Overdue<" not in await _get(month)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": " \n "}, "in a few words"),
        ({"text": "x" * 201}, "up to 200 characters"),
        ({"cause": "bad luck"}, "choose the cause"),
        ({"category": "gone"}, "category of the list"),
        ({"owner": "7"}, "who of staff"),
        ({"owner": "x" * 50}, "who of staff"),
        ({"due": "tomorrow"}, "choose a day"),
        ({"due": "0001-01-01"}, "choose a day"),
        ({"issues": "12 apples"}, "numbers of issues that exist"),
        ({"issues": "99999999999999999999"}, "numbers of issues that exist"),
        ({"issues": "404"}, "numbers of issues that exist"),
        ({"issues": "²"}, "numbers of issues that exist"),
    ],
)
async def test_a_wrong_field_gets_one_clear_line_and_nothing_typed_is_lost(
    month: Served, wrong: dict[str, str], words: str
) -> None:
    number = await improvement(month)
    for path in ("/improvements", f"/improvements/{number}"):
        page = await _post(month, path, FORM | {"result": "So far, so good"} | wrong, status=422)
        assert page.count('role="alert"') == 1
        assert words in page
        assert "2026-04-30" in page or "due" in wrong
        assert "A reminder" in page or "text" in wrong
    assert "So far, so good" in page
    [unchanged] = await _every(month)
    assert unchanged.title == "Remind of renewals a month ahead"


async def test_there_is_nothing_at_a_number_that_is_none(month: Served) -> None:
    headers = await month.session(STAFF)
    for path in ("99", "x", str(2**63)):
        assert (await month.client.get(f"/staff/causes/improvements/{path}", headers=headers)).status_code == 404
    for path in ("99", "99/close", "99/reopen"):
        await _post(month, f"/improvements/{path}", FORM, status=404)


async def test_both_lists_are_files(month: Served) -> None:
    await _post(month, "/improvements", FORM | {"text": "=1+1", "category": "bug"})
    spots = list(csv.reader(io.StringIO((await _get(month, "/causes.csv", "zh")).removeprefix("\ufeff"))))
    assert spots[0] == ["原因", "类别", "数量", "占比", "最新问题单"]
    assert ["流程", "故障报告", "1", "0.333", "#6"] in spots
    [heading, row] = csv.reader(io.StringIO((await _get(month, "/improvements.csv")).removeprefix("\ufeff")))
    assert row == ["'=1+1", "Process", "Bug report", str(ADMIN), "2026-04-30", "", "", "#2, #6"]
    assert len(heading) == len(row)


def test_numbers_of_issues_are_read_however_they_are_parted() -> None:
    assert issues_of(" #12，7、7;3\n") == (3, 7, 12)
    assert issues_of("") == ()


def test_the_first_fault_is_told() -> None:
    assert fault_of(Typed(), [], []) is Fault.NO_TITLE
    fine = Typed("x", "process", owner="1", result="x" * 10_001)
    assert fault_of(fine, [], [1]) is Fault.LONG_RESULT
