"""The main job as a person sees it: the demo's pages in Chromium, from the first message to the closed channel."""

import asyncio
import base64
import os
import re
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import ConsoleMessage, FilePayload, Locator, Page, expect

from tests.journey.program import CHATFERRY, STOPS_WITHIN_SECONDS

ANNA, ADMIN, STAFF, GROUP = 102, 501, 502, -1001
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
BEFORE, OPEN = "You will get its address here", "Our issue platform now takes"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[str]:
    """The address that `chatferry demo` prints."""
    process = await asyncio.create_subprocess_exec(
        CHATFERRY,
        *("demo", "--no-browser", "--port", "0"),
        cwd=tmp_path,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdin=DEVNULL,
        stdout=PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            first = (await process.stdout.readline()).decode()
        [address] = re.findall(r"http://127\.0\.0\.1:\d+", first)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOPS_WITHIN_SECONDS):
            code = await process.wait()
    assert code == 0
    assert os.listdir(tmp_path) == []


class Chats:
    """The web chat with four windows, and what a person does in it."""

    def __init__(self, page: Page, troubles: list[str]) -> None:
        self.page = page

        def note(message: ConsoleMessage) -> None:
            if message.type == "error":
                troubles.append(message.text)

        # Of the desk's pages too.
        page.context.on("console", note)

    async def open(self, address: str) -> None:
        await self.page.goto(f"{address}/?chats={ANNA},{GROUP},{ADMIN},{STAFF}")
        await expect(self.page.locator("#connection")).to_have_text("Live")

    def window(self, chat: int) -> Locator:
        return self.page.locator(f'.window[data-chat="{chat}"]')

    def heard(self, chat: int, words: str) -> Locator:
        """The bot's newest message there with these words."""
        return self.window(chat).locator(".bubble:not(.own)", has_text=words).last

    async def write(self, chat: int, text: str, *, who: str | None = None) -> None:
        if who is not None:
            await self.window(chat).get_by_label("Write as").select_option(who)
        box = self.window(chat).get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")

    async def ask(self, chat: int, command: str, answer: str) -> str:
        """The text of the answer; an earlier one with the same words does not count."""
        answers = self.window(chat).locator(".bubble:not(.own)", has_text=answer)
        before = await answers.count()
        await self.write(chat, command)
        await expect(answers).to_have_count(before + 1)
        return await answers.last.inner_text()

    async def press(self, chat: int, title: str | re.Pattern[str]) -> None:
        await self.window(chat).get_by_role("log").get_by_role("button", name=title, exact=True).last.click()

    async def follow(self, message: Locator) -> Page:
        """Opens the one link to the desk in a message."""
        async with self.page.context.expect_page() as opened:
            await message.get_by_role("link", name="http://127.0.0.1").click()
        page = await opened.value
        await page.wait_for_load_state()
        return page

    async def move_clock(self, to: str, phase: str) -> None:
        await self.page.locator("#clock").get_by_role("button", name=to).click()
        await expect(self.page.locator("#clock .phase")).to_have_text(phase)


async def test_the_whole_move_is_seen_in_the_pages_of_the_demo(
    demo: str, browser_page: Page, page_troubles: list[str]
) -> None:
    chats = Chats(browser_page, page_troubles)
    await chats.open(demo)
    await a_message_becomes_a_ticket(chats)
    await announcements_come(chats)
    await an_answer_on_the_desk_is_a_migration(chats)
    await the_deadline_is_moved(chats)
    await a_broadcast_arrives(chats)
    await the_channel_closes(chats)


async def a_message_becomes_a_ticket(chats: Chats) -> None:
    await chats.write(ANNA, "The domain example.org is down")
    confirmed = chats.heard(ANNA, "Issue #1 ·")
    await expect(confirmed).to_be_visible(timeout=10_000)
    photo = FilePayload(name="error.png", mimeType="image/png", buffer=PICTURE)
    await chats.window(ANNA).locator("input[type=file]").set_input_files([photo])
    await chats.write(ANNA, "This is what I see")
    await chats.write(GROUP, "My invoice shows an error", who="Omar Haddad")
    await expect(chats.heard(GROUP, "Issue #2 ·")).to_be_visible(timeout=20_000)

    ticket = await chats.follow(confirmed)
    await expect(ticket.get_by_role("listitem").filter(has_text="Received")).to_have_attribute("aria-current", "step")
    await expect(ticket.get_by_text("This is what I see")).to_be_visible()
    await ticket.close()


async def an_answer_on_the_desk_is_a_migration(chats: Chats) -> None:
    """From then on Anna is left in peace by announcements."""
    assert "0 migrated" in await chats.ask(ADMIN, "/transition", "Phase: open")
    ticket = await chats.follow(chats.heard(ANNA, "Issue #1 ·"))
    await ticket.get_by_label("Your answer").fill("It works again, <b>thank you</b>")
    await ticket.get_by_role("button", name="Send").click()
    await expect(ticket.get_by_text("It works again, <b>thank you</b>")).to_be_visible()
    assert "1 migrated" in await chats.ask(ADMIN, "/transition", "Phase: open")
    await ticket.close()


async def announcements_come(chats: Chats) -> None:
    for time in ("09:30", "15:30"):
        await chats.move_clock("next announcement", "Announcing")
        for chat in (ANNA, GROUP):
            announcement = chats.heard(chat, BEFORE)
            await expect(announcement.locator("time")).to_have_text(time)
            await expect(announcement.get_by_role("link")).to_have_count(0)
    await chats.move_clock("launch", "Transition open")
    await chats.move_clock("next announcement", "Transition open")
    for chat, heading in ((ANNA, "Hello, Anna Keller"), (GROUP, "Issue desk")):
        page = await chats.follow(chats.heard(chat, OPEN))
        await expect(page.get_by_text(heading).first).to_be_visible()
        await page.close()


async def the_deadline_is_moved(chats: Chats) -> None:
    assert "The deadline moves from" in await chats.ask(ADMIN, "/deadline 28", "Move the deadline?")
    await chats.press(ADMIN, "Move it")
    await expect(chats.heard(ADMIN, "28 days after launch")).to_be_visible()
    for days in ("19", "31"):
        refused = await chats.ask(ADMIN, f"/deadline {days}", f"{days} days are outside 20 to 30")
    [last] = re.findall(r" to (\w+, \w+ \d+, \d+)\.", refused)
    day = datetime.strptime(last, "%A, %B %d, %Y").date()  # noqa: DTZ007 - a day as it is written
    await chats.ask(ADMIN, f"/deadline {day}", "Move the deadline?")
    await chats.press(ADMIN, "Move it")
    await expect(chats.heard(ADMIN, "30 days after launch")).to_be_visible()
    assert "day 30 after launch" in await chats.ask(ADMIN, "/transition", "Phase: open")


async def a_broadcast_arrives(chats: Chats) -> None:
    await chats.ask(STAFF, "/broadcast", "What shall your customers read")
    await chats.ask(STAFF, "Maintenance tonight", "Shall there be buttons")
    await chats.press(STAFF, "No buttons")
    await chats.press(STAFF, re.compile(r"^Everyone"))
    await chats.press(STAFF, "Now")
    await expect(chats.heard(STAFF, "Above you see what goes out")).to_be_visible()
    await chats.press(STAFF, "Send")
    await expect(chats.heard(STAFF, "is on its way")).to_be_visible()
    for chat in (ANNA, GROUP):
        await expect(chats.heard(chat, "Maintenance tonight")).to_be_visible()


async def the_channel_closes(chats: Chats) -> None:
    group = chats.window(GROUP)
    await expect(group.get_by_role("textbox")).to_be_visible()
    await chats.move_clock("deadline", "Chat closed")
    for chat in (ANNA, GROUP):
        await expect(chats.heard(chat, "This chat is closed. Our issue platform")).to_be_visible(timeout=10_000)
    await expect(group.locator(".pinned")).to_contain_text("This chat is closed", timeout=10_000)
    await expect(group.locator(".lock")).to_be_visible(timeout=10_000)
    await expect(group.get_by_role("textbox")).to_be_hidden()

    await chats.write(ANNA, "It is down again")
    form = await chats.follow(chats.heard(ANNA, "This chat is closed, but your words are not lost"))
    await expect(form.get_by_label("Your words")).to_have_value("It is down again")
    await expect(form.get_by_role("link", name="It is down again")).to_have_count(0)
    await form.get_by_label("Domain and hosting").check()
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_role("heading", name="It is down again")).to_be_visible()

    await chats.write(STAFF, "/queue")
    queue = await chats.follow(chats.heard(STAFF, "The staff queue"))
    await queue.get_by_label("Your name").fill("Mei")
    await queue.get_by_role("button", name="Sign in").click()
    for title in ("It is down again", "My invoice shows an error", "The domain example.org is down"):
        await expect(queue.get_by_role("link", name=title)).to_be_visible()
