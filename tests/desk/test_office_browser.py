"""The office as an admin meets it, in a browser: on a phone and with the keyboard."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Dialog, Page, expect

from bot.office.documents import Document
from tests.desk.officeform import changed
from tests.desk.served import ADMIN, Served

pytestmark = pytest.mark.browser


async def _sign_in(desk: Served, page: Page) -> None:
    await page.goto(desk.parts.links.sign_in(await desk.invitation(ADMIN)))
    await page.get_by_label("Your name").fill("Eve")
    await page.get_by_role("button", name="Sign in").click()


async def test_an_admin_adds_a_category_on_a_phone(desk: Served, phone_page: Page, page_troubles: list[str]) -> None:
    page = phone_page
    await _sign_in(desk, page)
    await page.get_by_role("link", name="Office").tap()
    await page.get_by_role("link", name=re.compile("^Categories")).tap()
    await page.get_by_text("A new category").tap()
    new = page.locator(".office-new")
    await new.get_by_label("Name · English").fill("Bills")
    await new.get_by_label("Words that hint at it").fill("invoice")
    await page.get_by_role("button", name="Save").tap()
    # Both what is wrong and what was typed.
    fault = page.get_by_role("link", name=re.compile("in both languages"))
    await fault.tap()
    field = page.locator("#f5-name-zh")
    await expect(field).to_be_focused()
    await expect(page.locator("#f5-keywords")).to_have_value("invoice")
    await field.fill("账单")
    await page.locator("#f5-department").select_option("Customer service")
    await page.get_by_role("button", name="Save").tap()
    await expect(page.get_by_text("Saved. It holds from now on")).to_be_visible()
    assert desk.parts.categories[-1].key == "bills"
    # Chromium complains of every page that comes back with a fault.
    assert all("422" in trouble for trouble in page_troubles)
    page_troubles.clear()


async def test_the_enter_key_saves_and_moves_no_row(desk: Served, browser_page: Page) -> None:
    await _sign_in(desk, browser_page)
    await browser_page.goto(f"{desk.parts.links.public_url}/admin/office/departments")
    first = browser_page.get_by_label("Name · English").first
    await first.fill("Care")
    await first.press("Enter")
    await expect(browser_page.get_by_text("Saved. It holds from now on")).to_be_visible()
    assert [one.name.en for one in desk.parts.office.departments][:2] == ["Care", "Engineering"]


async def test_leaving_with_something_unsaved_is_asked_about(desk: Served, browser_page: Page) -> None:
    await _sign_in(desk, browser_page)
    await browser_page.goto(f"{desk.parts.links.public_url}/admin/office/departments")
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    browser_page.on("dialog", stay)
    await browser_page.get_by_label("Name · English").first.press("Home")
    await browser_page.keyboard.type("!")
    await browser_page.get_by_role("link", name="Back to the office").click(no_wait_after=True)
    await expect(browser_page.get_by_label("Name · English").first).to_have_value("!Customer service")
    assert asked == ["beforeunload"]


async def test_what_unfolds_is_fit_for_everybody_too(desk: Served, phone_page: Page) -> None:
    page, headers = phone_page, await desk.session(ADMIN, "Eve")
    await desk.ticket(await desk.customer())
    wide = {"4__name__zh": "很" * 150, "4__name__en": "W" * 150}
    await changed(desk, "departments", headers, **wide)
    await _sign_in(desk, page)
    await page.emulate_media(color_scheme="dark")
    await page.set_extra_http_headers({"Accept-Language": "zh"})
    axe = Axe()
    for path in ("office", *(f"office/{document}" for document in Document), "record"):
        await page.goto(f"{desk.parts.links.public_url}/admin/{path}")
        for folded in await page.locator("main details").all():
            await folded.evaluate("one => { one.open = true; }")
        found = (await axe.run(page)).response["violations"]
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
