"""The list of messages to many, the page of each, and what can be done with it."""

import re
from datetime import timedelta

import pytest

from bot.broadcast import BroadcastState
from bot.content import Attachment, AttachmentKind, Button, Content
from bot.deliveries import DeliveryState, Purpose
from bot.storage.schema import deliveries
from desk.broadcasts import PAGE, Deed
from tests.desk.campaigns import draft, every, now_of, sent_to
from tests.desk.served import STAFF, Served

SENT, FAILED, SKIPPED = (
    (DeliveryState.SENT, None),
    (DeliveryState.FAILED, "blocked"),
    (DeliveryState.SKIPPED, "cancelled"),
)
UNCONFIRMED, LEFT = (DeliveryState.UNCONFIRMED, "TimedOut"), (DeliveryState.PLANNED, None)
COUNT = re.compile(r"</span>([A-Z][a-z]+)</dt><dd>(\d+)</dd>")


async def _page(desk: Served, path: str = "", language: str = "en") -> str:
    headers = await desk.session(STAFF) | {"Accept-Language": language}
    answer = await desk.client.get(f"/staff/broadcasts{path}", headers=headers)
    assert answer.status_code == 200
    return answer.text


async def _do(desk: Served, number: int, deed: str) -> str:
    headers = await desk.session(STAFF)
    answer = await desk.client.post(f"/staff/broadcasts/{number}/do/{deed}", headers=headers)
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_the_list_shows_each_with_state_audience_and_books(desk: Served) -> None:
    await draft(desk, Content({"": "First words\n<b>of it</b>"}))
    number = await draft(desk, state=BroadcastState.RUNNING)
    await sent_to(desk, number, SENT, SENT, FAILED, LEFT)
    page = await _page(desk)
    assert "First words of it" in page
    assert page.index(f'href="/staff/broadcasts/{number}"') < page.index("First words of it")
    assert [*re.findall(r"badge-\w+\">(\w+)<", page)] == ["running", "draft"]
    assert "3 of 4" in page
    assert 'class="bar-sent" x="0" width="500.0"' in page
    assert 'class="bar-failed" x="500.0" width="250.0"' in page
    assert "正在发送" in await _page(desk, language="zh") or "发送中" in await _page(desk, language="zh")


async def test_an_empty_list_says_so(desk: Served) -> None:
    assert "Nothing has been sent to many yet." in await _page(desk)


async def test_the_list_goes_on_behind_its_page(desk: Served) -> None:
    numbers = [await draft(desk, Content({"": f"text {count}"})) for count in range(PAGE + 1)]
    assert f'href="?before={numbers[1]}"' in await _page(desk)
    older = await _page(desk, f"?before={numbers[1]}")
    assert re.findall(r"text \d+", older) == ["text 0"]


async def test_announcements_are_not_in_the_list_but_have_a_page(desk: Served) -> None:
    number = await draft(desk, Content({"en": "E", "zh": "Z"}), kind=Purpose.ANNOUNCEMENT, state=BroadcastState.DONE)
    assert "Nothing has been sent to many yet." in await _page(desk)
    page = await _page(desk, f"/{number}")
    assert f"Announcement {number}" in page
    assert ">English<" in page
    assert "Duplicate" not in page  # its placeholders would mean nothing there


async def test_its_page_shows_the_message_as_it_looks_and_nothing_that_could_harm(desk: Served) -> None:
    text = '<b>Hi</b> <a href="https://x.example/?a=1&amp;b=2">there</a> <script>alert(1)</script>'
    text += "<tg-spoiler>s</tg-spoiler>"
    content = Content({"": text}, (Attachment(AttachmentKind.PHOTO, "f"),), ((Button("Go", url="https://y.example"),),))
    page = await _page(desk, f"/{await draft(desk, content)}")
    assert "<strong>Hi</strong>" in page
    assert '<a href="https://x.example/?a=1&amp;b=2" rel="noreferrer" target="_blank">there</a>' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<span class="spoiler">s</span>' in page
    assert ">Photo<" in page
    assert 'href="https://y.example"' in page


async def test_the_books_are_told_with_their_reasons(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    await sent_to(desk, number, SENT, SENT, FAILED, SKIPPED, UNCONFIRMED, FAILED, (DeliveryState.FAILED, "ODD <b>"))
    page = await _page(desk, f"/{number}")
    assert dict(COUNT.findall(page)) == {"Sent": "2", "Failed": "3", "Skipped": "1", "Unconfirmed": "1", "Left": "0"}
    rows = re.findall(r'<th scope="row">([^<]+)</th><td>(\d+)</td>', page)
    assert rows == [("Failed: blocked the bot", "2"), ("Failed: ODD &lt;b&gt;", "1"), ("Skipped: cancelled", "1")]
    assert "Took 2 minutes" in page
    assert "data-live" not in page
    assert "<script" not in page


async def test_a_running_one_tells_its_rate_and_end_and_is_looked_at_again(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.RUNNING)
    await sent_to(desk, number, *[SENT] * 21, *[LEFT] * 1200)
    page = await _page(desk, f"/{number}")
    assert f'data-live="/staff/broadcasts/{number}/progress"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    part = await _page(desk, f"/{number}/progress")
    # Ten a second: 1200 take two minutes, from two o'clock on.
    assert "10.0 a second · expected to end 1 April 2026, 14:0" in part
    assert part.strip().startswith('<section class="card progress" id="progress"')
    assert "<html" not in part


async def test_a_rate_of_long_ago_is_none(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.RUNNING)
    await sent_to(desk, number, SENT, SENT, LEFT)
    desk.clock.forward(timedelta(minutes=1))
    assert "a second" not in await _page(desk, f"/{number}/progress")


async def test_it_is_paused_resumed_and_cancelled(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.RUNNING)
    await sent_to(desk, number, SENT, LEFT)
    for deed, state in ((Deed.PAUSE, "paused"), (Deed.RESUME, "running"), (Deed.CANCEL, "cancelled")):
        assert f"/do/{deed}" in await _page(desk, f"/{number}")
        assert await _do(desk, number, deed) == f"/staff/broadcasts/{number}"
        assert (await now_of(desk, number)).state.value == state


async def test_who_comes_too_late_reads_how_it_stands(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    assert await _do(desk, number, "pause") == f"/staff/broadcasts/{number}?late=yes"
    assert "it is done now" in await _page(desk, f"/{number}?late=yes")


async def test_only_the_unconfirmed_are_repeated(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    await sent_to(desk, number, SENT, UNCONFIRMED, FAILED)
    assert await _do(desk, number, "repeat") == f"/staff/broadcasts/{number}"
    assert (await now_of(desk, number)).state is BroadcastState.RUNNING
    async with desk.database.reading() as tx:
        states = [row.state for row in await tx.execute(deliveries.select().order_by(deliveries.c.id))]
    assert states == ["sent", "planned", "failed"]


async def test_what_was_sent_is_deleted_within_48_hours(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    await sent_to(desk, number, SENT)
    assert "/do/delete" in await _page(desk, f"/{number}")
    await _do(desk, number, "delete")
    assert (await now_of(desk, number)).withdrawn_at == desk.clock.now()
    page = await _page(desk, f"/{number}")
    assert "is being deleted again" in page
    assert "/do/delete" not in page


@pytest.mark.parametrize(("hours", "offered"), [(47, True), (48, False)])
async def test_after_48_hours_deleting_is_not_offered(desk: Served, hours: int, offered: bool) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    await sent_to(desk, number, SENT)
    desk.clock.forward(timedelta(hours=hours))
    assert ("/do/delete" in await _page(desk, f"/{number}")) is offered


async def test_nothing_is_offered_that_would_do_nothing(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    assert "/do/" not in await _page(desk, f"/{number}")


async def test_a_duplicate_is_a_draft_made_once(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    headers = await desk.session(STAFF)
    for _ in range(2):
        await desk.client.post(f"/staff/broadcasts/{number}/duplicate", data={"key": "k"}, headers=headers)
    new, old = await every(desk)
    assert (new.state, new.content, old.id) == (BroadcastState.DRAFT, old.content, number)


async def test_an_unknown_deed_is_not_found(desk: Served) -> None:
    number = await draft(desk)
    headers = await desk.session(STAFF)
    answer = await desk.client.post(f"/staff/broadcasts/{number}/do/explode", headers=headers)
    assert answer.status_code == 404
