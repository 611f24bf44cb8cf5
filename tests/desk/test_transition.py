"""Admins steer the move on a page: nothing is done before its numbers were shown."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.content import Content
from bot.deliveries import Purpose
from bot.office.office import Office
from bot.storage import broadcasts, chats, transitions
from bot.storage.audiences import OPEN
from bot.storage.database import Database
from bot.storage.grants import page
from bot.transition import Transition, Window
from tests.desk.served import ADMIN, ANN, LAUNCH, NOW, STAFF, Served, serving

PLAN = "/admin/transition"
DAY = timedelta(days=1)
BOB = 905


async def get(desk: Served, path: str = PLAN, person: int = ADMIN) -> str:
    answer = await desk.client.get(path, headers=await desk.session(person, "Eve"))
    assert answer.status_code == 200, answer.text
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


async def send(
    desk: Served, form: dict[str, str] | None = None, path: str = f"{PLAN}/wish", *, person: int = ADMIN, **more: str
) -> httpx.Response:
    return await desk.client.post(path, data=(form or {}) | more, headers=await desk.session(person, "Eve"))


async def press(desk: Served, path: str, person: int = ADMIN) -> httpx.Response:
    return await send(desk, None, path, person=person)


async def plan(desk: Served) -> Transition:
    async with desk.database.reading() as tx:
        return await transitions.current(tx)


async def granted(desk: Served) -> list[Any]:
    async with desk.database.reading() as tx:
        return await page(tx, limit=10)


async def met(desk: Served) -> None:
    """Ann, with a chat of her own."""
    await desk.customer()
    async with desk.database.transaction() as tx:
        await chats.seen(tx, ANN, kind="private", title="Ann", language="en", now=NOW)


async def test_the_page_says_where_the_move_stands(desk: Served) -> None:
    said = await get(desk)
    assert "Days left: 18" in said
    assert "Chat and desk are open" in said
    for moment in ("20 March 2026, 09:00", "9 April 2026, 09:00", "19 April 2026, 09:00"):
        assert moment in said
    assert "Possible from 9 April 2026, 09:00 on" in " ".join(said.split())
    assert "2026, 15:30" in said


async def test_a_deadline_is_moved_after_its_numbers_were_shown(desk: Served) -> None:
    await met(desk)
    form = {"act": "move deadline", "last": "2026-04-17", "reason": "holidays <b>"}
    shown = await send(desk, form)
    assert shown.status_code == 200
    assert "1 customer, 0 groups; 1 not yet migrated" in shown.text
    assert "The deadline moves from 19 April 2026, 09:00 to 17 April 2026, 09:00." in shown.text
    assert "Announcements still to come: 31" in shown.text
    assert "holidays &lt;b&gt;" in shown.text
    assert (await plan(desk)).window.days == 30
    done = await send(desk, form, then="do")
    assert done.headers["location"] == f"{PLAN}?done=changed"
    assert (await plan(desk)).window.days == 28
    said = await get(desk, f"{PLAN}?done=changed")
    assert "Done." in said
    assert "holidays <b>" in said


@pytest.mark.parametrize("then", ["", "do"])
@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"act": "move deadline", "last": "2026-04-08"}, "It can be from Thursday, April 9, 2026 to Sunday, April 19"),
        ({"act": "move deadline", "last": "2026-04-20"}, "It can be from Thursday, April 9, 2026 to Sunday, April 19"),
        ({"act": "close early"}, "possible from 9 April 2026, 09:00 on"),
        ({"act": "move launch", "launch": "2026-05-01T09:00", "days": "30"}, "Chat is open"),
        ({"act": "reopen", "scope": "all", "scope_id": "0", "until": "1", "reason": "x"}, "once it is closed"),
        (
            {"act": "extend", "scope": "customer", "scope_id": "11", "until": "2026-04-20", "reason": "x"},
            "at the latest",
        ),
        ({"act": "set times", "times": "9:30, 10:30"}, "could not read"),
        ({"act": "set times", "times": "09:30, 10:30"}, "one before noon and one after"),
        ({"act": "move deadline", "last": "soon"}, "could not read"),
        ({"act": "fly"}, "could not read"),
        ({}, "could not read"),
    ],
)
async def test_what_is_not_possible_is_refused_in_words(
    desk: Served, form: dict[str, str], words: str, then: str
) -> None:
    before = await plan(desk)
    answer = await send(desk, form, then=then)
    assert answer.status_code == 422
    alert = re.search(r'<p class="alert"[^>]*>([^<]*)', answer.text)
    assert alert
    assert words in unescape(alert[1])
    assert await plan(desk) == before
    assert await granted(desk) == []


async def test_before_launch_the_whole_plan_is_changed(database: Database) -> None:
    async with serving(database) as desk:
        desk.clock.set(LAUNCH - 20 * DAY)
        assert "Days from the launch to the deadline" in await get(desk)
        form = {"act": "move launch", "launch": "2026-03-23T10:00", "days": "25", "announce_from": "2026-03-16"}
        shown = await send(desk, form)
        assert "The launch moves from 20 March 2026, 09:00 to 23 March 2026, 10:00." in shown.text
        assert "Announcements begin on Monday, March 16, 2026." in shown.text
        assert "The deadline moves from 19 April 2026, 09:00 to 17 April 2026, 10:00." in shown.text
        await send(desk, form, then="do")
        moved = await plan(desk)
        assert moved.window == Window(LAUNCH + 3 * DAY + timedelta(hours=1), 25)
        assert str(moved.announce_from) == "2026-03-16"
        late = await send(desk, form | {"announce_from": "2026-03-24"}, then="do")
        assert "on the day of the launch at the latest" in late.text
        refused = await send(desk, form | {"days": "31"}, then="do")
        assert "31 days are outside 20 to 30" in refused.text


async def test_the_times_of_announcements_are_set_and_set_back(desk: Served) -> None:
    shown = await send(desk, act="set times", times="17:00，08：15")
    assert "Announcements go out at 08:15, 17:00." in shown.text
    await send(desk, act="set times", times="08:15, 17:00", then="do")
    assert [f"{local:%H:%M}" for local in (await plan(desk)).times or ()] == ["08:15", "17:00"]
    await send(desk, act="set times", times="", then="do")
    assert (await plan(desk)).times is None


async def test_every_announcement_to_come_is_shown_with_its_words_from_first_to_last(desk: Served) -> None:
    first = await get(desk, f"{PLAN}/slots")
    assert "35 from 1 April 2026, 15:30 to 18 April 2026, 15:30" in " ".join(first.split())
    assert "还剩" in first or "天" in first
    assert "Saturday, April 18" not in first
    last = await get(desk, f"{PLAN}/slots?page=1")
    assert "Saturday, April 18" in last
    assert "The closing notice" in last
    assert "deadline has moved" not in first


async def test_a_moved_deadline_is_told_in_the_next_announcement_only(desk: Served) -> None:
    async with desk.database.transaction() as tx:
        await broadcasts.create(
            tx, kind=Purpose.ANNOUNCEMENT, content=Content({"en": "x"}), audience=OPEN, due_at=NOW, slot="x", now=NOW
        )
    desk.clock.forward(timedelta(minutes=1))
    await send(desk, act="move deadline", last="2026-04-17", then="do")
    assert (await get(desk, f"{PLAN}/slots")).count("The deadline has moved to 17 April 2026, 09:00.") == 1
    await send(desk, act="move deadline", last="2026-04-19", then="do")
    assert "The deadline has moved" not in await get(desk, f"{PLAN}/slots")


async def test_one_customer_is_found_given_more_time_and_it_is_taken_back(desk: Served) -> None:
    await met(desk)
    await send(desk, act="move deadline", last="2026-04-10", then="do")
    found = await desk.client.get(f"{PLAN}/of?who=Ann", headers=await desk.session(ADMIN))
    assert found.headers["location"] == f"{PLAN}/of/customer/{ANN}"
    assert "From Sat, Apr 11 to Sun, Apr 19" in await get(desk, f"{PLAN}/of/customer/{ANN}")
    form = {"act": "extend", "scope": "customer", "scope_id": str(ANN), "until": "2026-04-15"}
    assert "More time for \u2068Ann\u2069?" in (await send(desk, form)).text
    assert "add the reason" in (await send(desk, form, then="do")).text
    await send(desk, form, then="do", reason="contract")
    [grant] = await granted(desk)
    assert (grant.until, grant.reason, grant.by_name) == (LAUNCH + 26 * DAY, "contract", "Eve")
    assert "contract" in await get(desk)
    await press(desk, f"{PLAN}/grants/{grant.id}/end")
    [grant] = await granted(desk)
    assert grant.ended_by_name == "Eve"
    assert "taken back by" in await get(desk)


async def test_tags_and_a_note_are_kept_and_recorded(desk: Served) -> None:
    await met(desk)
    await send(desk, None, f"{PLAN}/of/customer/{ANN}", tags="VIP， contract,vip", note=" calls on Mondays <i>")
    said = await get(desk, f"{PLAN}/of/customer/{ANN}")
    assert "VIP" in said
    assert "calls on Mondays <i>" in said
    record = await get(desk, "/admin/record")
    assert "VIP, contract" in record


async def test_nobody_is_found_and_nobody_shown_who_is_not_there(desk: Served) -> None:
    assert "Nobody and nothing is called so." in await get(desk, f"{PLAN}/of?who=Nobody")
    headers = await desk.session(ADMIN)
    for path in ("customer/999", "all/0", "fly/1", f"customer/{2**63}", "account/1"):
        answer = await desk.client.get(f"{PLAN}/of/{path}", headers=headers)
        assert answer.status_code in {404, 422}, path


async def test_a_second_admin_confirms_on_the_page(database: Database) -> None:
    office = Office(ZoneInfo("Asia/Shanghai"), admins={ADMIN, BOB}, staff={STAFF})
    async with serving(database, second_admin=True, office=office) as desk:
        form = {"act": "move deadline", "last": "2026-04-17", "reason": "holidays"}
        shown = await send(desk, form)
        assert "A second admin confirms it" in shown.text
        assert "Propose it" in shown.text
        done = await send(desk, form, then="do")
        assert done.headers["location"] == f"{PLAN}?done=proposed"
        assert (await plan(desk)).window.days == 30
        assert "Another admin confirms it." in await get(desk)
        own = await press(desk, f"{PLAN}/proposals/1/confirm")
        assert own.status_code == 422
        assert "your own proposal" in own.text
        assert "Confirm" in await get(desk, person=BOB)
        confirmed = await press(desk, f"{PLAN}/proposals/1/confirm", BOB)
        assert confirmed.headers["location"] == f"{PLAN}?done=changed"
        assert (await plan(desk)).window.days == 28
        again = await press(desk, f"{PLAN}/proposals/1/decline", BOB)
        assert "settled already" in again.text
        [asked, told] = [row for row in await desk.planned() if row.occasion.startswith("proposal/")]
        assert (asked.chat_id, told.chat_id) == (BOB, ADMIN)


async def test_after_closing_chat_is_opened_again_for_everybody(desk: Served) -> None:
    desk.clock.set(datetime.fromisoformat("2026-04-20T09:00:00+08:00"))
    assert "Open chat again for everybody" in await get(desk)
    form = {"act": "reopen", "scope": "all", "scope_id": "0", "until": "2", "reason": "outage"}
    assert "Open chat again for \u2068everybody\u2069?" in (await send(desk, form)).text
    await send(desk, form, then="do")
    [grant] = await granted(desk)
    assert grant.until == desk.clock.now() + 2 * DAY
    refused = await send(desk, form | {"until": "15"}, then="do")
    assert "at the latest" in refused.text
