"""A customer at their desk in a browser that runs our scripts."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from bot.casework import acceptance, answers, resolution
from bot.casework.case import Case, Doer
from bot.casework.news import News
from bot.tickets import Ticket
from tests.browser import PHONE
from tests.desk.served import NOW, STAFF, Served

pytestmark = pytest.mark.browser

ASK = "document.dispatchEvent(new Event('sent'))"
"""What has changed is asked for now, not in some seconds."""
GIVE = """(form, [kind, names]) => {
  const all = new DataTransfer();
  for (const name of names) all.items.add(new File([name], name, { type: "image/png" }));
  const gift = kind === "drop" ? new DragEvent(kind, { dataTransfer: all, bubbles: true, cancelable: true })
    : new ClipboardEvent(kind, { clipboardData: all, bubbles: true, cancelable: true });
  form.dispatchEvent(gift);
}"""


async def at_work(desk: Served, ticket: Ticket, reply: str) -> None:
    """Staff accept it and answer."""
    async with desk.database.transaction() as tx:
        case = await Case.open(tx, desk.parts.bureau, ticket.id, Doer(STAFF, "Sam"), desk.clock.now())
        await acceptance.accept(case, desk.clock.now() + timedelta(hours=1))
        await answers.reply(case, reply)


async def solved(desk: Served, ticket: Ticket) -> None:
    async with desk.database.transaction() as tx:
        case = await Case.open(tx, desk.parts.bureau, ticket.id, Doer(STAFF, "Sam"), desk.clock.now())
        await resolution.resolve(case, resolution.Solution())


async def test_the_page_follows_the_ticket_and_leaves_alone_what_is_being_typed(desk: Served, phone_page: Page) -> None:
    ticket = await desk.ticket(await desk.customer())
    await phone_page.goto(desk.parts.links.ticket(ticket.id, 0))
    field = phone_page.get_by_label("Your answer")
    await field.fill("half a sen")
    await at_work(desk, ticket, "We <b>look</b> into it")
    await phone_page.evaluate(ASK)
    await expect(phone_page.locator(".said-theirs")).to_contain_text("We <b>look</b> into it")
    await expect(phone_page.locator(".step-now")).to_contain_text("Accepted")
    await expect(phone_page.locator("#told")).to_contain_text("New in this issue:")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("half a sen")
    await field.press_sequentially("tence")
    assert await field.input_value() == "half a sentence"
    # A form that somebody has opened waits until they are done with it.
    await phone_page.get_by_text("I would like to be called").click()
    await phone_page.get_by_label("Phone number").fill("139")
    await solved(desk, ticket)
    await phone_page.evaluate(ASK)
    await expect(phone_page.locator(".step-now")).to_contain_text("Resolved")
    await expect(phone_page.get_by_label("Phone number")).to_have_value("139")
    await phone_page.get_by_label("Phone number").fill("")
    await phone_page.get_by_text("I would like to be called").click()
    await phone_page.evaluate(ASK)
    await expect(phone_page.get_by_text("Is it not solved yet?")).to_be_visible()


async def test_the_list_follows_too(desk: Served, browser_page: Page) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    await browser_page.goto(desk.parts.links.desk(ann.id, 0))
    await browser_page.get_by_label("Your words").fill("typing")
    await at_work(desk, ticket, "hello")
    await browser_page.evaluate(ASK)
    await expect(browser_page.locator("#mine .badge")).to_contain_text("Accepted")
    await expect(browser_page.get_by_label("Your words")).to_be_focused()


async def test_on_a_phone_an_issue_that_waits_for_its_customer_stands_before_the_form(
    desk: Served, phone_page: Page
) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    await at_work(desk, ticket, "hello")
    await phone_page.goto(desk.parts.links.desk(ann.id, 0))
    form, mine = phone_page.locator("form[data-sends]"), phone_page.locator("#mine")
    below = "(mine) => mine.getBoundingClientRect().top > document.querySelector('form').getBoundingClientRect().top"
    assert await mine.evaluate(below)
    await form.get_by_label("Your words").focus()
    async with desk.database.transaction() as tx:
        case = await Case.open(tx, desk.parts.bureau, ticket.id, Doer(STAFF, "Sam"), desk.clock.now())
        await answers.ask(case, "Which page?")
    await phone_page.evaluate(ASK)
    await expect(mine.get_by_text("Your turn")).to_be_visible()
    # Nothing moves below the fingers of who is writing.
    assert await mine.evaluate(below)
    await phone_page.reload()
    await expect(mine.get_by_text("Your turn")).to_be_visible()
    assert not await mine.evaluate(below)


async def test_an_answer_with_files_is_sent_while_the_page_stays(desk: Served, browser_page: Page) -> None:
    ticket = await desk.ticket(await desk.customer())
    await browser_page.goto(desk.parts.links.ticket(ticket.id, 0))
    form = browser_page.locator("#answer")
    await browser_page.get_by_label("Your answer").fill("see these")
    await form.evaluate(GIVE, ["drop", ["one.png", "<two>.png"]])
    await form.evaluate(GIVE, ["paste", ["image.png"]])
    await browser_page.get_by_role("button", name="Take away: one.png").click()
    await expect(form.locator(".chosen li")).to_have_count(2)
    await browser_page.evaluate("window.here = true")
    await browser_page.get_by_label("Your answer").press("Control+Enter")
    await expect(browser_page.locator(".said-mine").last).to_contain_text("see these")
    await expect(browser_page.get_by_label("Your answer")).to_have_value("")
    await expect(form.locator(".chosen li")).to_have_count(0)
    await expect(form.get_by_text("Sent.")).to_be_visible()
    assert await browser_page.evaluate("window.here")
    said = (await desk.thread(ticket))[-1]
    assert [file.name for file in said.files] == ["<two>.png", "image.png"]
    # The next one is another answer.
    await browser_page.get_by_label("Your answer").fill("see these")
    await form.get_by_role("button", name="Send").click()
    await expect(browser_page.locator(".said-mine")).to_have_count(3)


async def test_long_names_of_files_stay_on_a_phones_page(desk: Served, phone_page: Page) -> None:
    ann = await desk.customer()
    await phone_page.goto(desk.parts.links.desk(ann.id, 0))
    form = phone_page.locator("form[data-sends]")
    await form.evaluate(GIVE, ["drop", ["W" * 120 + ".png"]])
    await expect(form.locator(".chosen li")).to_have_count(1)
    await phone_page.get_by_label("I would like to be called about it").check()
    assert await phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_no_more_files_are_taken_than_can_be_sent(desk: Served, browser_page: Page) -> None:
    ann = await desk.customer()
    await browser_page.goto(desk.parts.links.desk(ann.id, 0))
    form = browser_page.locator("form[data-sends]")
    await form.evaluate(GIVE, ["drop", [f"{number}.png" for number in range(12)]])
    await expect(form.locator(".chosen li")).to_have_count(10)
    await expect(form.get_by_role("alert")).to_contain_text("more than 10 files")


async def test_what_was_begun_is_there_again(desk: Served, browser_page: Page) -> None:
    ann = await desk.customer()
    address = desk.parts.links.desk(ann.id, 0)
    await browser_page.goto(address)
    await browser_page.get_by_label("Domain and hosting").check(force=True)
    await browser_page.get_by_label("Your words").fill("my half-written matter")
    await browser_page.reload()
    field = browser_page.get_by_label("Your words")
    await expect(field).to_have_value("my half-written matter")
    await expect(browser_page.get_by_text("This is what you had begun to write.")).to_be_visible()
    await expect(browser_page.get_by_label("Domain and hosting")).to_be_checked()
    await browser_page.get_by_role("button", name="Begin anew").click()
    await expect(field).to_have_value("")
    await field.fill("another matter")
    await browser_page.get_by_role("button", name="Send").click()
    await expect(browser_page.get_by_role("heading", name="another matter")).to_be_visible()
    await browser_page.goto(address)
    await expect(browser_page.get_by_label("Your words")).to_have_value("")


async def test_without_a_connection_nothing_is_lost(desk: Served, browser_page: Page, page_troubles: list[str]) -> None:
    ticket = await desk.ticket(await desk.customer())
    await browser_page.goto(desk.parts.links.ticket(ticket.id, 0))
    await browser_page.get_by_label("Your answer").fill("in a tunnel")
    await browser_page.context.set_offline(True)
    await browser_page.get_by_role("button", name="Send").click()
    await expect(browser_page.get_by_text("It could not be sent")).to_be_visible()
    await expect(browser_page.get_by_label("Your answer")).to_have_value("in a tunnel")
    await browser_page.context.set_offline(False)
    await browser_page.get_by_role("button", name="Send").click()
    await expect(browser_page.locator(".said-mine").last).to_contain_text("in a tunnel")
    assert [entry.text for entry in await desk.thread(ticket)] == ["The site is down", "in a tunnel"]
    assert page_troubles
    assert all("ERR_INTERNET_DISCONNECTED" in trouble for trouble in page_troubles)
    page_troubles.clear()


async def test_what_the_server_refuses_comes_back_with_the_reason(
    desk: Served, browser_page: Page, page_troubles: list[str]
) -> None:
    ticket = await desk.ticket(await desk.customer())
    await browser_page.goto(desk.parts.links.ticket(ticket.id, 0))
    await browser_page.get_by_label("Your answer").fill("x" * 10_001)
    await browser_page.get_by_role("button", name="Send").click()
    await expect(browser_page.get_by_text("longer than 10,000 characters")).to_be_visible()
    assert len(await browser_page.get_by_label("Your answer").input_value()) == 10_001
    assert all("422" in trouble for trouble in page_troubles)
    page_troubles.clear()


@pytest.mark.parametrize(
    ("zone", "language", "words"),
    [
        ("Asia/Shanghai", "en", "today 15:00 (in 1 hour)"),
        ("America/New_York", "en", "today 03:00 (in 1 hour)"),
        ("Europe/Berlin", "zh", "今天 09:00（1小时后）"),
    ],
)
async def test_a_promise_is_told_in_words_and_in_the_readers_own_zone(
    desk: Served, browser: Browser, zone: str, language: str, words: str
) -> None:
    ticket = await desk.ticket(await desk.customer(language=language))
    await at_work(desk, ticket, "hello")
    context = await browser.new_context(viewport=PHONE, timezone_id=zone)
    page = await context.new_page()
    await page.clock.set_fixed_time(NOW)
    await page.goto(desk.parts.links.ticket(ticket.id, 0))
    await expect(page.locator(".state .promised")).to_have_text(words)
    await page.clock.set_fixed_time(NOW - timedelta(days=1))
    await page.reload()
    tomorrow = {"en": "tomorrow", "zh": "明天"}[language]
    await expect(page.locator(".state .promised")).to_have_text(re.compile(rf"{tomorrow} \d\d:00"))
    await context.close()


async def test_the_hint_of_the_chosen_category_is_shown_and_no_other(desk: Served, phone_page: Page) -> None:
    ann = await desk.customer()
    await phone_page.goto(desk.parts.links.desk(ann.id, 0))
    shown = phone_page.locator(".hint-row:visible")
    await expect(shown).to_have_count(0)
    await phone_page.get_by_label("Bug report").check(force=True)
    await expect(shown).to_have_count(1)
    await expect(shown).to_contain_text("a screenshot helps most")


async def test_stars_are_given_by_the_keyboard(desk: Served, browser_page: Page) -> None:
    ticket = await desk.ticket(await desk.customer())
    await solved(desk, ticket)
    await browser_page.goto(desk.parts.links.ticket(ticket.id, 0))
    await browser_page.get_by_label("1 of 5 stars").focus()
    for _ in range(3):
        await browser_page.keyboard.press("ArrowRight")
    await browser_page.keyboard.press("Tab")
    await browser_page.keyboard.type("quick")
    await browser_page.keyboard.press("Tab")
    await browser_page.keyboard.press("Enter")
    await expect(browser_page.get_by_role("img", name="4 of 5 stars").first).to_be_visible()
    now = await desk.now_of(ticket)
    assert (now.rating, now.rating_text) == (4, "quick")


async def test_news_are_switched_off_by_a_tap(desk: Served, phone_page: Page) -> None:
    ann = await desk.customer()
    await phone_page.goto(desk.parts.links.desk(ann.id, 0))
    await phone_page.get_by_text("Messages in Telegram").tap()
    await phone_page.get_by_label("We have answered").uncheck()
    await phone_page.get_by_role("button", name="Save").tap()
    await expect(phone_page.get_by_text("Saved.")).to_be_visible()
    assert (await desk.customer()).muted == [News.ANSWER]
