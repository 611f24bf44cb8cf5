"""The demo: everything in one process, with a clock that moves forward."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.storage import transitions
from sandbox.demo import ADMIN, STAFF, ZONE, Demo, DemoPortTaken, UnusableWish, moment_wished, wish_in
from sandbox.rehearsal.cast import FIRST_CUSTOMER
from tests.ferry import until

WANG, ANNA, OMAR, GROUP = 101, 102, 103, -1001
NOW = datetime(2026, 4, 1, 8, 55, tzinfo=ZONE)
JUMPS = {"launch": NOW + timedelta(days=2)}


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    demo = Demo(port=0, browser=False)
    await demo.start(tmp_path)
    yield demo
    await demo.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def move(http: aiohttp.ClientSession, demo: Demo, **wish: Any) -> dict[str, Any]:
    async with http.post(f"{demo.sandbox.url}/demo/clock", json=wish) as answer:
        told: dict[str, Any] = await answer.json()
        assert answer.status == 200, told
        return told


def written(demo: Demo, chat: int) -> list[str]:
    stored = demo.sandbox.world.chat(chat).messages.values()
    return [one.body["text"] for one in stored if one.from_bot and not one.deleted and "text" in one.body]


def arrives(demo: Demo, chat: int, words: str) -> Callable[[], bool]:
    return lambda: any(words in text for text in written(demo, chat))


async def test_the_page_the_desk_and_the_people_are_there(demo: Demo, http: aiohttp.ClientSession) -> None:
    async with http.get(demo.sandbox.url) as page:
        assert page.status == 200
        assert "<html" in await page.text()
    async with http.get(f"{demo.sandbox.url}/sandbox/state") as answer:
        state = (await answer.json())["result"]
    assert state["clock"] is True
    assert demo.app is not None
    assert [link["url"] for link in state["links"]] == [demo.app.public_url, f"{demo.app.public_url}/staff"]
    assert {user["id"] for user in state["users"]} >= {WANG, ANNA, ADMIN, STAFF}
    await until(arrives(demo, WANG, "星河网络"))
    await until(arrives(demo, ANNA, "Welcome to 星河网络"))
    async with http.get(f"{demo.app.public_url}/healthz") as answer:
        assert answer.status == 200


async def test_a_customer_also_knows_a_member_of_staff_s_own_account(demo: Demo, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{demo.sandbox.url}/sandbox/state") as answer:
        chats = (await answer.json())["result"]["chats"]
    [account] = [chat for chat in chats if chat.get("owner_id")]
    assert (account["id"], account["owner_id"], account["connected"]) == (OMAR, STAFF, True)
    connection = account["business_connection_id"]
    demo.sandbox.world.say(OMAR, OMAR, "The site is down", business_connection_id=connection)
    chat = demo.sandbox.world.chat(OMAR, connection)
    await until(lambda: any(one.from_bot and "Issue #1" in one.body["text"] for one in chat.messages.values()))


async def test_the_clock_shows_where_the_move_stands_and_runs(demo: Demo, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{demo.sandbox.url}/demo/clock") as answer:
        first = await answer.json()
    assert (first["phase"], first["timezone"]) == ("announcing", "Asia/Shanghai")
    assert [jump["key"] for jump in first["jumps"]] == ["announcement", "launch", "last_day", "closed"]
    assert all(set(jump["title"]) == {"zh", "en"} for jump in first["jumps"])
    began = datetime.fromisoformat(first["now"]).astimezone(ZONE)
    assert (began.hour, began.minute) == (8, 55)
    told = await move(http, demo, forward_seconds=90)
    assert timedelta(seconds=90) <= datetime.fromisoformat(told["now"]) - began < timedelta(seconds=100)


async def test_jumps_bring_the_announcements_the_launch_and_the_closing(
    demo: Demo, http: aiohttp.ClientSession
) -> None:
    app = demo.app
    assert app is not None
    await until(arrives(demo, ANNA, "Welcome"))
    await until(lambda: app.inbox.backlog == 0)
    await move(http, demo, jump="announcement")
    await until(arrives(demo, ANNA, "You will get its address here"))
    await until(arrives(demo, GROUP, "投诉"))
    assert ["/my/102-" in told for told in written(demo, ANNA)] == [True, False]

    assert (await move(http, demo, jump="launch"))["phase"] == "open"
    await move(http, demo, jump="announcement")
    await until(arrives(demo, ANNA, "Our issue platform now takes"))
    await until(arrives(demo, GROUP, app.public_url))

    demo.sandbox.world.say(ANNA, ANNA, "The site is down")
    await until(arrives(demo, ANNA, "Issue #1"))

    told = await move(http, demo, jump="closed")
    assert (told["phase"], told["jumps"]) == ("closed", [])
    await until(arrives(demo, ANNA, "This chat is closed"))
    group = demo.sandbox.world.chat(GROUP)
    await until(lambda: group.pinned != [] and not group.permissions["can_send_messages"])
    demo.sandbox.world.say(WANG, WANG, "网站打不开")
    await until(arrives(demo, WANG, "/my/101-"))


async def test_the_next_announcement_is_the_one_that_the_desk_s_page_says(
    demo: Demo, http: aiohttp.ClientSession
) -> None:
    app = demo.app
    assert app is not None
    async with app.database.transaction() as tx:
        plan = (await transitions.current(tx)).announcing_at((time(10, 20), time(16, 40)), demo.clock.now())
        await transitions.replan(tx, plan, who="Mei", reason=None, now=demo.clock.now())
    async with http.get(f"{demo.sandbox.url}/demo/clock") as answer:
        jumps = {jump["key"]: jump["at"] for jump in (await answer.json())["jumps"]}
    upcoming = datetime.fromisoformat(jumps["announcement"]).astimezone(ZONE)
    assert (upcoming.hour, upcoming.minute) == (10, 20)


async def test_the_clock_pauses_goes_faster_and_goes_on(demo: Demo, http: aiohttp.ClientSession) -> None:
    assert (await move(http, demo, speed=0))["speed"] == 0
    stood = demo.clock.now()
    await asyncio.sleep(0.3)
    assert demo.clock.now() == stood
    await move(http, demo, speed=900)
    await until(lambda: demo.clock.now() - stood > timedelta(minutes=10))
    assert (await move(http, demo, speed=1))["speed"] == 1
    async with http.post(f"{demo.sandbox.url}/demo/clock", json={"speed": 7}) as answer:
        assert (await answer.json())["description"] == "speed: choose one of 0, 1, 60, 900"


async def landed(demo: Demo) -> None:
    """Until the clock has come to where it jumps; on a busy machine that may take a while."""
    async with asyncio.timeout(120):
        while demo.showing.is_jumping:  # noqa: ASYNC110 - as whoever watches the page sees it
            await asyncio.sleep(0.05)


async def test_simulated_customers_come_when_they_are_asked_and_play_along_when_the_clock_jumps(
    demo: Demo, http: aiohttp.ClientSession
) -> None:
    assert (await move(http, demo, speed=0))["customers"] is False
    assert (await move(http, demo, customers=True))["customers"] is True
    await move(http, demo, customers=True)  # they come once
    came = [one.id for one in demo.sandbox.world.people.values() if one.id >= FIRST_CUSTOMER]
    assert len(came) == 10
    assert (await move(http, demo, jump="launch"))["jumping"] is True
    await landed(demo)
    async with http.get(f"{demo.sandbox.url}/demo/clock") as answer:
        assert (await answer.json())["phase"] == "open"
    # Two days of announcements lie between, and every one of them arrived.
    for one in came:
        person = demo.sandbox.world.person(one)
        texts = [text for text in written(demo, one) if "网" in text or "Hosting" in text]
        assert texts or person.deactivated


async def test_a_pause_ends_a_jump_on_its_way(demo: Demo, http: aiohttp.ClientSession) -> None:
    began = demo.clock.now()
    await move(http, demo, customers=True)
    await move(http, demo, jump="closed")
    await move(http, demo, speed=0)
    await landed(demo)
    stood = demo.clock.now()
    assert began <= stood < began + timedelta(days=30)
    await asyncio.sleep(0.3)
    assert demo.clock.now() == stood


async def test_simulated_customers_go_and_come_back(demo: Demo, http: aiohttp.ClientSession) -> None:
    await move(http, demo, speed=0)
    await move(http, demo, customers=True)
    assert (await move(http, demo, customers=False))["customers"] is False
    # Without them the clock is there at once, and nobody says a word on the way.
    assert (await move(http, demo, jump="launch"))["jumping"] is False
    assert demo.sandbox.world.chat(FIRST_CUSTOMER).messages == {}
    await move(http, demo, customers=True)
    await move(http, demo, forward_seconds=3600)
    await landed(demo)
    assert sum(one.id >= FIRST_CUSTOMER for one in demo.sandbox.world.people.values()) == 10
    assert demo.sandbox.world.chat(FIRST_CUSTOMER).messages


async def test_a_wish_that_cannot_be_met_gets_a_clear_line(demo: Demo, http: aiohttp.ClientSession) -> None:
    for body, line in {
        "no json": 'write JSON such as {"forward_seconds": 3600}',
        '{"jump": "nowhere"}': "jump: choose one of announcement, launch, last_day, closed",
        '{"forward_seconds": NaN}': "forward_seconds: time only moves forward, by a year at most",
    }.items():
        async with http.post(f"{demo.sandbox.url}/demo/clock", data=body) as answer:
            assert (answer.status, await answer.json()) == (400, {"ok": False, "description": line})


@pytest.mark.parametrize(
    ("wish", "moment"),
    [
        ({"jump": "launch"}, JUMPS["launch"]),
        ({"to": "2026-04-01T01:00:00Z"}, NOW.replace(hour=9, minute=0)),
        ({"forward_seconds": 60}, NOW + timedelta(minutes=1)),
        ({"forward_seconds": 0.5}, NOW + timedelta(seconds=0.5)),
    ],
)
def test_a_wish_is_a_jump_a_moment_or_so_many_seconds(wish: dict[str, Any], moment: datetime) -> None:
    assert moment_wished(wish_in(json.dumps(wish)), NOW, JUMPS) == moment


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        ("", "write JSON"),
        ("[" * 100_000, "write JSON"),
        ("[]", "write one of jump, to and forward_seconds"),
        ("null", "write one of"),
        ("{}", "write one of"),
        ('{"jump": ["launch"]}', "jump: choose one of launch"),
        ('{"jump": null}', "jump: choose one of launch"),
        ('{"to": "tomorrow"}', "to: write a moment with its offset"),
        ('{"to": "2026-04-02T09:00:00"}', "to: write a moment with its offset"),
        ('{"to": 5}', "write one of"),
        ('{"to": "2026-04-01T08:55:00+08:00"}', "to: time only moves forward"),
        ('{"to": "9999-12-31T23:59:59-12:00"}', "to: time only moves forward"),
        ('{"to": "0001-01-01T00:00:00+14:00"}', "to: time only moves forward"),
        ('{"forward_seconds": 0}', "forward_seconds: time only moves forward"),
        ('{"forward_seconds": -1}', "forward_seconds: time only moves forward"),
        ('{"forward_seconds": NaN}', "forward_seconds: time only moves forward"),
        ('{"forward_seconds": Infinity}', "forward_seconds: time only moves forward"),
        ('{"forward_seconds": 1e300}', "forward_seconds: time only moves forward"),
        ('{"forward_seconds": "60"}', "forward_seconds: time only moves forward"),
    ],
)
def test_what_is_no_wish_or_leads_backward_is_refused(wish: str, line: str) -> None:
    with pytest.raises(UnusableWish, match=f"^{re.escape(line)}"):
        moment_wished(wish_in(wish), NOW, JUMPS)


async def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = Demo(port=port, browser=False)
        with pytest.raises(DemoPortTaken, match=f"^--port: {port} cannot be used .* choose another, or 0"):
            await demo.start(tmp_path)
        await demo.stop()


@pytest.mark.parametrize("name", ["CHATFERRY_TELEGRAM__TOKEN", "CHATFERRY_DESK__LISTEN"])
async def test_the_demo_heeds_nothing_of_a_real_bot_s_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "nonsense")
    demo = Demo(port=0, browser=False)
    await demo.start(tmp_path)
    assert demo.app is not None
    assert demo.app.settings.telegram.token.get_secret_value() == demo.token
    await demo.stop()
