"""Pages in a headless Chromium that reaches nothing but this machine."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Error, Page, ViewportSize, async_playwright

from tests.missing import CHROMIUM

DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks any other host for something gets an error, and with it its test.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE [::1], EXCLUDE localhost",
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """One for each test: a browser lives in the event loop that started it, and each test has a loop of its own."""
    program = shutil.which("chromium")
    if not program:
        CHROMIUM.leave_out()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=Path(program), args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture
def page_troubles() -> list[str]:
    """What pages complained of; a test that means a page to complain looks at it and clears it."""
    return []


@pytest.fixture
async def browser_page(browser: Browser, page_troubles: list[str]) -> AsyncIterator[Page]:
    """A page of a desktop's size, without cookies or storage; its complaints fail the test."""
    async for page in _page(browser, page_troubles, DESKTOP):
        yield page


@pytest.fixture
async def phone_page(browser: Browser, page_troubles: list[str]) -> AsyncIterator[Page]:
    """The same, of a phone's size and with touch."""
    async for page in _page(browser, page_troubles, PHONE):
        yield page


async def _page(browser: Browser, troubles: list[str], size: ViewportSize) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=size, has_touch=size is PHONE, is_mobile=size is PHONE)
    page = await context.new_page()

    def note_error(error: Error) -> None:
        troubles.append(f"{page.url}: {error.message}")

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"{page.url}: {message.text}")

    page.on("pageerror", note_error)
    page.on("console", note_console)
    yield page
    await context.close()
    assert not troubles, troubles
