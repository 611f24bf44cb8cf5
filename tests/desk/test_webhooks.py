"""The page on which admins set which programs are called."""

import re
from html import unescape
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from bot.casework.events import Event
from bot.storage import webhooks
from bot.storage.schema import changes
from bot.storage.webhooks import CallState, Webhook
from bot.webhooks import secret_of
from tests.desk.api.conftest import ops as ops
from tests.desk.served import ADMIN, NOW, Served

URL = "https://crm.example.com/hook"
PATH = "/admin/webhooks"


@pytest.fixture
async def eve(desk: Served) -> dict[str, str]:
    return await desk.session(ADMIN, "Eve")


async def send(desk: Served, eve: dict[str, str], path: str = PATH, **form: Any) -> httpx.Response:
    return await desk.client.post(path, data=form, headers=eve)


async def every(desk: Served) -> list[Webhook]:
    async with desk.database.reading() as tx:
        return await webhooks.every(tx)


async def dead(desk: Served, webhook: Webhook, *, count: int = 2) -> None:
    async with desk.database.transaction() as tx:
        await webhooks.plan(tx, [(webhook.id, Event.RATED, "{}")] * count, NOW)
        for call in await webhooks.due(tx, webhook.id, NOW, limit=99):
            await webhooks.failed(tx, call, "HTTP 500 <b>", None, NOW)


async def states(desk: Served, webhook: Webhook) -> list[CallState]:
    async with desk.database.reading() as tx:
        return [call.state for call in await webhooks.calls_of(tx, webhook.id, limit=99)]


async def test_a_webhook_is_added_with_a_secret_that_is_shown_once(desk: Served, eve: dict[str, str]) -> None:
    page = await send(desk, eve, url=f" {URL} ", events=["ticket.created", "ticket.rated", "ticket.unknown"])
    [webhook] = await every(desk)
    assert (webhook.url, webhook.events, webhook.created_by) == (URL, (Event.CREATED, Event.RATED), "Eve")
    secret = secret_of(desk.parts.links.key, webhook.id, 0)
    assert secret in unescape(page.text)
    for path in (PATH, f"{PATH}/{webhook.id}"):
        assert "whsec_" not in (await desk.client.get(path, headers=eve)).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"url": "ftp://example.com", "events": "ticket.rated"}, "no address that can be called"),
        ({"url": '"><script>', "events": "ticket.rated"}, "no address that can be called"),
        ({"url": URL}, "at least one"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: Served, eve: dict[str, str], form: dict[str, str], said: str
) -> None:
    page = await send(desk, eve, **form)
    assert page.status_code == 422
    assert said in page.text
    assert form["url"] in unescape(page.text)
    assert "<script>" not in page.text
    assert page.text.count(" checked") == ("events" in form)
    assert await every(desk) == []


async def test_a_page_that_is_loaded_again_adds_no_second_one(desk: Served, eve: dict[str, str]) -> None:
    for status in (200, 422):
        assert (await send(desk, eve, url=URL, events="ticket.rated")).status_code == status
    assert len(await every(desk)) == 1


async def test_what_was_given_up_is_seen_and_sent_again_one_or_all(desk: Served, eve: dict[str, str]) -> None:
    await send(desk, eve, url=URL, events="ticket.rated")
    [webhook] = await every(desk)
    await dead(desk, webhook, count=3)
    path = f"{PATH}/{webhook.id}"
    page = (await desk.client.get(f"{path}?state=dead", headers=eve)).text
    assert page.count("HTTP 500 &lt;b&gt;") == 3
    number = re.findall(r'name="call" value="(\d+)"', page)[0]
    assert (await send(desk, eve, f"{path}/again", call=number)).status_code == 303
    assert sorted(await states(desk, webhook)) == ["dead", "dead", "waiting"]
    await send(desk, eve, f"{path}/again")
    assert set(await states(desk, webhook)) == {CallState.WAITING}


async def test_one_that_has_ended_is_sent_nothing_again(desk: Served, eve: dict[str, str]) -> None:
    await send(desk, eve, url=URL, events="ticket.rated")
    [webhook] = await every(desk)
    await dead(desk, webhook)
    path = f"{PATH}/{webhook.id}"
    assert (await send(desk, eve, f"{path}/end")).status_code == 303
    await send(desk, eve, f"{path}/again")
    assert set(await states(desk, webhook)) == {CallState.DEAD}
    assert (await send(desk, eve, f"{path}/rotate")).status_code == 404
    assert "Send it again" not in (await desk.client.get(path, headers=eve)).text


async def test_every_change_is_in_the_record_and_no_secret(
    desk: Served, eve: dict[str, str], ops: dict[str, str]
) -> None:
    await send(desk, eve, url=URL, events="ticket.rated")
    await send(desk, eve, f"{PATH}/1/rotate")
    assert (await desk.client.delete("/api/v1/webhooks/1", headers=ops)).status_code == 204
    assert (await desk.client.delete("/api/v1/webhooks/1", headers=ops)).status_code == 204
    async with desk.database.reading() as tx:
        rows = (await tx.execute(select(changes).order_by(changes.c.id))).all()
    assert [(row.person_id, row.person_name, row.subject, row.item) for row in rows] == [
        (ADMIN, "Eve", "webhooks", "1"),
        (ADMIN, "Eve", "webhooks", "1"),
        (None, "Ops", "webhooks", "1"),
    ]
    shown = {"url": URL, "events": ["ticket.rated"]}
    assert [(row.before, row.after) for row in rows] == [(None, shown), ({"secret": 1}, {"secret": 2}), (shown, None)]


async def test_programs_set_webhooks_too(desk: Served, ops: dict[str, str]) -> None:
    asked = {"url": URL, "events": ["ticket.rated", "ticket.rated"]}
    made = (await desk.client.post("/api/v1/webhooks", json=asked, headers=ops)).json()
    assert (made["events"], made["secret"][:6], made["created_by"]) == (["ticket.rated"], "whsec_", "Ops")
    assert (await desk.client.post("/api/v1/webhooks", json=asked, headers=ops)).status_code == 409
    for wrong in ({"url": "ftp://x", "events": ["ticket.rated"]}, {"url": URL, "events": []}):
        assert (await desk.client.post("/api/v1/webhooks", json=wrong, headers=ops)).status_code == 422
    path = f"/api/v1/webhooks/{made['id']}"
    assert "secret" not in (await desk.client.get(path, headers=ops)).json()
    assert (await desk.client.post(f"{path}/rotate", headers=ops)).json()["secret"] != made["secret"]
    [webhook] = await every(desk)
    await dead(desk, webhook)
    first = (await desk.client.get(f"{path}/calls?limit=1&state=dead", headers=ops)).json()
    rest = (await desk.client.get(f"{path}/calls?cursor={first['next']}", headers=ops)).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (1, 1, None)
    number = first["items"][0]["id"]
    assert (await desk.client.post(f"{path}/calls/{number}/again", headers=ops)).json() == {"sent_again": 1}
    assert (await desk.client.post(f"{path}/calls/{number}/again", headers=ops)).status_code == 404
    assert (await desk.client.post(f"{path}/calls/again", headers=ops)).json() == {"sent_again": 1}
    await desk.client.delete(path, headers=ops)
    assert (await desk.client.post(f"{path}/calls/again", headers=ops)).status_code == 409


@pytest.mark.browser
async def test_an_admin_adds_and_ends_one_on_a_phone(desk: Served, phone_page: Page) -> None:
    name, _, secret = (await desk.session(ADMIN, "Eve"))["Cookie"].partition("=")
    address = desk.parts.links.public_url
    await phone_page.context.add_cookies([{"name": name, "value": secret, "url": address}])
    await phone_page.goto(address + PATH)
    await phone_page.get_by_label("Address").fill(f"{URL}/{'x' * 200}")
    await phone_page.get_by_label("Customer rated").uncheck(force=True)
    await phone_page.get_by_role("button", name="Add it").tap()
    await expect(phone_page.get_by_text("whsec_")).to_be_visible()
    assert await phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    [webhook] = await every(desk)
    assert set(Event) - set(webhook.events) == {Event.RATED}
    await phone_page.get_by_text("End it …").tap()
    await phone_page.get_by_role("button", name="End this webhook").tap()
    await expect(phone_page.get_by_role("term").filter(has_text="Ended")).to_be_visible()
    assert (await every(desk))[0].ended_at is not None
