"""The queue in a browser: by keyboard, followed live, and on a phone that runs no script."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from bot.storage import tickets
from bot.tickets import State
from tests.browser import PHONE
from tests.desk.served import ADMIN, BOB, STAFF, Served

PATIENCE_MILLISECONDS = 15_000


async def _sign_in(desk: Served, page: Page, who: int = STAFF) -> None:
    await page.goto(desk.parts.links.sign_in(await desk.invitation(who)))
    await page.get_by_label("Your name").fill("Sam")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()


async def test_the_queue_is_worked_by_keyboard(desk: Served, browser_page: Page) -> None:
    ann = await desk.customer()
    for title in ("First", "Second", "Third"):
        await desk.ticket(ann, title)
    await _sign_in(desk, browser_page)
    keyboard = browser_page.keyboard
    # It shows itself once the keys are listened to.
    await expect(browser_page.get_by_role("button", name="Keyboard")).to_be_visible()
    await keyboard.press("?")
    await expect(browser_page.get_by_role("dialog")).to_be_visible()
    await keyboard.press("Escape")
    await expect(browser_page.get_by_role("dialog")).to_be_hidden()
    await expect(browser_page.get_by_role("button", name="Accept").first).to_be_hidden()
    for key in ("j", "x", "j", "j", "j", "x", "k", "x", "x"):
        await keyboard.press(key)
    await expect(browser_page.get_by_text("Selected: 2")).to_be_visible()
    await expect(browser_page.get_by_role("checkbox", name="Select issue #1")).to_be_checked()
    await expect(browser_page.get_by_role("checkbox", name="Select issue #3")).to_be_checked()
    await keyboard.press("/")
    await keyboard.type("jxk")
    await expect(browser_page.get_by_label("Search")).to_have_value("jxk")
    await keyboard.press("Escape")
    await keyboard.press("j")
    await keyboard.press("Enter")
    await expect(browser_page).to_have_url(re.compile("/staff/t/3$"))


async def test_the_queue_follows_what_happens_and_keeps_what_is_selected(desk: Served, browser_page: Page) -> None:
    ann, bob = await desk.customer(), await desk.customer(BOB, "Bob")
    first, second = await desk.ticket(ann, "First"), await desk.ticket(bob, "Second")
    await _sign_in(desk, browser_page)
    await browser_page.goto(f"{desk.parts.links.public_url}/staff?state=open")
    await browser_page.get_by_role("checkbox", name=f"Select issue #{first.id}").check()
    await desk.ticket(ann, "Third")
    async with desk.database.transaction() as tx:
        await tickets.change(tx, first.id, {"urgent": True}, desk.clock.now())
        await tickets.change(tx, second.id, {"state": State.RESOLVED}, desk.clock.now())
    news = browser_page.get_by_role("button", name="Show new issues: 1")
    await expect(news).to_be_visible(timeout=PATIENCE_MILLISECONDS)
    rows = browser_page.locator("#queue .pick")
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text("Urgent")
    await expect(browser_page.get_by_role("link", name=re.compile("^All"))).to_contain_text("3")
    await news.click()
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("Third")
    await expect(browser_page.get_by_role("checkbox", name=f"Select issue #{first.id}")).to_be_checked()
    await expect(browser_page.get_by_text("Selected: 1")).to_be_visible()


@pytest.mark.browser
async def test_several_are_accepted_and_taken_back_on_a_phone_without_javascript(
    desk: Served, browser: Browser
) -> None:
    ann = await desk.customer()
    made = [await desk.ticket(ann) for _ in range(3)]
    context = await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False)
    page = await context.new_page()
    await _sign_in(desk, page)
    bar = page.get_by_role("form", name="Selected issues")
    for ticket in made[:2]:
        await page.get_by_role("checkbox", name=f"Select issue #{ticket.id}").check()
    await bar.get_by_text("Accept", exact=True).first.tap()
    await bar.get_by_role("button", name="Accept", exact=True).tap()
    await expect(page.get_by_role("alert")).to_contain_text("Please choose a time")
    await bar.get_by_label("4 hours").check(force=True)
    await bar.get_by_role("button", name="Accept", exact=True).tap()
    await expect(page.get_by_role("status").first).to_contain_text("2 done.")
    assert [(await desk.now_of(one)).state for one in made] == [State.ACCEPTED, State.ACCEPTED, State.RECEIVED]
    await page.get_by_role("button", name="Undo").tap()
    await expect(page.get_by_role("status").first).to_contain_text("2 taken back.")
    assert [(await desk.now_of(one)).state for one in made] == [State.RECEIVED] * 3
    await context.close()


async def test_nothing_sticks_out_of_a_phones_page(desk: Served, phone_page: Page) -> None:
    await desk.ticket(await desk.customer(name="W" * 64), "W" * 200)
    await _sign_in(desk, phone_page)
    for query in ("", f"?q={'W' * 80}&account={'W' * 80}&category={'w' * 60}", "?batch=x&done=900&late=99&kept=99"):
        await phone_page.goto(f"{desk.parts.links.public_url}/staff{query}")
        await phone_page.get_by_text("Filters").first.click()
        assert await phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query


@pytest.mark.parametrize(("width", "rows"), [(1280, 1), (820, 2), (PHONE["width"], 2)])
async def test_the_places_of_an_admin_stand_in_one_line(
    desk: Served, browser_page: Page, width: int, rows: int
) -> None:
    await _sign_in(desk, browser_page, ADMIN)
    await browser_page.set_viewport_size({"width": width, "height": 800})
    # Names longer than this one are cut off.
    await browser_page.locator(".brand-name").evaluate("name => { name.textContent = '星河网络 Galaxy Hosting' }")
    parts = {
        name: await browser_page.locator(name).bounding_box()
        for name in (".brand", ".places a >> nth=0", ".places a >> nth=-1", ".corner")
    }
    middles = {name: round(box["y"] + box["height"] / 2) for name, box in parts.items() if box}
    assert middles[".brand"] == middles[".corner"]
    assert middles[".places a >> nth=0"] == middles[".places a >> nth=-1"]
    assert (middles[".places a >> nth=0"] == middles[".brand"]) is (rows == 1)
