"""The web chat as a person uses it, and the bot at its other end."""

from typing import Any

import aiohttp
from playwright.async_api import Locator, Page, expect

from sandbox.server import Sandbox
from tests.sandbox.wire import TOKEN


async def bot(telegram: Sandbox, method: str, **parameters: Any) -> Any:
    """What the bot does, through the Bot API."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{telegram.url}/bot{TOKEN}/{method}", json=parameters) as response,
    ):
        answer = await response.json()
    assert answer["ok"], answer
    return answer["result"]


async def opened(page: Page, telegram: Sandbox) -> None:
    await page.goto(telegram.url)
    await expect(page.locator("#connection")).to_have_attribute("data-word", "live")


def window(page: Page, chat: int | str) -> Locator:
    """`chat`: the id, or "customer@owner" in a business account."""
    return page.locator(f'.window[data-chat="{chat}"]')


async def write(page: Page, chat: int | str, text: str) -> None:
    box = window(page, chat).get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")
