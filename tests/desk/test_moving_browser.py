"""The page of the move in a browser: it fits every screen, and its list is narrowed by hand."""

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect

from desk.visitors import COOKIE
from tests.browser import DESKTOP, PHONE
from tests.desk.served import STAFF, Served
from tests.desk.test_moving import crowd, days_counted, lived_in
from tests.screenshots import keep

pytestmark = pytest.mark.browser


async def _signed_in(desk: Served, page: Page) -> None:
    secret = (await desk.session(STAFF))["Cookie"].removeprefix(f"{COOKIE}=")
    await page.context.add_cookies([{"name": COOKIE, "value": secret, "url": desk.origin}])


@pytest.mark.parametrize(
    ("size", "colours", "locale"),
    [(PHONE, "light", "zh-CN"), (DESKTOP, "dark", "en-GB"), (DESKTOP, "light", "zh-CN"), (PHONE, "dark", "en-GB")],
    ids=["phone-light-zh", "desktop-dark-en", "desktop-light-zh", "phone-dark-en"],
)
async def test_the_page_fits_any_screen_and_keeps_nobody_out(
    desk: Served, browser: Browser, size: object, colours: str, locale: str, request: pytest.FixtureRequest
) -> None:
    await lived_in(desk)
    await crowd(desk)
    await days_counted(desk)
    context = await browser.new_context(viewport=size, color_scheme=colours, locale=locale)  # type: ignore[arg-type]
    page = await context.new_page()
    await _signed_in(desk, page)
    await page.goto(f"{desk.origin}/staff/move")
    found = (await Axe().run(page)).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.locator(".plot-lines polyline").count() == 5
    await keep(page, f"move-{request.node.callspec.id}", whole=True)
    await context.close()


async def test_the_list_is_narrowed_on_a_phone(desk: Served, phone_page: Page, page_troubles: list[str]) -> None:
    await lived_in(desk)
    await _signed_in(desk, phone_page)
    await phone_page.goto(f"{desk.origin}/staff/move")
    rows = phone_page.locator(".move-row")
    await expect(rows).to_have_count(3)
    await phone_page.get_by_role("link", name="Never reached").tap()
    await expect(rows).to_have_count(1)
    await phone_page.get_by_label("Company, name or tag").fill("harbour")
    await phone_page.get_by_role("button", name="Show").tap()
    await expect(rows).to_have_count(0)
    await phone_page.get_by_role("link", name="All not moved").tap()
    await expect(rows).to_have_count(1)
