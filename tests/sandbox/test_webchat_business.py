"""The web chat shows a staff member's own account, with the bot writing in it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from sandbox.chats import Business
from sandbox.server import Sandbox
from tests.sandbox.webchat import bot, opened, window, write
from tests.sandbox.wire import TOKEN

pytestmark = pytest.mark.browser

OMAR, MEI = 1001, 2001
ACCOUNT = f"{OMAR}@{MEI}"
KEYBOARD = {"inline_keyboard": [[{"text": "Another issue", "callback_data": "new"}]]}


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    telegram = Sandbox(TOKEN)
    await telegram.start()
    telegram.world.add_user("Omar", id=OMAR)
    telegram.world.add_user("Mei", id=MEI, started=True)
    yield telegram
    await telegram.stop()


@pytest.fixture
def business(telegram: Sandbox) -> Business:
    """Mei's account, in which Omar has a chat that is still empty."""
    business = telegram.world.connect_business(MEI)
    telegram.world.chat(OMAR, business.id)
    return business


def newest(telegram: Sandbox) -> dict[str, Any]:
    update: dict[str, Any] = json.loads(telegram.world.updates.queue[-1].text)
    return update


async def test_customer_and_owner_write_to_each_other_and_the_bot_hears_both(
    browser_page: Page, telegram: Sandbox, business: Business
) -> None:
    await opened(browser_page, telegram)
    account = window(browser_page, ACCOUNT)
    await expect(account.locator("h2")).to_have_text("Omar → Mei")
    await write(browser_page, ACCOUNT, "Hello Mei")
    await expect(account.locator(".own .text")).to_have_text("Hello Mei")
    message = newest(telegram)["business_message"]
    assert (message["from"]["id"], message["business_connection_id"]) == (OMAR, business.id)
    await account.get_by_label("Write as").select_option("Mei")
    await write(browser_page, ACCOUNT, "Hello Omar")
    await expect(account.locator(".own .text")).to_have_text("Hello Omar")
    assert newest(telegram)["business_message"]["from"]["id"] == MEI
    # The same customer's chat with the bot is another one, and not started by this.
    await expect(window(browser_page, OMAR).locator(".bubble")).to_have_count(0)
    await expect(window(browser_page, OMAR).get_by_role("button", name="Start")).to_be_visible()


async def test_the_bot_writes_as_the_owner_with_a_mark_and_its_button_works(
    browser_page: Page, telegram: Sandbox, business: Business
) -> None:
    await opened(browser_page, telegram)
    account = window(browser_page, ACCOUNT)
    await write(browser_page, ACCOUNT, "Hello Mei")
    await expect(account.locator(".own .text")).to_have_text("Hello Mei")
    there = {"chat_id": OMAR, "business_connection_id": business.id}
    await bot(telegram, "sendChatAction", **there, action="typing")
    await expect(account.locator(".typing")).to_contain_text("Mei")
    await bot(telegram, "sendMessage", **there, text="Received", reply_markup=KEYBOARD)
    bubble = account.get_by_role("article", name="Mei")
    await expect(bubble.locator(".sender")).to_have_text("Mei")
    await expect(bubble.locator(".via")).to_contain_text("via")
    await expect(account.locator(".typing")).to_be_hidden()
    await account.get_by_role("button", name="Another issue").click()
    await expect(account.locator(".key[aria-busy=true]")).to_have_count(1)
    query = newest(telegram)["callback_query"]
    assert (query["from"]["id"], query["message"]["business_connection_id"]) == (OMAR, business.id)
    await bot(telegram, "answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    await expect(account.get_by_role("status")).to_have_text("Noted")


async def test_own_messages_are_edited_but_not_those_of_the_bot(
    browser_page: Page, telegram: Sandbox, business: Business
) -> None:
    await opened(browser_page, telegram)
    account = window(browser_page, ACCOUNT)
    await write(browser_page, ACCOUNT, "Mondey")
    await account.locator(".own").hover()
    await account.get_by_role("button", name="Edit").click()
    await write(browser_page, ACCOUNT, "Monday")
    await expect(account.locator(".own .text")).to_have_text("Monday")
    assert newest(telegram)["edited_business_message"]["text"] == "Monday"
    await bot(telegram, "sendMessage", chat_id=OMAR, business_connection_id=business.id, text="Received")
    await account.get_by_label("Write as").select_option("Mei")
    await account.locator(".own").hover()
    await expect(account.get_by_role("button", name="Reply")).to_have_count(2)
    await expect(account.get_by_role("button", name="Edit")).to_have_count(0)


async def test_the_owner_parts_with_the_bot_and_takes_it_back_in_the_same_chat(
    browser_page: Page, telegram: Sandbox, business: Business
) -> None:
    await opened(browser_page, telegram)
    account = window(browser_page, ACCOUNT)
    await write(browser_page, ACCOUNT, "One")
    await account.get_by_role("button", name="Disconnect").click()
    await expect(account.locator(".detail")).to_have_text("Staff account, not connected")
    await write(browser_page, ACCOUNT, "Two")
    await expect(account.locator(".own .text")).to_have_text(["One", "Two"])
    assert newest(telegram)["business_connection"]["is_enabled"] is False
    await account.get_by_role("button", name="Connect").click()
    await expect(account.locator(".detail")).to_have_text("Staff account")
    await write(browser_page, ACCOUNT, "Three")
    await expect(account.locator(".own .text")).to_have_text(["One", "Two", "Three"])
    message = newest(telegram)["business_message"]
    assert message["text"] == "Three"
    assert message["business_connection_id"] != business.id


async def test_a_business_chat_that_begins_later_appears_and_is_chosen_by_its_name(
    browser_page: Page, telegram: Sandbox
) -> None:
    await opened(browser_page, telegram)
    await expect(browser_page.locator(".window")).to_have_count(2)
    business = telegram.world.connect_business(MEI)
    telegram.world.say(OMAR, OMAR, "Hello Mei", business_connection_id=business.id)
    account = window(browser_page, ACCOUNT)
    await expect(account.locator(".text")).to_have_text("Hello Mei")
    await account.get_by_role("button", name="Put this chat away").click()
    await expect(account).to_have_count(0)
    await browser_page.get_by_text("Chats", exact=True).click()
    await browser_page.get_by_role("checkbox", name="Omar → Mei").check()
    await expect(account.locator(".text")).to_have_text("Hello Mei")


async def test_on_a_phone_it_has_a_tab_of_its_own(phone_page: Page, telegram: Sandbox, business: Business) -> None:
    await opened(phone_page, telegram)
    telegram.world.say(OMAR, OMAR, "Hello Mei", business_connection_id=business.id)
    tab = phone_page.locator(".tabs button", has_text="Omar → Mei")
    await expect(tab.locator(".count")).to_have_text("1")
    await tab.tap()
    await expect(phone_page.locator(".window:visible h2")).to_have_text("Omar → Mei")
    assert await phone_page.evaluate("document.documentElement.scrollWidth") == 390
