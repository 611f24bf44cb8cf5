"""The demo's clock as whoever watches it uses it, in Chromium: start, pause, faster, jumps, and who plays along."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sandbox.demo import Demo
from sandbox.rehearsal.cast import FIRST_CUSTOMER
from tests.sandbox.webchat import opened
from tests.screenshots import keep

pytestmark = pytest.mark.browser
A_JUMP_LASTS_MS = 120_000


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    demo = Demo(port=0, browser=False)
    await demo.start(tmp_path)
    yield demo
    await demo.stop()


async def press(page: Page, name: str) -> None:
    await page.locator(".clock").get_by_role("button", name=name, exact=True).click()


async def pressed(page: Page, name: str, state: bool) -> None:
    button = page.locator(".clock").get_by_role("button", name=name, exact=True)
    await expect(button).to_have_attribute("aria-pressed", str(state).lower())


async def test_it_is_started_paused_and_made_faster(browser_page: Page, demo: Demo) -> None:
    await opened(browser_page, demo.sandbox)
    await pressed(browser_page, "Play", True)
    await press(browser_page, "Pause")
    await pressed(browser_page, "Pause", True)
    await pressed(browser_page, "Play", False)
    stood = demo.clock.now()
    await press(browser_page, "×900")
    await pressed(browser_page, "×900", True)
    shown = await browser_page.locator(".moment").text_content()
    await expect(browser_page.locator(".moment")).not_to_have_text(shown or "")
    assert demo.clock.now() > stood
    await press(browser_page, "Play")
    await pressed(browser_page, "Play", True)


@pytest.mark.parametrize("customers", [False, True])
async def test_it_jumps_to_launch_last_day_and_the_end_with_and_without_customers(
    browser_page: Page, demo: Demo, customers: bool
) -> None:
    page, phase = browser_page, browser_page.locator(".clock .phase")
    await opened(page, demo.sandbox)
    await press(page, "Pause")
    if customers:
        await press(page, "Simulated customers")
        await pressed(page, "Simulated customers", True)
    await expect(phase).to_have_attribute("data-phase", "announcing")
    for jump, then in (("launch", "open"), ("last day", "open"), ("deadline", "closed")):
        await press(page, jump)
        gone = page.locator(".clock").get_by_role("button", name=jump, exact=True)
        await expect(gone).to_have_count(0, timeout=A_JUMP_LASTS_MS)
        await expect(phase).to_have_attribute("data-phase", then, timeout=A_JUMP_LASTS_MS)
    if customers:
        await expect(page.locator(".clock")).to_have_attribute("aria-busy", "false", timeout=A_JUMP_LASTS_MS)
        await keep(page, "demo-clock")
        await press(page, "Simulated customers")
        await pressed(page, "Simulated customers", False)
    simulated = [one for one in demo.sandbox.world.people.values() if one.id >= FIRST_CUSTOMER]
    assert bool(simulated) is customers
