"""The web chat obeys reply keyboards and the wish for a reply, for whom they are meant."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox.server import Sandbox
from tests.sandbox.webchat import bot, opened, window, write
from tests.sandbox.wire import TOKEN

pytestmark = pytest.mark.browser

ANNA, LI, GROUP = 1001, 1002, -1001000000001
SHARE = {
    "keyboard": [[{"text": "Share my number", "request_contact": True}], [{"text": "No call"}]],
    "one_time_keyboard": True,
    "input_field_placeholder": "Your number",
}
DAYS = {"keyboard": [[{"text": "Mon"}, {"text": "Tue"}]]}


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    telegram = Sandbox(TOKEN)
    await telegram.start()
    telegram.world.add_user("Anna", id=ANNA, last_name="Keller", username="anna", started=True)
    telegram.world.add_user("丽", id=LI, started=True)
    telegram.world.add_chat("Harbour Ltd", id=GROUP, members=[ANNA, LI], bot="member")
    yield telegram
    await telegram.stop()


def keys(page: Page, chat_id: int) -> Locator:
    return window(page, chat_id).get_by_role("group", name="Buttons").get_by_role("button")


def newest(telegram: Sandbox) -> dict[str, Any]:
    update: dict[str, Any] = json.loads(telegram.world.updates.queue[-1].text)
    return update


async def test_a_key_shares_the_persons_own_number_and_goes_after_one_press(
    browser_page: Page, telegram: Sandbox
) -> None:
    await opened(browser_page, telegram)
    anna = window(browser_page, ANNA)
    await anna.get_by_role("textbox").fill("half a")
    await anna.get_by_role("textbox").focus()
    await bot(telegram, "sendMessage", chat_id=ANNA, text="Which number?", reply_markup=SHARE)
    await expect(keys(browser_page, ANNA)).to_have_text(["Share my number", "No call"])
    await expect(anna.get_by_role("textbox")).to_have_attribute("placeholder", "Your number")
    await expect(anna.get_by_role("textbox")).to_be_focused()
    await expect(anna.get_by_role("textbox")).to_have_value("half a")
    await expect(keys(browser_page, LI)).to_have_count(0)
    await write(browser_page, ANNA, "Why?")  # an answer in other words leaves the keys
    await expect(anna.locator(".own .text")).to_have_text("Why?")
    await expect(keys(browser_page, ANNA)).to_have_count(2)
    await keys(browser_page, ANNA).first.click()
    await expect(keys(browser_page, ANNA)).to_have_count(0)
    await expect(anna.get_by_role("textbox")).to_have_attribute("placeholder", "Write a message")
    person = telegram.world.person(ANNA)
    assert newest(telegram)["message"]["contact"] == {
        "phone_number": person.phone_number,
        "first_name": "Anna",
        "last_name": "Keller",
        "user_id": ANNA,
    }


async def test_a_lasting_keyboard_says_its_words_until_the_bot_takes_it_away(
    browser_page: Page, telegram: Sandbox
) -> None:
    await opened(browser_page, telegram)
    await bot(telegram, "sendMessage", chat_id=ANNA, text="Which day?", reply_markup=DAYS)
    await keys(browser_page, ANNA).last.click()
    await expect(window(browser_page, ANNA).locator(".own .text")).to_have_text("Tue")
    await expect(keys(browser_page, ANNA)).to_have_count(2)
    await browser_page.reload()
    await expect(keys(browser_page, ANNA)).to_have_count(2)
    await bot(telegram, "sendMessage", chat_id=ANNA, text="Noted", reply_markup={"remove_keyboard": True})
    await expect(keys(browser_page, ANNA)).to_have_count(0)


async def test_the_question_that_brings_a_keyboard_stays_in_sight(browser_page: Page, telegram: Sandbox) -> None:
    for number in range(30):
        telegram.world.say(ANNA, ANNA, f"Line {number}")
    await opened(browser_page, telegram)
    await expect(window(browser_page, ANNA).get_by_text("Line 29")).to_be_in_viewport()
    await bot(telegram, "sendMessage", chat_id=ANNA, text="Which number?", reply_markup=SHARE)
    await expect(keys(browser_page, ANNA)).to_have_count(2)
    await expect(window(browser_page, ANNA).get_by_text("Which number?")).to_be_in_viewport(ratio=1)


async def test_a_wish_for_a_reply_opens_one(browser_page: Page, telegram: Sandbox) -> None:
    await opened(browser_page, telegram)
    wish = {"force_reply": True, "input_field_placeholder": "Order number"}
    asked = await bot(telegram, "sendMessage", chat_id=ANNA, text="Which order?", reply_markup=wish)
    anna = window(browser_page, ANNA)
    await expect(anna.locator(".context")).to_contain_text("Which order?")
    await expect(anna.get_by_role("textbox")).to_have_attribute("placeholder", "Order number")
    await write(browser_page, ANNA, "12-345")
    await expect(anna.locator(".own .quote")).to_contain_text("Which order?")
    assert newest(telegram)["message"]["reply_to_message"]["message_id"] == asked["message_id"]
    await expect(anna.locator(".context")).to_be_hidden()
    await expect(anna.get_by_role("textbox")).to_have_attribute("placeholder", "Write a message")


@pytest.mark.parametrize("how", ["by reply", "by name"])
async def test_in_a_group_a_selective_keyboard_is_for_one_and_answers_as_a_reply(
    browser_page: Page, telegram: Sandbox, how: str
) -> None:
    said = telegram.world.say(GROUP, ANNA, "The site is down")[0]
    await opened(browser_page, telegram)
    meant = {"reply_parameters": {"message_id": said.id}} if how == "by reply" else {}
    asked = await bot(
        telegram,
        "sendMessage",
        chat_id=GROUP,
        text="Since which day?" if meant else "Since which day, @anna?",
        reply_markup={**DAYS, "selective": True},
        **meant,
    )
    group = window(browser_page, GROUP)
    await expect(group.get_by_text("Since which day")).to_be_visible()
    await expect(keys(browser_page, GROUP)).to_have_count(2)
    await group.get_by_label("Write as").select_option("丽")
    await expect(keys(browser_page, GROUP)).to_have_count(0)
    await group.get_by_label("Write as").select_option("Anna Keller")
    await keys(browser_page, GROUP).first.click()
    await expect(group.locator(".own .text").last).to_have_text("Mon")
    # With privacy mode the bot hears a reply to itself only.
    message = newest(telegram)["message"]
    assert (message["text"], message["reply_to_message"]["message_id"]) == ("Mon", asked["message_id"])
