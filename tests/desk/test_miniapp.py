"""The desk inside Telegram."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from bot.links import LinkKind
from bot.storage import customers
from desk.limits import FAILED_SIGN_INS, WITHIN
from desk.visitors import COOKIE
from tests.desk.served import ADMIN, ANN, NOW, STAFF, TOKEN, Served
from tests.initdata import person, signed


async def enter(desk: Served, data: str, **others: str) -> httpx.Response:
    form = {"data": data} | others
    return await desk.client.post("/app", data=form, headers={"Sec-Fetch-Site": "same-origin"})


def given(desk: Served, number: int, **others: Any) -> str:
    return signed(TOKEN, desk.clock.now(), person(number, **others))


async def test_a_customer_is_led_to_their_own_desk_however_often(desk: Served) -> None:
    await desk.customer()
    data = given(desk, ANN)
    for _ in range(2):
        answer = await enter(desk, data)
        ann = await desk.customer()
        assert (answer.status_code, answer.json()) == (200, {"to": desk.desk_path(ann)})
        assert "set-cookie" not in answer.headers


async def test_who_was_never_heard_of_is_known_from_now_on(desk: Served) -> None:
    answer = await enter(desk, given(desk, 77, first_name="\u0000小\n明" * 40, language_code="zh-hans", username="xm"))
    async with desk.database.reading() as tx:
        known = await customers.get(tx, 77)
    assert known is not None
    assert (known.language, known.username, known.first_seen_at, len(known.name)) == ("zh", "xm", NOW, 80)
    assert answer.json() == {"to": f"/my/{desk.parts.links.secret(LinkKind.DESK, 77, 0)}"}


@pytest.mark.parametrize("number", [STAFF, ADMIN])
async def test_staff_are_signed_in_once(desk: Served, number: int) -> None:
    data = given(desk, number, first_name="Sam", last_name="<b>")
    first = await enter(desk, data)
    assert first.json() == {"to": "/staff?state=open"}
    assert {"HttpOnly", "SameSite=lax"} <= set(first.headers["set-cookie"].split("; "))
    cookie = {"Cookie": f"{COOKIE}={first.cookies[COOKIE]}"}
    desk.client.cookies.clear()
    page = await desk.client.get("/staff/sign-in", headers=cookie)
    assert page.status_code == 200
    again = await enter(desk, data)
    assert (again.json(), again.headers.get("set-cookie")) == ({"to": "/staff?state=open"}, None)
    # The same, written another way.
    again = await enter(desk, "&".join(sorted(data.split("&"), reverse=True)))
    assert "set-cookie" not in again.headers


async def test_within_another_page_staff_get_a_link_for_a_window_of_its_own(desk: Served) -> None:
    answer = await enter(desk, given(desk, STAFF), framed="yes")
    assert "set-cookie" not in answer.headers
    told = answer.json()
    assert told["window"] is True
    assert told["to"].startswith(f"{desk.origin}/staff/sign-in/")
    assert (await desk.client.get(told["to"])).status_code == 200


async def test_who_is_staff_no_longer_is_a_customer(desk: Served) -> None:
    assert (await enter(desk, given(desk, 902))).json()["to"].startswith("/my/902-")


@pytest.mark.parametrize("data", ["", "user=%7B%22id%22%3A900%7D&hash=00", "\x00", "x" * 100_000])
async def test_nobody_else_gets_in(desk: Served, data: str) -> None:
    answer = await enter(desk, data)
    assert (answer.status_code, answer.json()) == (403, {"refused": True})


async def test_what_is_too_old_opens_nothing(desk: Served) -> None:
    data = given(desk, STAFF)
    desk.clock.forward(timedelta(hours=1, seconds=1))
    assert (await enter(desk, data)).status_code == 403


async def test_another_site_cannot_sign_anybody_in(desk: Served) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        answer = await desk.client.post("/app", data={"data": given(desk, STAFF)}, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_whoever_fails_again_and_again_waits(desk: Served) -> None:
    secret = await desk.invitation(STAFF)
    for _ in range(FAILED_SIGN_INS // 2):
        assert (await enter(desk, "guess")).status_code == 403
        assert (await desk.client.get("/staff/sign-in/guess")).status_code == 404
    for answer in (await enter(desk, given(desk, ANN)), await desk.client.get(f"/staff/sign-in/{secret}")):
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
        assert "too many tries" in answer.text
    # Who is in stays in, and the page that explains how to sign in is for everyone.
    assert (await desk.client.get("/staff/sign-in")).status_code == 200
    desk.clock.forward(WITHIN)
    assert (await enter(desk, given(desk, ANN))).status_code == 200


async def test_in_a_browser_the_page_leads_on(desk: Served, phone_page: Page) -> None:
    await desk.customer()
    data = httpx.QueryParams({"tgWebAppData": given(desk, ANN), "tgWebAppVersion": "8.0"})
    await phone_page.goto(f"{desk.origin}/app#{data}")
    await expect(phone_page.get_by_role("heading", name="Hello, Ann")).to_be_visible()


async def test_in_a_browser_that_telegram_did_not_open_it_says_how(
    desk: Served, phone_page: Page, page_troubles: list[str]
) -> None:
    await phone_page.goto(f"{desk.origin}/app")
    await expect(phone_page.get_by_text("Open this page from the bot in Telegram.")).to_be_visible()
    await phone_page.goto(f"{desk.origin}/app?again#tgWebAppData=forged")
    await expect(phone_page.get_by_text("Open this page from the bot in Telegram.")).to_be_visible()
    assert "403" in page_troubles[0]  # the browser's own word on the answer
    page_troubles.clear()
