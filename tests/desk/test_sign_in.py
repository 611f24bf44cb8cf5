"""Staff come in by a link that the bot hands out, and go."""

from datetime import timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import select

from bot.links import Links
from bot.storage.schema import sessions, sign_ins
from bot.storage.sessions import SESSION_LASTS, SIGN_IN_LASTS
from desk.visitors import COOKIE
from tests.desk.served import ADMIN, STAFF, Served


async def _sign_in(desk: Served, person_id: int = STAFF, **form: str) -> httpx.Response:
    path = f"/staff/sign-in/{await desk.invitation(person_id)}"
    return await desk.client.post(path, data=form, headers={"Origin": desk.origin})


async def _names(desk: Served) -> list[str]:
    async with desk.database.reading() as tx:
        return list((await tx.execute(select(sessions.c.name).order_by(sessions.c.began_at))).scalars())


async def test_looking_at_the_link_does_not_use_it_up(desk: Served) -> None:
    path = f"/staff/sign-in/{await desk.invitation(STAFF)}"
    for _ in range(3):
        page = await desk.client.get(path)
        assert page.status_code == 200
        assert page.text.count("<button") == 1
    assert COOKIE not in page.headers.get("set-cookie", "")


async def test_the_button_signs_in_once(desk: Served) -> None:
    path = f"/staff/sign-in/{await desk.invitation(STAFF)}"
    headers = {"Origin": desk.origin}
    first = await desk.client.post(path, data={"name": "Sam"}, headers=headers)
    assert (first.status_code, first.headers["location"]) == (303, "/staff?state=open")
    assert (await desk.client.get("/staff")).status_code == 200
    desk.client.cookies.clear()
    second = await desk.client.post(path, data={"name": "Sam"}, headers=headers)
    assert second.status_code == 404
    assert "set-cookie" not in second.headers
    assert "This link has been used or is too old." in second.text
    assert (await desk.client.get(path)).status_code == 404


async def test_a_link_holds_for_ten_minutes(desk: Served) -> None:
    path = f"/staff/sign-in/{await desk.invitation(STAFF)}"
    desk.clock.forward(SIGN_IN_LASTS - timedelta(seconds=1))
    assert (await desk.client.get(path)).status_code == 200
    desk.clock.forward(timedelta(seconds=1))
    assert (await desk.client.get(path)).status_code == 404


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(desk: Served) -> None:
    cookie = SimpleCookie((await _sign_in(desk)).headers["set-cookie"])[COOKIE]
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["secure"]) == ("lax", "/", "")
    assert int(cookie["max-age"]) == SESSION_LASTS.total_seconds()


class TestWithHttps:
    @pytest.fixture
    def changes(self) -> dict[str, object]:
        return {"links": Links("https://desk.example.com/help", b"k" * 32)}

    async def test_the_cookie_goes_over_https_alone(self, desk: Served) -> None:
        cookie = SimpleCookie((await _sign_in(desk)).headers["set-cookie"])[COOKIE]
        assert cookie["secure"] is True
        assert cookie["path"] == "/help"


async def test_only_hashes_of_secrets_are_kept(desk: Served) -> None:
    invitation = await desk.invitation(STAFF)
    answer = await desk.client.post(
        f"/staff/sign-in/{invitation}", headers={"Origin": desk.origin}, data={"name": "Sam"}
    )
    session = SimpleCookie(answer.headers["set-cookie"])[COOKIE].value
    async with desk.database.reading() as tx:
        kept = [*(await tx.execute(select(sign_ins))), *(await tx.execute(select(sessions)))]
    assert len(kept) == 2
    assert not any(secret in str(row) for row in kept for secret in (invitation, session))


async def test_the_name_is_the_one_given_else_one_known_else_the_companys(desk: Served) -> None:
    await _sign_in(desk)
    desk.clock.forward(timedelta(seconds=1))
    await desk.customer(ADMIN, "Eve Admin")
    await _sign_in(desk, ADMIN)
    desk.clock.forward(timedelta(seconds=1))
    await _sign_in(desk, ADMIN, name="  Eve \n Adams ")
    desk.clock.forward(timedelta(seconds=1))
    await _sign_in(desk, ADMIN, name=" ")
    assert await _names(desk) == ["Example Hosting", "Eve Admin", "Eve Adams", "Eve Adams"]
    page = (await desk.client.get(f"/staff/sign-in/{await desk.invitation(ADMIN)}")).text
    assert 'value="Eve Adams"' in page


async def test_whoever_is_taken_off_the_list_is_out_at_once(desk: Served) -> None:
    headers = await desk.session(STAFF)
    assert (await desk.client.get("/staff", headers=headers)).status_code == 200
    people = desk.parts.people
    assert isinstance(people.staff, set)
    people.staff.remove(STAFF)
    assert (await desk.client.get("/staff", headers=headers)).headers["location"] == "/staff/sign-in"


async def test_signing_out_ends_the_session_itself(desk: Served) -> None:
    headers = await desk.session(STAFF)
    answer = await desk.client.post("/staff/sign-out", headers=headers)
    assert answer.headers["location"] == "/staff/sign-in"
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie.value, cookie["path"], cookie["max-age"]) == ("", "/", "0")
    assert (await desk.client.get("/staff", headers=headers)).status_code == 303


async def test_the_way_in_is_told_to_whoever_is_not_signed_in(desk: Served) -> None:
    page = await desk.client.get("/staff", follow_redirects=True)
    assert page.status_code == 200
    assert "<code>/queue</code>" in page.text
