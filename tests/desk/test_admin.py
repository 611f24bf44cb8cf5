"""The admins' page: the books of the inbox, today, ever and day by day."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from bot.links import Links
from bot.reconciliation import Books
from bot.storage import reconciliations
from bot.storage.schema import updates
from desk.admin import DAYS_SHOWN
from tests.desk.served import ADMIN, NOW, STAFF, Served

TODAY = date(2026, 4, 1)
ROW = re.compile(r'<th scope="row">([^<]+)</th><td>([^<]+)</td>')
DAY = re.compile(r'<time datetime="([^"]+)"')


async def _receive(desk: Served, *outcomes: str | None, at: datetime = NOW, first: int = 1) -> None:
    """``outcomes``: of each update; None where it could not be handled."""
    async with desk.database.transaction() as tx:
        for number, outcome in enumerate(outcomes, first):
            state = "dead" if outcome is None else "waiting" if outcome == "" else "done"
            values = {"update_id": number, "lane": 1, "raw": "{}", "received_at": at}
            await tx.execute(updates.insert().values(**values, state=state, outcome=outcome or None))


async def _count(desk: Served, books: Sequence[Books]) -> None:
    async with desk.database.transaction() as tx:
        for day in books:
            await reconciliations.keep(tx, day, NOW)


async def _page(desk: Served, language: str = "en") -> str:
    headers = await desk.session(ADMIN) | {"Accept-Language": language}
    answer = await desk.client.get("/admin", headers=headers)
    assert answer.status_code == 200
    return answer.text


def _section(page: str, name: str) -> str:
    return page[page.index(f'aria-labelledby="{name}"') :].partition("</section>")[0]


async def test_today_and_ever_are_told_as_sums_with_a_verdict(desk: Served) -> None:
    handled = ["command", "press", "edit", "channel", "refused: not theirs", "dialog", "ignored: staff", "", None]
    await _receive(desk, *handled)
    await _receive(desk, *["command"] * 1200, at=NOW - timedelta(days=3), first=100)
    page = await _page(desk)
    today = ROW.findall(_section(page, "today"))
    assert today == [
        ("Received", "9"),
        ("New issues", "0"),
        ("Entries of issues", "0"),
        ("Kept for the desk's form", "0"),
        ("Greetings, thanks and questions", "0"),
        ("Commands and presses", "4"),
        ("Edits", "1"),
        ("Changes of chats", "1"),
        ("Ignored", "1"),
        ("written by staff", "1"),
        ("Waiting", "1"),
        ("Failed", "1"),
    ]
    assert "The books balance: no message is lost." in _section(page, "today")
    ever = dict(ROW.findall(_section(page, "ever")))
    assert (ever["Received"], ever["Commands and presses"]) == ("1,209", "1,204")


async def test_today_is_a_day_of_the_companys_time_zone(desk: Served) -> None:
    midnight = datetime.fromisoformat("2026-04-01T00:00:00+08:00")
    await _receive(desk, "command", "command", at=midnight)
    await _receive(desk, "command", at=midnight - timedelta(seconds=1), first=10)
    page = await _page(desk)
    assert ROW.findall(_section(page, "today"))[0] == ("Received", "2")
    assert ROW.findall(_section(page, "ever"))[0] == ("Received", "3")


async def test_books_that_do_not_balance_say_what_is_missing(desk: Served) -> None:
    await _receive(desk, "ticket", "unheard of")
    today = _section(await _page(desk), "today")
    assert "1 without an outcome, 1 not found again: please look into the inbox." in today
    assert "verdict-bad" in today
    assert "no message is lost" not in today


async def test_a_reason_without_words_is_shown_as_it_is_kept(desk: Served) -> None:
    await _receive(desk, "ignored: staff", "ignored: <b>new</b>")
    today = _section(await _page(desk, "zh"), "today")
    assert ROW.findall(today)[-4:-2] == [("&lt;b&gt;new&lt;/b&gt;", "1"), ("员工发出", "1")]


async def test_the_last_days_are_listed_newest_first_each_with_bar_and_verdict(desk: Served) -> None:
    days = [TODAY - timedelta(days=number) for number in range(1, DAYS_SHOWN + 2)]
    good = [Books(day, 10 * number, {"command": 10 * number}, 0, 0, 0) for number, day in enumerate(days)]
    lost = Books(days[1], 4, {"ticket": 3}, waiting=0, failed=1, kept=1)
    await _count(desk, [*good, lost])
    section = _section(await _page(desk), "days")
    assert DAY.findall(section) == [str(day) for day in days[:DAYS_SHOWN]]
    rows = section.split("<tr>")[2:]
    assert 'class="bar-part" width="0"' in rows[0]
    assert 'class="bar-part" width="2"' in rows[1]  # 4 of 300, rounded up
    assert 'class="bar-part" width="100"' in rows[-1]
    assert [row.count("Balances") for row in rows[:3]] == [1, 0, 1]
    assert "0 without an outcome, 2 not found again" in rows[1]
    assert "0 waiting, 1 failed" in rows[1]


async def test_on_the_first_day_no_day_is_over(desk: Served) -> None:
    assert "The first day is still under way." in _section(await _page(desk), "days")


async def test_staff_who_are_no_admins_are_told_kindly(desk: Served) -> None:
    answer = await desk.client.get("/admin", headers=await desk.session(STAFF))
    assert answer.status_code == 403
    assert "This page is for admins" in answer.text
    assert "came from somewhere else" not in answer.text
    assert 'href="/staff"' in answer.text


async def test_the_way_to_the_books_is_shown_to_admins_alone(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    for path in ("/staff", f"/staff/t/{ticket.id}"):
        for person, shown in ((STAFF, False), (ADMIN, True)):
            page = (await desk.client.get(path, headers=await desk.session(person))).text
            assert ('href="/admin"' in page) is shown
            assert 'href="/staff"' in page
    assert '<a href="/admin" aria-current="page">' in await _page(desk)


class TestBehindAPath:
    @pytest.fixture
    def changes(self) -> dict[str, object]:
        return {"links": Links("https://example.com/help", b"k" * 32)}

    async def test_its_addresses_begin_with_that_path(self, desk: Served) -> None:
        page = await _page(desk)
        assert '<a href="/help/admin" aria-current="page">' in page
        assert 'href="/help/staff"' in page
        assert 'action="/help/staff/sign-out"' in page
        gone = await desk.client.get("/admin")
        assert gone.headers["location"] == "/help/staff/sign-in"
