"""Pages open in Chromium, and what they complain of is noticed."""

from playwright.async_api import Page


async def test_a_page_shows_what_it_was_given(browser_page: Page) -> None:
    await browser_page.set_content("<title>渡船</title><p>It runs")
    assert await browser_page.title() == "渡船"
    assert await browser_page.evaluate("innerWidth") == 1280


async def test_a_phones_page_is_narrow_and_touched(phone_page: Page) -> None:
    await phone_page.set_content('<meta name="viewport" content="width=device-width"><p>It runs')
    assert await phone_page.evaluate("[innerWidth, navigator.maxTouchPoints > 0]") == [390, True]


async def test_errors_of_a_page_are_noticed(browser_page: Page, page_troubles: list[str]) -> None:
    await browser_page.set_content("<script>console.error('oh'); throw new Error('dear')</script>")
    assert [trouble.rpartition(": ")[2] for trouble in page_troubles] == ["oh", "dear"]
    page_troubles.clear()


async def test_other_hosts_cannot_be_reached(browser_page: Page, page_troubles: list[str]) -> None:
    await browser_page.set_content('<img src="http://desk.example.com/x.png">')
    assert "ERR_NAME_NOT_RESOLVED" in page_troubles.pop()
