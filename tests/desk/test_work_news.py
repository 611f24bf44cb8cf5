"""A ticket's page at staff's says that others have changed it meanwhile, and touches nothing else."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from bot.casework.case import state_of
from bot.storage import entries, tickets
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via
from tests.desk.served import ADMIN, ANN, STAFF, Served
from tests.desk.working import done


async def _news(desk: Served, ticket: Ticket, seen: str, tag: str = "") -> tuple[int, str, str]:
    headers = await desk.session(STAFF) | {"If-None-Match": tag}
    answer = await desk.client.get(f"/staff/t/{ticket.id}/news", params={"seen": seen}, headers=headers)
    return answer.status_code, " ".join(answer.text.split()), answer.headers["ETag"]


async def test_what_happened_last_is_said_until_the_page_is_opened_anew(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    seen = state_of(ticket)
    status, line, tag = await _news(desk, ticket, seen)
    assert (status, line) == (200, "")
    assert (await _news(desk, ticket, seen, tag))[0] == 304
    for deed, form, words in (
        ("accept", {"promise": "hour"}, "<bdi>Eve</bdi> takes care of it and promises an answer by"),
        ("note", {"text": "between <us>"}, "<bdi>Eve</bdi> left a note"),
        ("reply", {"text": "Better now?"}, "<bdi>Eve</bdi> answered the customer"),
        ("urgent", {"urgent": "yes"}, "<bdi>Eve</bdi> marked it as urgent"),
    ):
        await done(desk, ticket, deed, by=ADMIN, name="Eve", **form)
        status, line, tag = await _news(desk, ticket, seen, tag)
        assert (status, words in line, "between" in line) == (200, True, False)
        assert f'<a href="/staff/t/{ticket.id}">' in line
    assert (await _news(desk, ticket, state_of(await desk.now_of(ticket))))[1] == ""


async def test_what_the_customer_writes_is_said_too(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(name="<i>Ann</i>"))
    desk.clock.forward(timedelta(minutes=1))
    await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": "Still down"})
    assert "<bdi>&lt;i&gt;Ann&lt;/i&gt;</bdi> has written" in (await _news(desk, ticket, state_of(ticket)))[1]


@pytest.mark.browser
async def test_a_line_comes_up_and_what_is_typed_stays(desk: Served, browser_page: Page) -> None:
    ticket = await desk.ticket(await desk.customer())
    name, _, value = (await desk.session(STAFF))["Cookie"].partition("=")
    await browser_page.context.add_cookies([{"name": name, "value": value, "url": desk.origin}])
    await browser_page.goto(f"{desk.origin}/staff/t/{ticket.id}")
    answer = browser_page.get_by_label("Answer the customer")
    await answer.fill("Dear Ann,")
    now = desk.clock.now() + timedelta(minutes=1)
    async with desk.database.transaction() as tx:
        await entries.add(tx, Entry(ticket.id, EntryKind.MESSAGE, Via.CHAT, ANN, "Ann", "Still down", now))
        await tickets.touch(tx, ticket.id, now)
    line = browser_page.get_by_role("status")
    await expect(line).to_contain_text("This issue has changed. Ann has written", timeout=8_000)
    await expect(answer).to_be_focused()
    await expect(answer).to_have_value("Dear Ann,")
    await line.get_by_role("link").click()
    await expect(browser_page.locator("#latest")).to_contain_text("Still down")
    await expect(line).to_be_empty()
