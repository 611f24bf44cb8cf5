"""The web chat page: people write in it, and see live what the bot does."""

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import FilePayload, Page, expect

from sandbox.server import Sandbox
from tests.sandbox.webchat import bot, opened, window, write
from tests.sandbox.wire import TOKEN

pytestmark = pytest.mark.browser

LI, ANNA, STAFF, NEWCOMER = 1001, 1002, 2001, 1003
GROUP = -1001000000001
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    telegram = Sandbox(TOKEN)
    await telegram.start()
    telegram.world.add_user("丽", id=LI, language_code="zh", started=True)
    telegram.world.add_user("Anna", id=ANNA, last_name=HOSTILE, started=True)
    telegram.world.add_chat("Harbour Ltd", id=GROUP, members=[LI, ANNA], admins=[])
    telegram.world.add_user("Sam", id=STAFF, started=True)
    telegram.world.add_user("Noor", id=NEWCOMER)
    yield telegram
    await telegram.stop()


async def test_what_a_person_writes_stands_in_their_bubble_and_reaches_the_bot(
    browser_page: Page, telegram: Sandbox
) -> None:
    await opened(browser_page, telegram)
    await write(browser_page, LI, "网站打不开")
    await expect(window(browser_page, LI).locator(".bubble.own .text")).to_have_text("网站打不开")
    await expect(window(browser_page, LI).get_by_role("textbox")).to_have_value("")
    [update] = await bot(telegram, "getUpdates", offset=-1)
    assert (update["message"]["from"]["id"], update["message"]["text"]) == (LI, "网站打不开")


async def test_a_button_of_the_bot_appears_live_and_a_press_reaches_the_bot_and_back(
    browser_page: Page, telegram: Sandbox
) -> None:
    await opened(browser_page, telegram)
    keyboard = {"inline_keyboard": [[{"text": "Another issue", "callback_data": "new"}]]}
    await bot(telegram, "sendMessage", chat_id=ANNA, text="Which one?", reply_markup=keyboard)
    await window(browser_page, ANNA).get_by_role("button", name="Another issue").click()
    [update] = [u for u in await bot(telegram, "getUpdates", timeout=5) if "callback_query" in u]
    query = update["callback_query"]
    assert (query["from"]["id"], query["data"]) == (ANNA, "new")
    await bot(telegram, "answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    await expect(window(browser_page, ANNA).get_by_role("status")).to_have_text("Noted")


async def test_links_open_elsewhere_and_only_on_the_web(browser_page: Page, telegram: Sandbox) -> None:
    await opened(browser_page, telegram)
    # The hand is two UTF-16 units long.
    desk = {"type": "text_link", "offset": 7, "length": 8, "url": "http://127.0.0.1/t/x"}
    await bot(telegram, "sendMessage", chat_id=ANNA, text="👋 see the desk", entities=[desk])
    telegram.world.say(
        ANNA, ANNA, "run", entities=[{**desk, "offset": 0, "length": 3, "url": "javascript://x/%0aalert(1)"}]
    )
    await expect(window(browser_page, ANNA).locator(".own .text")).to_have_text("run")
    link = window(browser_page, ANNA).locator(".text a")
    await expect(link).to_have_text("the desk")
    assert await link.get_attribute("rel") == "noopener noreferrer"


async def test_hostile_names_and_texts_are_shown_as_text(browser_page: Page, telegram: Sandbox) -> None:
    await opened(browser_page, telegram)
    await write(browser_page, LI, HOSTILE)
    telegram.world.say(GROUP, ANNA, HOSTILE)
    await expect(window(browser_page, LI).locator(".own .text")).to_have_text(HOSTILE)
    await expect(window(browser_page, GROUP).locator(".sender")).to_have_text(f"Anna {HOSTILE}")
    await expect(window(browser_page, ANNA).locator("h2")).to_have_text(f"Anna {HOSTILE}")
    assert await browser_page.locator(".windows img").count() == 0


async def test_a_read_only_group_shows_a_lock_until_it_is_opened_again(browser_page: Page, telegram: Sandbox) -> None:
    await opened(browser_page, telegram)
    group = window(browser_page, GROUP)
    await expect(group.get_by_role("textbox")).to_be_visible()
    await bot(telegram, "setChatPermissions", chat_id=GROUP, permissions={"can_send_messages": False})
    await expect(group.locator(".lock")).to_be_visible()
    await expect(group.get_by_role("textbox")).to_be_hidden()
    telegram.world.set_member(GROUP, STAFF, "administrator")
    await group.get_by_label("Write as").select_option("Sam")
    await write(browser_page, GROUP, "Closed, as announced.")
    await expect(group.locator(".own .text")).to_have_text("Closed, as announced.")
    await group.get_by_label("Write as").select_option("丽")
    await bot(telegram, "setChatPermissions", chat_id=GROUP, permissions={"can_send_messages": True})
    await expect(group.locator(".lock")).to_be_hidden()


async def test_the_start_button_stands_there_until_it_is_pressed(browser_page: Page, telegram: Sandbox) -> None:
    await opened(browser_page, telegram)
    newcomer = window(browser_page, NEWCOMER)
    await newcomer.get_by_role("button", name="Start").click()
    await expect(newcomer.locator(".own .text")).to_have_text("/start")
    await expect(newcomer.get_by_role("textbox")).to_be_visible()


async def test_an_edit_shows_and_a_deleted_message_vanishes(browser_page: Page, telegram: Sandbox) -> None:
    await opened(browser_page, telegram)
    li = window(browser_page, LI)
    await write(browser_page, LI, "Mondey")
    await li.locator(".own").hover()
    await li.get_by_role("button", name="Edit").click()
    await write(browser_page, LI, "Monday")
    await expect(li.locator(".own .text")).to_have_text("Monday")
    await expect(li.locator(".own .meta")).to_contain_text("edited")
    answer = await bot(telegram, "sendMessage", chat_id=LI, text="Soon gone")
    await expect(li.get_by_text("Soon gone")).to_be_visible()
    await bot(telegram, "deleteMessage", chat_id=LI, message_id=answer["message_id"])
    await expect(li.get_by_text("Soon gone")).to_have_count(0)


async def test_several_photos_go_as_one_album_and_show_as_a_grid(browser_page: Page, telegram: Sandbox) -> None:
    await opened(browser_page, telegram)
    li = window(browser_page, LI)
    photos = [FilePayload(name=f"{n}.png", mimeType="image/png", buffer=PICTURE) for n in range(3)]
    await li.locator("input[type=file]").set_input_files(photos)
    await write(browser_page, LI, "截图")
    await expect(li.locator(".album img")).to_have_count(3)
    await expect(li.locator(".own .text")).to_have_text("截图")
    for photo in await li.locator(".album img").all():
        assert await photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    updates = await bot(telegram, "getUpdates")
    assert len({u["message"]["media_group_id"] for u in updates if "photo" in u.get("message", {})}) == 1


async def test_what_happened_while_the_connection_was_gone_is_there_afterwards(
    browser_page: Page, telegram: Sandbox
) -> None:
    await opened(browser_page, telegram)
    telegram.world.events.close()
    await expect(browser_page.locator("#connection")).to_have_attribute("data-word", "reconnecting")
    await bot(telegram, "sendMessage", chat_id=LI, text="While you were away")
    await expect(window(browser_page, LI).get_by_text("While you were away")).to_be_visible(timeout=15_000)


async def test_the_toggle_turns_the_page_to_chinese_and_keeps_what_is_being_written(
    browser_page: Page, telegram: Sandbox
) -> None:
    await opened(browser_page, telegram)
    await window(browser_page, LI).get_by_role("textbox").fill("half a")
    await browser_page.get_by_role("button", name="中文").click()
    await expect(window(browser_page, LI).get_by_role("textbox", name="输入消息")).to_have_value("half a")
    assert await browser_page.evaluate("document.documentElement.lang") == "zh-CN"


async def test_a_phone_shows_one_chat_at_a_time_behind_tabs(phone_page: Page, telegram: Sandbox) -> None:
    await opened(phone_page, telegram)
    await expect(phone_page.locator(".window:visible")).to_have_count(1)
    await bot(telegram, "sendMessage", chat_id=STAFF, text="Overdue: 1")
    tab = phone_page.locator(".tabs button", has_text="Sam")
    await expect(tab.locator(".count")).to_have_text("1")
    await tab.tap()
    await expect(phone_page.locator(".window:visible h2")).to_have_text("Sam")
    assert await phone_page.evaluate("document.documentElement.scrollWidth") == 390


async def test_the_clock_shows_the_demos_time_and_moves_it(browser_page: Page) -> None:
    moved: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    may_answer = asyncio.Event()

    def face(now: str) -> web.Response:
        launch = {"key": "launch", "title": {"en": "Launch", "zh": "上线"}, "at": "2026-12-15T00:00:00+08:00"}
        shown = {"now": now, "phase": "announcing", "timezone": "Asia/Shanghai", "jumps": [launch]}
        return web.json_response({"ok": True, "result": shown})

    async def read(_: web.Request) -> web.Response:
        return face("2026-12-11T01:00:00+00:00" if not moved.done() else "2026-12-11T02:00:00+00:00")

    async def move(request: web.Request) -> web.Response:
        moved.set_result(await request.json())
        await may_answer.wait()
        return face("2026-12-11T02:00:00+00:00")

    telegram = Sandbox(TOKEN, extra_routes=[web.get("/demo/clock", read), web.post("/demo/clock", move)], clock=True)
    await telegram.start()
    await opened(browser_page, telegram)
    moment = browser_page.locator(".moment")
    await expect(moment).to_contain_text("09:00")
    await browser_page.get_by_role("button", name="+1 hour").click()
    assert await moved == {"forward_seconds": 3600}
    await expect(browser_page.locator("#clock")).to_have_attribute("aria-busy", "true")
    await expect(browser_page.get_by_role("button", name="Launch")).to_be_disabled()
    may_answer.set()
    await expect(moment).to_contain_text("10:00")
    await telegram.stop()
