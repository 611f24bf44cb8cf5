"""Staff say when a message to many goes out, look at it once more, and send it."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
import pytest

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.storage import broadcasts, chats
from tests.desk.campaigns import draft, every, now_of
from tests.desk.served import NOW, STAFF, Served

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


async def _confirm(desk: Served, number: int, query: str) -> httpx.Response:
    return await desk.client.get(f"/staff/broadcasts/{number}/send?{query}", headers=await desk.session(STAFF))


def _form(page: str) -> dict[str, list[str]]:
    """What the form of the confirmation sends."""
    form: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        form.setdefault(name, []).append(unescape(value))
    return form


async def _send(desk: Served, number: int, form: dict[str, list[str]]) -> httpx.Response:
    return await desk.client.post(f"/staff/broadcasts/{number}/send", data=form, headers=await desk.session(STAFF))


async def test_the_confirmation_tells_who_gets_it_and_how_long_it_takes(desk: Served) -> None:
    number = await draft(desk)
    async with desk.database.transaction() as tx:
        for chat_id in range(1000, 1003):
            await chats.seen(tx, chat_id, kind="private", title="Ann", language="en", now=NOW)
    page = (await _confirm(desk, number, "when=now")).text
    facts = dict(re.findall(r"<div><dt>([^<]+)</dt><dd>([^<]+)</dd></div>", page))
    assert facts == {"Who gets it": "Everyone", "Chats at this moment": "3", "Takes about": "less than a minute"}
    assert "<strong>Hello</strong> all" in page
    assert "Send it now" in page


class TestPaid:
    @pytest.fixture
    def changes(self) -> dict[str, object]:
        return {"paid_broadcasts": True}

    async def test_paid_ones_tell_their_price(self, desk: Served) -> None:
        number = await draft(desk)
        async with desk.database.transaction() as tx:
            for chat_id in range(1000, 1007):
                await chats.seen(tx, chat_id, kind="private", title="Ann", language="en", now=NOW)
        page = (await _confirm(desk, number, "when=now")).text
        assert "<dt>Costs at most</dt><dd>0.7 Telegram Stars</dd>" in page


async def test_nobody_to_reach_is_said(desk: Served) -> None:
    assert "Nobody is reached at this moment." in (await _confirm(desk, await draft(desk), "when=now")).text


async def test_now_starts_it_and_a_second_press_starts_no_other(desk_on_each: Served) -> None:
    desk = desk_on_each
    number = await draft(desk)
    form = _form((await _confirm(desk, number, "when=now")).text)
    answers = await asyncio.gather(*(_send(desk, number, form) for _ in range(3)))
    assert {answer.headers["location"] for answer in answers} == {f"/staff/broadcasts/{number}"}
    [only] = await every(desk)
    assert (only.state, only.due_at) == (BroadcastState.SCHEDULED, NOW)
    await asyncio.wait_for(desk.parts.agenda.wait(timedelta(seconds=5)), 1)
    async with desk.database.transaction() as tx:
        assert await broadcasts.start(tx, number, NOW)
    late = await _send(desk, number, form)
    assert late.headers["location"] == f"/staff/broadcasts/{number}?late=yes"
    assert [one.state for one in await every(desk)] == [BroadcastState.RUNNING]


async def test_several_days_are_a_broadcast_each_however_often_it_is_sent(desk: Served) -> None:
    number = await draft(desk)
    page = (await _confirm(desk, number, "when=days&day=2026-04-05&day=2026-04-02&hour=09:30")).text
    assert page.index("2 April 2026, 09:30") < page.index("5 April 2026, 09:30")
    for _ in range(2):
        assert (await _send(desk, number, _form(page))).headers["location"] == "/staff/broadcasts"
    found = sorted(await every(desk), key=lambda one: one.due_at)
    assert [one.due_at for one in found] == [
        datetime(2026, 4, 2, 1, 30, tzinfo=UTC),
        datetime(2026, 4, 5, 1, 30, tzinfo=UTC),
    ]
    assert {one.state for one in found} == {BroadcastState.SCHEDULED}
    assert found[0].id == number
    assert found[1].content == found[0].content


@pytest.mark.parametrize(
    "query",
    [
        "when=moment&moment=2026-04-01T13:59",
        "when=moment&moment=soon",
        "when=days&hour=09:30",
        "when=days&day=2026-04-02",
        "when=days&day=2026-04-01&hour=09:30",
        "when=never",
        "when=moment&moment=2028-01-01T10:00",
    ],
)
async def test_a_time_that_cannot_be_is_asked_for_again(desk: Served, query: str) -> None:
    answer = await _confirm(desk, await draft(desk), query)
    assert answer.status_code == 422
    assert "Please choose a time that lies ahead" in answer.text
    assert 'method="get"' in answer.text


async def test_a_time_that_passes_before_the_press_sends_nothing(desk: Served) -> None:
    number = await draft(desk)
    form = _form((await _confirm(desk, number, "when=moment&moment=2026-04-01T15:00")).text)
    desk.clock.forward(timedelta(hours=2))
    answer = await _send(desk, number, form)
    assert answer.status_code == 409
    assert "That time has passed meanwhile." in answer.text
    assert (await now_of(desk, number)).state is BroadcastState.DRAFT


@pytest.mark.parametrize("at", [["soon"], ["2026-04-02T10:00"], ["", "2026-04-02T10:00:00+00:00"]])
async def test_a_forged_time_sends_nothing(desk: Served, at: list[str]) -> None:
    number = await draft(desk)
    form = _form((await _confirm(desk, number, "when=now")).text) | {"at": at}
    assert (await _send(desk, number, form)).status_code == 409
    assert (await now_of(desk, number)).state is BroadcastState.DRAFT


async def test_what_somebody_changed_meanwhile_is_shown_before_it_is_sent(desk: Served) -> None:
    number = await draft(desk)
    form = _form((await _confirm(desk, number, "when=now")).text)
    async with desk.database.transaction() as tx:
        await broadcasts.edit(tx, number, content=Content({"": "Something else"}))
    answer = await _send(desk, number, form)
    assert answer.status_code == 409
    assert "Somebody has changed it in the meantime." in answer.text
    assert "Something else" in answer.text
    assert (await now_of(desk, number)).state is BroadcastState.DRAFT
