"""A ticket's page in a browser: what staff need first comes first, and scripts only make it livelier."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import PHONE
from tests.desk.served import STAFF, Served


async def _sign_in(desk: Served, page: Page) -> None:
    name, _, value = (await desk.session(STAFF))["Cookie"].partition("=")
    await page.context.add_cookies([{"name": name, "value": value, "url": desk.origin}])


async def _top(page: Page, selector: str) -> float:
    box = await page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.browser
async def test_on_a_phone_without_scripts_accepting_and_answering_come_first(desk: Served, browser: Browser) -> None:
    ticket = await desk.ticket(await desk.customer(name="W" * 64), "W" * 500)
    context = await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False)
    page = await context.new_page()
    await _sign_in(desk, page)
    await page.goto(f"{desk.origin}/staff/t/{ticket.id}")
    order = [await _top(page, one) for one in ("#accept", "#answer", ".thread", "#solve", "#pass-on")]
    assert order == sorted(order)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_text("Phrases").tap()
    await expect(page.get_by_text("We are sorry for the trouble")).to_be_visible()
    await page.get_by_role("button", name="4 hours").tap()
    await expect(page.get_by_text("takes care of it and promises an answer")).to_be_visible()
    await page.get_by_role("button", name="Undo").tap()
    await expect(page.get_by_text("took back: the promise")).to_be_visible()
    await context.close()


async def test_a_phrase_is_put_in_where_the_cursor_stands(desk: Served, browser_page: Page) -> None:
    ticket = await desk.ticket(await desk.customer())
    await _sign_in(desk, browser_page)
    await browser_page.goto(f"{desk.origin}/staff/t/{ticket.id}")
    answer = browser_page.get_by_label("Answer the customer")
    await answer.fill("Dear Ann,")
    await browser_page.get_by_text("Phrases").click()
    await browser_page.get_by_role("button", name="Insert: Apology").click()
    await expect(answer).to_have_value(
        "Dear Ann,\nWe are sorry for the trouble this has caused you. We are looking into it now."
    )
    await answer.press("Control+Enter")
    await expect(browser_page.locator(".said-mine")).to_contain_text("Dear Ann,")
    assert len(await desk.thread(ticket)) == 2
