"""The desk as a person meets it, in a browser on a phone that runs no script."""

import re
from datetime import date

import pytest
from playwright.async_api import Browser, Page, expect

from bot.reconciliation import Books
from bot.storage import reconciliations
from tests.browser import PHONE
from tests.desk.served import ADMIN, STAFF, Served


async def _fits(page: Page) -> bool:
    """Whether nothing sticks out to the side. (The page itself brings no script; this one is the test's.)"""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.browser
async def test_a_customer_answers_on_a_phone_without_javascript(desk: Served, browser: Browser) -> None:
    ticket = await desk.ticket(await desk.customer(), "The site is down")
    context = await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(desk.parts.links.ticket(ticket.id, 0))
    await expect(page.get_by_role("heading", name="The site is down")).to_be_visible()
    await page.get_by_label("Your answer").fill("It is\nback <b>again</b>")
    await page.get_by_role("button", name="Send").tap()
    await expect(page.get_by_text("back <b>again</b>")).to_be_visible()
    await context.close()
    assert (await desk.thread(ticket))[-1].text == "It is\nback <b>again</b>"


async def test_nothing_sticks_out_of_a_phones_page(desk: Served, phone_page: Page) -> None:
    ann = await desk.customer(name="W" * 64)
    ticket = await desk.ticket(ann, "W" * 10_000)
    for address in (desk.parts.links.ticket(ticket.id, 0), desk.parts.links.desk(ann.id, 0)):
        await phone_page.goto(address)
        assert await _fits(phone_page), address


async def test_staff_accept_and_answer(desk: Served, browser_page: Page) -> None:
    ticket = await desk.ticket(await desk.customer(name="\u202eAnn"), "The site is down")
    await browser_page.goto(desk.parts.links.sign_in(await desk.invitation(STAFF)))
    await browser_page.get_by_label("Your name").fill("Sam")
    await browser_page.get_by_role("button", name="Sign in").click()
    await browser_page.get_by_role("link", name=re.compile("The site is down")).click()
    await browser_page.get_by_role("button", name="4 hours").click()
    await expect(browser_page.get_by_text("Sam takes care of it and promises an answer by")).to_be_visible()
    await browser_page.get_by_label("Answer the customer").fill("We are on it.")
    await browser_page.get_by_role("button", name="Send the answer").click()
    await expect(browser_page.locator(".said-mine")).to_have_text(re.compile("We are on it."))
    assert [planned.ticket_id for planned in await desk.planned()] == [ticket.id] * 2
    await browser_page.get_by_role("button", name="Sign out").click()
    await expect(browser_page.get_by_text("/queue")).to_be_visible()


async def test_staff_change_a_category_and_admins_read_the_books_on_a_phone(desk: Served, phone_page: Page) -> None:
    ticket = await desk.ticket(await desk.customer(), "The site is down")
    lost = Books(date(2026, 3, 31), 123_456, {"ticket": 123_450}, waiting=1, failed=1, kept=123_449)
    async with desk.database.transaction() as tx:
        await reconciliations.keep(tx, lost, desk.clock.now())
    await phone_page.goto(desk.parts.links.sign_in(await desk.invitation(ADMIN)))
    await phone_page.get_by_label("Your name").fill("Eve")
    await phone_page.get_by_role("button", name="Sign in").tap()
    await phone_page.get_by_role("link", name=re.compile("The site is down")).tap()
    await phone_page.get_by_label("Category").select_option("Question")
    await phone_page.get_by_role("button", name="Change category").tap()
    await expect(phone_page.get_by_text("changed the category from “Bug report” to “Question”")).to_be_visible()
    assert await _fits(phone_page)
    await phone_page.get_by_role("link", name="Books").tap()
    await expect(phone_page.get_by_role("heading", name="Books")).to_be_visible()
    await expect(phone_page.get_by_role("row", name=re.compile("2026-03-31"))).to_contain_text("4 without an outcome")
    assert await _fits(phone_page)
    await phone_page.get_by_role("button", name="Sign out").tap()
    await expect(phone_page.get_by_text("/queue")).to_be_visible()
    assert (await desk.now_of(ticket)).category == "question"
