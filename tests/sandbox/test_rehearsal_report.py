"""The report of a rehearsal in Chromium: it fits on a phone, and tells all that it found in both languages."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.languages import language
from sandbox.rehearsal.command import report_of
from sandbox.rehearsal.rehearsal import Played, run
from sandbox.rehearsal.wish import Wish
from tests.sandbox.rehearsing import SMALL, look_on, plan
from tests.screenshots import FOLDER, keep

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

# What stands in the docs is of the full size.
WISH = Wish() if FOLDER else replace(SMALL, customers=4, groups=1)
PLAN = {"launch": "2027-03-15T09:00:00+08:00", "days": 30}


@cache
def played() -> Played:
    return run(plan(Path("nowhere"), transition=PLAN), WISH, look_on)


@pytest.fixture(params=["en", "zh"])
def report(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Its language, and its address."""
    path = tmp_path / "report.html"
    settings = plan(Path("nowhere"), transition=PLAN)
    path.write_text(report_of(played(), settings, WISH, language(request.param)), encoding="utf-8")
    return request.param, path.as_uri()


async def test_it_is_one_file_with_every_picture_inside(browser_page: Page, report: tuple[str, str]) -> None:
    code, address = report
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    await browser_page.set_viewport_size({"width": 1100, "height": 1900})
    await browser_page.goto(address)
    assert asked == [address]
    await expect(browser_page.locator("figure svg")).to_have_count(4)
    for picture in await browser_page.locator("figure svg").all():
        await expect(picture).to_be_visible()
    await keep(browser_page, f"rehearsal-{code}")


async def test_on_a_phone_it_is_no_wider_than_the_phone(phone_page: Page, report: tuple[str, str]) -> None:
    code, address = report
    await phone_page.goto(address)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await phone_page.evaluate(wide) == 0
    await keep(phone_page, f"rehearsal-{code}-phone")
