"""The pages and files of reports."""

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import update

from bot.storage.schema import accounts, tickets
from desk.reports.contents import TABLES
from tests.desk.reports import march
from tests.desk.served import STAFF, Served


@pytest.fixture
async def month(desk: Served) -> Served:
    async with desk.database.transaction() as tx:
        await march.store(tx)
    return desk


async def _get(desk: Served, path: str, language: str = "en", status: int = 200) -> str:
    headers = await desk.session(STAFF) | {"Accept-Language": language}
    answer = await desk.client.get(f"/staff/reports{path}", headers=headers)
    assert answer.status_code == status
    return answer.text


async def _rows(desk: Served, path: str, language: str = "en") -> list[list[str]]:
    return list(csv.reader(io.StringIO((await _get(desk, path, language)).removeprefix("\ufeff"))))


async def test_a_month_is_shown_with_its_figures_and_those_of_the_month_before(month: Served) -> None:
    page = await _get(month, "?step=month&day=2026-03-15")
    assert "<h1>March 2026</h1>" in page
    assert "Compared with February 2026." in page
    [(now, before)] = re.findall(r'Opened</dt>\s*<dd class="figure-now">(.+?)</dd>\s*<dd.*?>before: (.+?)</dd>', page)
    assert (now, before) == ("5", "1")
    assert 'rel="prev"' in page
    assert page.count("<svg") == 7  # days, lights, categories, channels, lengths, promises, ratings


async def test_without_a_wish_it_is_this_month(month: Served) -> None:
    assert "<h1>April 2026</h1>" in await _get(month, "")
    assert "<h1>2026年4月</h1>" in await _get(month, "", "zh")


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("step=day&day=2026-03-07", "Saturday, March 7, 2026"),
        ("step=week&day=2026-04-01", "30 March – 5 April 2026"),
        ("from=2025-12-30&to=2026-01-02", "30 December 2025 – 2 January 2026"),
        ("from=2026-03-07", "Saturday, March 7, 2026"),
    ],
)
async def test_other_periods_are_asked_for_by_address(month: Served, question: str, title: str) -> None:
    assert f"<h1>{title}</h1>" in await _get(month, f"?{question}")


@pytest.mark.parametrize(
    "question",
    [
        *("from=2026-03-31&to=2026-03-01", "from=yesterday&to=2026-03-01", "from=0001-01-01&to=9999-12-31"),
        *("step=century", "step=month&day=2026-02-30", "step=range&day=9999-12-31", "from=%00&to=%3Cb%3E"),
        "from=2000-01-01&to=2000-01-31",
    ],
)
async def test_what_is_no_period_gets_one_clear_line_and_keeps_what_was_typed(month: Served, question: str) -> None:
    page = await _get(month, f"?{question}")
    assert "This is no period that can be shown" in page
    assert "<b>" not in page.partition("<main")[2].replace("<b>x", "")
    if "yesterday" in question:
        assert 'value="yesterday"' in page


async def test_every_table_is_a_file_with_the_numbers_of_the_page(month: Served) -> None:
    for key in TABLES:
        heading, *rows = await _rows(month, f"/{key}.csv?step=month&day=2026-03-01")
        assert all(len(row) == len(heading) for row in rows), key
    counted = {
        "categories": {"Domain and hosting": "1", "Bug report": "2", "Question": "1", "Technical advice": "0"}
        | {"Complaint or suggestion": "1"},
        "promises": {"Kept": "2", "Moved in time": "1", "Slipped": "1", "Still standing": "0"},
        "accounts": {"Of no account": "4", "Harbour Ltd": "1"},
    }
    for key, expected in counted.items():
        rows = await _rows(month, f"/{key}.csv?step=month&day=2026-03-01")
        assert {row[0]: row[1] for row in rows[1:]} == expected
    times = await _rows(month, "/times.csv?step=month&day=2026-03-01")
    assert times[0][2:4] == ["Median (h)", "9 of 10 within (h)"]
    # In hours: accepted after 30 minutes and 1.5 hours, 45 h 10 min and 64.5 h by the clock.
    assert times[1][:6] == ["Until accepted", "3", "0.50", "1.50", "45.17", "64.50"]
    effort = await _rows(month, "/effort.csv?step=month&day=2026-03-01")
    assert [row[1] for row in effort[1:]] == ["75", "1", "50.00"]


async def test_a_file_has_its_name_and_no_formula(month: Served) -> None:
    async with month.database.transaction() as tx:
        await tx.execute(update(accounts).values(name='=HYPERLINK("x")'))
    headers = await month.session(STAFF) | {"Accept-Language": "zh"}
    answer = await month.client.get("/staff/reports/accounts.csv?step=month&day=2026-03-01", headers=headers)
    assert answer.headers["content-disposition"] == 'attachment; filename="accounts-2026-03-01-2026-03-31.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert '"\'=HYPERLINK(""x"")",1' in answer.text
    assert answer.text.startswith("\ufeff客户公司,数量,占比,上期")


@pytest.mark.parametrize("path", ["/no-such.csv", "/summary.csv?from=x", "/monthly/2026-13", "/monthly/2000-01"])
async def test_what_there_is_not_is_not_found(month: Served, path: str) -> None:
    await _get(month, path, status=404)


async def test_a_monthly_report_names_company_and_month_and_has_nothing_folded(month: Served) -> None:
    page = await _get(month, "/monthly/2026-03", "zh")
    assert "<h1>2026年3月月报</h1>" in page
    assert "Example Hosting</p>" in page
    assert "<details" not in page
    assert page.count('<table class="numbers">') == len(TABLES) - 1  # the figures stand above


async def test_without_charts_the_numbers_are_there(month: Served) -> None:
    month.parts.drawer.patience_seconds = 0.001
    page = await _get(month, "?step=month&day=2026-03-01")
    assert "The charts could not be drawn just now" in page
    assert page.count("<table") == len(TABLES) - 1


async def test_a_hostile_category_stays_a_name(month: Served) -> None:
    async with month.database.transaction() as tx:
        await tx.execute(update(tickets).values(category="<b>x\u202e\"'=1"))
    page = await _get(month, "?step=month&day=2026-03-01")
    assert "<b>x" not in page
    assert "\u202e" not in page
    assert "<b>x\"'=1" in unescape(page)


async def test_a_long_range_is_drawn_by_weeks(month: Served) -> None:
    page = await _get(month, "?from=2025-06-01&to=2026-03-31")
    assert 'aria-label="Week by week"' in page


@pytest.mark.browser
async def test_it_fits_a_phone_and_unfolds_without_a_script(month: Served, phone_page: Page) -> None:
    name, _, secret = (await month.session(STAFF))["Cookie"].partition("=")
    await phone_page.context.add_cookies([{"name": name, "value": secret, "url": month.parts.links.public_url}])
    for path in ("/staff/reports?step=month&day=2026-03-01", "/staff/reports/monthly/2026-03", "/staff/causes"):
        await phone_page.goto(f"{month.parts.links.public_url}{path}")
        assert await phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    await phone_page.goto(f"{month.parts.links.public_url}/staff/reports?step=month&day=2026-03-01")
    await phone_page.get_by_role("region", name="By category").get_by_text("The numbers").click()
    await expect(phone_page.get_by_role("row", name="Bug report 2 40% 1")).to_be_visible()
    await phone_page.get_by_role("link", name="The period before").click()
    await expect(phone_page.get_by_role("heading", name="February 2026")).to_be_visible()


async def test_the_time_that_it_was_made_is_told(month: Served) -> None:
    month.clock.set(datetime(2026, 4, 2, 1, tzinfo=UTC))
    assert "2 April 2026, 09:00" in await _get(month, "")
