"""Admins see before the deadline whether all is ready, and after it how far closing is."""

import asyncio
from datetime import timedelta
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, ViewportSize

from bot.grants import Grant, GrantKind, Scope
from bot.rights import Right
from bot.storage import chats, closings, customers, grants, grouprights, transitions
from bot.storage.schema import chats as chat_table
from bot.storage.schema import closings as closing_table
from desk.visitors import COOKIE
from tests.browser import DESKTOP, PHONE
from tests.desk.served import ADMIN, ANN, BOB, Served
from tests.screenshots import keep

Scheme = Literal["light", "dark"]
DAY = timedelta(days=1)
TITLES = {-1001: "Harbour Ltd", -1002: "银河主机 <技术群>", -1003: "North Sea Shipping", -1004: "Atlas"}


async def known(desk: Served) -> None:
    """Two customers, one of whom has migrated, and groups, in one of which the bot may not pin."""
    now = desk.clock.now()
    for number, name in ((ANN, "Ann"), (BOB, "Bob")):
        await desk.customer(number, name)
    async with desk.database.transaction() as tx:
        for number, name in ((ANN, "Ann"), (BOB, "Bob")):
            await chats.seen(tx, number, kind="private", title=name, language="en", now=now)
        await customers.set_phone(tx, ANN, "+86 138 0000 0000")
        await customers.migrate(tx, BOB, now)
        for number, title in TITLES.items():
            await chats.seen(tx, number, kind="supergroup", title=title, language="en", now=now)
        await grouprights.note(tx, -1001, [Right.PIN, Right.TOPICS], now)
        await grouprights.note(tx, -1002, [], now)


async def deadline(desk: Served, *, before: timedelta) -> None:
    async with desk.database.reading() as tx:
        desk.clock.set((await transitions.current(tx)).window.deadline - before)


async def closing(desk: Served) -> None:
    """One is done, one under way, one in trouble, one open again."""
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        await transitions.close(tx, now)
        await closings.begin_all(tx, now)
        done: dict[str, Any] = {"missing_rights": [], "read_only": True, "pinned_message_id": 7}
        await closings.note(tx, -1001, missing_rights=["can_pin_messages"], error="not enough rights")
        await closings.note(tx, -1002, finished_at=now, topics_closed=[3, 0], **done)
        await closings.note(tx, -1003, missing_rights=[])
        await closings.note(tx, -1004, finished_at=now, reopened_at=now)
        await tx.execute(chat_table.update().where(chat_table.c.id == -1004).values(closed_at=None))
        until = now + 3 * DAY
        await grants.give(tx, Grant(GrantKind.REOPENING, Scope.CHANNEL, -1004, until, "outage", now, ADMIN, "Ada"))


async def text_of(desk: Served, query: str = "") -> str:
    answer = await desk.client.get(f"/admin/closing{query}", headers=await desk.session(ADMIN))
    assert answer.status_code == 200
    return answer.text


async def test_before_the_deadline_it_has_the_numbers_the_rights_and_the_holdouts(desk: Served) -> None:
    await known(desk)
    page = await text_of(desk)
    assert "The bot looks at its rights from" in page
    await deadline(desk, before=3 * DAY)
    page = await text_of(desk)
    assert "Days left: 3" in page
    assert "2 of 4 groups were looked at" in page
    for shown in ("Pin messages", "Manage topics", "Harbour Ltd", ">Ann<", 'href="tel:+8613800000000"'):
        assert shown in page
    assert ">Bob<" not in page
    assert "Step by step" not in page


async def test_who_is_left_out_of_closing_is_named(desk: Served) -> None:
    await known(desk)
    assert "Left out of closing" not in await text_of(desk)
    async with desk.database.transaction() as tx:
        always = Grant(GrantKind.LEFT_OPEN, Scope.CHANNEL, -1002, None, "contract", desk.clock.now(), ADMIN, "Ada")
        await grants.give(tx, always)
    page = await text_of(desk)
    assert "Left out of closing" in page
    assert "银河主机 &lt;技术群&gt;" in page


async def test_looking_again_forgets_what_was_seen_and_wakes_the_checkup(desk: Served) -> None:
    await known(desk)
    await deadline(desk, before=DAY)
    answer = await desk.client.post("/admin/closing/rights", headers=await desk.session(ADMIN))
    assert answer.status_code == 303
    async with desk.database.reading() as tx:
        assert await grouprights.counts(tx) == (4, 0)
    # It rings at once.
    await asyncio.wait_for(desk.parts.agenda.wait(DAY), 1)


async def test_after_it_each_step_of_each_group_is_shown(desk: Served) -> None:
    await known(desk)
    await deadline(desk, before=timedelta())
    await closing(desk)
    page = await text_of(desk)
    assert "5 of 6 channels are closed." in page
    assert "Groups done: 1, under way: 2, of these in trouble: 1." in page
    order = [page.index(word) for word in ("In trouble", "Being closed", "Open again<", "Read-only and told")]
    assert order == sorted(order)
    assert "not enough rights" in page
    assert "银河主机 &lt;技术群&gt;" in page
    assert "0 customers, 1 group" in page


async def test_long_lists_go_on_on_further_pages(desk: Served) -> None:
    await deadline(desk, before=timedelta())
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        for number in range(60):
            await chats.seen(tx, 2000 + number, kind="private", title=f"C{number}", language=None, now=now)
            await chats.seen(tx, -2000 - number, kind="group", title=f"G{number:02}", language=None, now=now)
        await transitions.close(tx, now)
        await closings.begin_all(tx, now)
        await tx.execute(closing_table.update().values(finished_at=now))
    page = await text_of(desk)
    assert "?after=2049#staying" in page
    assert "?groups=50#steps" in page
    page = await text_of(desk, "?after=2049&groups=50")
    assert ">C59<" in page
    assert ">G59<" in page
    assert ">G00<" not in page


LOOKS: tuple[tuple[str, str, Scheme, ViewportSize], ...] = (
    ("zh", "phone", "light", PHONE),
    ("en", "phone", "dark", PHONE),
    ("en", "desktop", "light", DESKTOP),
    ("zh", "desktop", "dark", DESKTOP),
)


@pytest.mark.browser
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("language", "device", "scheme", "size"), LOOKS)
async def test_it_fits_every_window(
    desk: Served, browser: Browser, language: str, device: str, scheme: Scheme, size: ViewportSize, after: bool
) -> None:
    await known(desk)
    await deadline(desk, before=timedelta() if after else DAY)
    if after:
        await closing(desk)
    context = await browser.new_context(viewport=size, color_scheme=scheme, locale=language)
    headers = await desk.session(ADMIN, "Ada")
    name, _, value = headers["Cookie"].partition("=")
    assert name == COOKIE
    await context.add_cookies([{"name": name, "value": value, "url": desk.origin}])
    page = await context.new_page()
    await page.goto(f"{desk.parts.links.public_url}/admin/closing")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await keep(page, f"closing-{'after' if after else 'before'}-{device}-{scheme}-{language}", whole=True)
    await context.close()
