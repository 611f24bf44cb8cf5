"""The journey of one ticket, seen from both sides: the customer's page and chat, and the pages of staff.

With `make screenshots` its pictures are kept for the docs.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE
from tests.ferry import ANN, STAFF, ZONE, Ferry, buttons, migrated, sailing, texts_of
from tests.screenshots import keep

LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")
WINDOWS = {"phone": PHONE, "desktop": DESKTOP}
MATTER = "The checkout page shows error 500"


@pytest.fixture
async def ferry(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ferry]:
    """The whole program; the links in its messages lead to its own desk."""
    template = await migrated(tmp_path_factory.getbasetemp())
    async with sailing(tmp_path, template, desk={"public_url": None}) as ferry:
        yield ferry


class Sides:
    """Ann's page and Sam's, side by side."""

    def __init__(self, ferry: Ferry, ann: Page, sam: Page, window: str, troubles: list[str]) -> None:
        self.ferry, self.ann, self.sam, self.window, self.troubles = ferry, ann, sam, window, troubles

    async def keep(self, page: Page, name: str, *, from_top: bool = True) -> None:
        if from_top:
            await page.evaluate("scrollTo(0, 0)")
        await keep(page, f"{name}-{self.window}")

    async def ticket(self) -> None:
        """Sam looks at the ticket as it is now."""
        await self.sam.goto(f"{self.ferry.app.public_url}/staff/t/1")

    def said(self) -> str:
        """What the bot last told Ann in chat."""
        return texts_of(self.ferry.written(ANN))[-1]


@pytest.mark.parametrize("window", WINDOWS)
async def test_the_journey_of_one_ticket(ferry: Ferry, browser: Browser, page_troubles: list[str], window: str) -> None:
    size = WINDOWS[window]
    is_phone = size is PHONE
    contexts = [
        await browser.new_context(viewport=size, has_touch=is_phone, is_mobile=is_phone, timezone_id=ZONE.key)
        for _ in range(2)
    ]
    ann, sam = [await context.new_page() for context in contexts]
    for page in (ann, sam):
        page.on("pageerror", lambda error: page_troubles.append(error.message))
        page.on("console", lambda said: page_troubles.append(said.text) if said.type == "error" else None)
    sides = Sides(ferry, ann, sam, window, page_troubles)
    await it_is_filed_in_chat(sides)
    await it_is_accepted_with_a_promise(sides)
    await it_is_passed_on_to_a_department(sides)
    await the_customer_is_asked_and_answers(sides)
    await staff_answer(sides)
    await the_promise_slips_and_gets_a_new_time(sides)
    await it_is_resolved_and_rated(sides)
    await the_customer_is_called_back(sides)
    await it_is_in_the_report(sides)
    for context in contexts:
        await context.close()
    assert page_troubles == []


async def it_is_filed_in_chat(sides: Sides) -> None:
    [card] = texts_of(await sides.ferry.hear(ANN, MATTER))
    [link] = LINK.findall(card)
    await sides.ann.goto(link)
    await expect(sides.ann.get_by_role("heading", name=MATTER)).to_be_visible()
    await expect(sides.ann.get_by_text("Your issue is recorded and passed on.")).to_be_visible()
    await sides.keep(sides.ann, "received")


async def it_is_accepted_with_a_promise(sides: Sides) -> None:
    [queue] = LINK.findall(texts_of(await sides.ferry.hear(STAFF, "/queue"))[0])
    await sides.sam.goto(queue)
    await sides.sam.get_by_label("Your name").fill("Sam")
    await sides.sam.get_by_role("button", name="Sign in").click()
    await expect(sides.sam.get_by_role("link", name=MATTER)).to_be_visible()
    await sides.keep(sides.sam, "queue")
    await sides.ticket()
    await sides.keep(sides.sam, "ticket-new")
    await sides.sam.get_by_role("button", name=re.compile("^4 hours")).click()
    await expect(sides.sam.get_by_role("definition").filter(has_text="Sam")).to_be_visible()
    # It is 14:00; the day ends at 18:00.
    await sides.ferry.quiet()
    assert "by" in sides.said()
    # The customer's page follows by itself.
    await expect(sides.ann.get_by_text("Sam takes care of it.").first).to_be_visible(timeout=15_000)
    await sides.keep(sides.ann, "accepted")


async def it_is_passed_on_to_a_department(sides: Sides) -> None:
    await sides.ticket()
    await sides.sam.get_by_text("Pass on to a department").click()
    form = sides.sam.locator("form[action$='/dispatch']")
    await form.get_by_label("Department").select_option(label="Hosting")
    await form.get_by_label("Why").fill("It is the server, says the log.")
    await form.get_by_role("button", name="Pass on").click()
    await expect(sides.sam.get_by_text("It is the server, says the log.")).to_be_visible()
    # The reason is for colleagues.
    await sides.ann.reload()
    await expect(sides.ann.locator("#now")).to_contain_text("Hosting")
    assert "says the log" not in await sides.ann.content()


async def the_customer_is_asked_and_answers(sides: Sides) -> None:
    await sides.ticket()
    await sides.sam.get_by_label("Answer the customer").fill("Which order number do you see on the page?")
    await sides.sam.get_by_role("button", name="Send as a question").click()
    await expect(sides.sam.get_by_text("Waiting for the customer").first).to_be_visible()
    await sides.keep(sides.sam, "waiting")
    await sides.ferry.quiet()
    assert "Which order number" in sides.said()
    await expect(sides.ann.get_by_role("heading", name="Sam asks you:")).to_be_visible(timeout=15_000)
    await sides.keep(sides.ann, "question")
    await sides.ann.get_by_label("Your answer").fill("Order 4711, since this morning.")
    await sides.ann.get_by_role("button", name="Send", exact=True).click()
    await expect(sides.ann.get_by_text("Order 4711, since this morning.")).to_be_visible()
    await expect(sides.ann.get_by_role("heading", name="Sam asks you:")).to_have_count(0)
    await sides.ticket()
    await expect(sides.sam.get_by_text("Waiting for the customer")).to_have_count(0)


async def staff_answer(sides: Sides) -> None:
    answer = sides.sam.get_by_label("Answer the customer")
    await answer.fill("Calm down, it is your fault.")
    await sides.sam.get_by_role("button", name="Send the answer").click()
    # The check warns, and keeps what was typed.
    await expect(sides.sam.get_by_text("Words that we do not use")).to_be_visible()
    await expect(answer).to_have_value("Calm down, it is your fault.")
    await sides.keep(sides.sam, "check", from_top=False)
    # So browsers call a form that comes back.
    [trouble] = sides.troubles
    assert "422" in trouble
    sides.troubles.clear()
    await answer.fill("Thank you. A disk was full; we are clearing it now.")
    await sides.sam.get_by_role("button", name="Send the answer").click()
    await expect(sides.sam.get_by_text("A disk was full")).to_be_visible()
    await expect(sides.ann.locator("#talk")).to_contain_text("A disk was full", timeout=15_000)


async def the_promise_slips_and_gets_a_new_time(sides: Sides) -> None:
    # Four working hours from Wednesday 14:00 end at 18:00; the next morning is too late.
    sides.ferry.forward(hours=20)
    await sides.ferry.until(lambda: any("sorry" in said for said in texts_of(sides.ferry.written(ANN))))
    await sides.ann.reload()
    await expect(sides.ann.get_by_text("We are sorry: this takes longer than we promised.")).to_be_visible()
    await sides.keep(sides.ann, "late")
    # The session of yesterday is over: Sam signs in again.
    await sides.sam.context.clear_cookies()
    [queue] = LINK.findall(texts_of(await sides.ferry.hear(STAFF, "/queue"))[0])
    await sides.sam.goto(queue)
    await sides.sam.get_by_label("Your name").fill("Sam")
    await sides.sam.get_by_role("button", name="Sign in").click()
    await sides.ticket()
    await expect(sides.sam.get_by_text("Overdue").first).to_be_visible()
    await sides.keep(sides.sam, "overdue")
    await sides.sam.get_by_role("button", name=re.compile("^1 hour")).click()
    await expect(sides.ann.get_by_text("The new time: you will hear from us by")).to_be_visible(timeout=15_000)


async def it_is_resolved_and_rated(sides: Sides) -> None:
    await sides.ticket()
    solve = sides.sam.locator("#solve")
    await solve.get_by_label("Product", exact=True).check()
    await solve.get_by_label("What was done").fill("Cleared the disk; a watch is set on it.")
    await solve.get_by_text("Way, time and goodwill").click()
    await solve.get_by_label("Minutes of work").fill("35")
    await solve.get_by_role("button", name="Mark as resolved").click()
    await expect(sides.sam.get_by_text("This issue is resolved.")).to_be_visible()
    await sides.keep(sides.sam, "resolved")
    await sides.ferry.quiet()
    resolved = next(one for one in reversed(sides.ferry.written(ANN)) if "has resolved" in one.get("text", ""))
    assert [label for label in buttons(resolved) if label.startswith("★")] == ["★" * count for count in range(1, 6)]
    await sides.ferry.press(ANN, resolved, "★★★★★")
    await expect(sides.ann.get_by_role("heading", name="Your rating")).to_be_visible(timeout=15_000)
    await sides.keep(sides.ann, "rated")


async def the_customer_is_called_back(sides: Sides) -> None:
    # Two working days after Thursday; Qingming, 4 to 6 April, is a holiday: Wednesday the 8th.
    sides.ferry.forward(days=6)
    [queue] = LINK.findall(texts_of(await sides.ferry.hear(STAFF, "/queue"))[0])
    await sides.sam.context.clear_cookies()
    await sides.sam.goto(queue)
    await sides.sam.get_by_label("Your name").fill("Sam")
    await sides.sam.get_by_role("button", name="Sign in").click()
    await sides.sam.goto(f"{sides.ferry.app.public_url}/staff/calls")
    await expect(sides.sam.get_by_text(MATTER)).to_be_visible()
    await sides.keep(sides.sam, "calls")
    await sides.sam.get_by_text("Log the call").first.click()
    await sides.sam.get_by_role("button", name="Reached").first.click()
    await expect(sides.sam.get_by_text("The call is recorded.")).to_be_visible()
    await expect(sides.sam.get_by_text(MATTER)).to_have_count(0)


async def it_is_in_the_report(sides: Sides) -> None:
    await sides.sam.goto(f"{sides.ferry.app.public_url}/staff/reports?from=2026-04-01&to=2026-04-30")
    report = sides.sam.get_by_role("main")
    await expect(report).to_contain_text("Product")
    await expect(report).to_contain_text("Sam")
    await sides.keep(sides.sam, "report")
