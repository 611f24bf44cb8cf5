"""The plan as an admin steers it in a browser, on a phone and on a desktop."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, expect

from bot.storage import transitions
from tests.desk.served import ADMIN, Served

pytestmark = pytest.mark.browser


async def _sign_in(desk: Served, page: Page) -> None:
    await page.goto(desk.parts.links.sign_in(await desk.invitation(ADMIN)))
    await page.get_by_label("Your name").fill("Eve")
    await page.get_by_role("button", name="Sign in").click()


async def test_an_admin_moves_the_deadline_on_a_phone_and_sees_first_what_that_does(
    desk: Served, phone_page: Page, page_troubles: list[str]
) -> None:
    page = phone_page
    await _sign_in(desk, page)
    await page.get_by_role("link", name="Plan", exact=True).tap()
    await expect(page.get_by_text("Days left: 18")).to_be_visible()
    choices = await page.get_by_label("Chat closes on this day").locator("option").all_inner_texts()
    assert [re.sub(r".*day ", "", choice) for choice in choices] == [str(day) for day in range(20, 31)]
    await page.get_by_label("Chat closes on this day").select_option("2026-04-15")
    form = page.locator("form", has=page.get_by_role("heading", name="Move the deadline"))
    await form.get_by_label("Reason").fill("holidays")
    await form.get_by_role("button").tap()
    await expect(page.get_by_role("heading", name="Move the deadline?")).to_be_visible()
    await expect(page.get_by_text("0 customers, 0 groups; 0 not yet migrated")).to_be_visible()
    await expect(page.get_by_label("Reason")).to_have_value("holidays")
    await page.get_by_role("button", name="Move it").tap()
    await expect(page.get_by_role("status")).to_contain_text("Done.")
    async with desk.database.reading() as tx:
        assert (await transitions.current(tx)).window.days == 26
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page_troubles == []


async def test_the_announcements_to_come_unfold_by_the_keyboard(desk: Served, browser_page: Page) -> None:
    page = browser_page
    await _sign_in(desk, page)
    await page.goto(f"{desk.origin}/admin/transition/slots")
    days = page.locator("details")
    await expect(days).to_have_count(14)
    second = days.nth(1).locator("summary")
    await second.focus()
    await page.keyboard.press("Enter")
    await expect(days.nth(1).get_by_text("This chat closes on 19 April 2026, 09:00").first).to_be_visible()
    await expect(days.nth(1).get_by_text("本聊天将于").first).to_be_visible()
    found = await Axe().run(page)
    assert [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}] == []
