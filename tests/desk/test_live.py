"""The pages of broadcasts in a browser: what moves by itself, and what works where no script runs."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from bot.broadcast import BroadcastState
from bot.deliveries import DeliveryState
from bot.storage import accounts, broadcasts, chats
from bot.storage.schema import deliveries
from tests.browser import PHONE
from tests.desk.campaigns import draft, every, now_of, sent_to
from tests.desk.served import NOW, STAFF, Served

PATIENCE_MILLISECONDS = 15_000


async def _sign_in(desk: Served, page: Page) -> None:
    await page.goto(desk.parts.links.sign_in(await desk.invitation(STAFF)))
    await page.get_by_label("Your name").fill("Sam")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Queue")).to_be_visible()


async def test_the_page_of_a_running_broadcast_follows_it_to_its_end(desk: Served, browser_page: Page) -> None:
    number = await draft(desk, state=BroadcastState.RUNNING)
    await sent_to(desk, number, (DeliveryState.SENT, None), (DeliveryState.PLANNED, None))
    await _sign_in(desk, browser_page)
    await browser_page.goto(f"{desk.parts.links.public_url}/staff/broadcasts/{number}")
    bar = browser_page.locator("#progress svg")
    await expect(bar).to_have_attribute("aria-label", "1 of 2")
    async with desk.database.transaction() as tx:
        await tx.execute(deliveries.update().values(state=DeliveryState.SENT, settled_at=desk.clock.now()))
    await expect(bar).to_have_attribute("aria-label", "2 of 2", timeout=PATIENCE_MILLISECONDS)
    await expect(browser_page.get_by_role("button", name="Pause")).to_be_visible()
    async with desk.database.transaction() as tx:
        await broadcasts.finish(tx, number, desk.clock.now())
    await expect(browser_page.get_by_text("done", exact=True)).to_be_visible(timeout=PATIENCE_MILLISECONDS)
    await expect(browser_page.get_by_role("button", name="Pause")).to_have_count(0)


async def test_the_count_follows_the_audience_that_is_chosen(desk: Served, browser_page: Page) -> None:
    async with desk.database.transaction() as tx:
        await chats.seen(tx, 1001, kind="private", title="Ann", language="en", now=NOW)
        await chats.seen(tx, 1002, kind="private", title="Bob", language="en", now=NOW)
        await accounts.assign(tx, await accounts.named(tx, "Harbour Ltd"), customer_id=1001, chat_id=None)
    await _sign_in(desk, browser_page)
    await browser_page.goto(f"{desk.parts.links.public_url}/staff/broadcasts/new")
    await expect(browser_page.locator("#count")).to_have_text("Chats at this moment: 2")
    await browser_page.get_by_label("Who gets it").select_option("Harbour Ltd")
    await expect(browser_page.locator("#count")).to_have_text("Chats at this moment: 1")


@pytest.mark.browser
async def test_a_broadcast_is_composed_and_scheduled_on_a_phone_without_javascript(
    desk: Served, browser: Browser
) -> None:
    context = await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False)
    page = await context.new_page()
    await _sign_in(desk, page)
    await page.get_by_role("link", name="Broadcasts").tap()
    await page.get_by_role("link", name="New broadcast").tap()
    await page.get_by_label("Text", exact=True).fill("<b>Hello")
    await page.get_by_role("button", name="Continue").tap()
    await expect(page.get_by_role("alert")).to_contain_text("is never closed")
    await page.get_by_label("Text", exact=True).fill("<b>Hello</b>")
    await page.get_by_role("button", name="Continue").tap()
    await page.get_by_label("On several days").check(force=True)
    await page.get_by_label("Friday, April 3, 2026").check(force=True)
    await page.get_by_label("Time of day").fill("09:30")
    await page.get_by_role("button", name="Continue").tap()
    await expect(page.get_by_text("3 April 2026, 09:30")).to_be_visible()
    await page.get_by_role("button", name="Schedule it").tap()
    await expect(page.get_by_text("scheduled", exact=True)).to_be_visible()
    [made] = await every(desk)
    assert (await now_of(desk, made.id)).state is BroadcastState.SCHEDULED
    await page.get_by_text("Cancel it", exact=True).tap()
    await page.get_by_role("button", name="Yes, cancel it").tap()
    await expect(page.get_by_text("cancelled", exact=True)).to_be_visible()
    await context.close()


async def test_nothing_sticks_out_of_a_phones_page(desk: Served, phone_page: Page) -> None:
    number = await draft(desk, state=BroadcastState.RUNNING)
    await sent_to(desk, number, (DeliveryState.FAILED, "W" * 300), title="W" * 200)
    begun = await draft(desk)
    await _sign_in(desk, phone_page)
    paths = ("broadcasts", "broadcasts/new", f"broadcasts/{begun}/send", f"broadcasts/{number}")
    for path in (*paths, f"broadcasts/{number}/ledger", "announcements", "announcements/live/zh"):
        await phone_page.goto(f"{desk.parts.links.public_url}/staff/{path}")
        await expect(phone_page.get_by_role("heading", level=1)).to_have_text(re.compile("."))
        assert await phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
