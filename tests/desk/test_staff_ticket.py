"""What staff do with a ticket, and what the customer hears of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries import Purpose
from bot.links import Links
from bot.tickets import EntryKind, State, Ticket
from desk.forms import MAX_TEXT
from tests.desk.served import ADMIN, ANN, GROUP, NOW, STAFF, Served


async def _do(desk: Served, ticket: Ticket, deed: str, *, by: int = STAFF, name: str = "Sam", **form: str) -> int:
    headers = await desk.session(by, name)
    answer = await desk.client.post(f"/staff/t/{ticket.id}/{deed}", data=form, headers=headers)
    if answer.status_code == 303:
        assert answer.headers["location"] == f"/staff/t/{ticket.id}#latest"
    return answer.status_code


async def _page(desk: Served, ticket: Ticket) -> str:
    return (await desk.client.get(f"/staff/t/{ticket.id}", headers=await desk.session(STAFF))).text


async def _rung(desk: Served) -> bool:
    """Whether the bell was rung since it was last asked."""
    before = asyncio.get_running_loop().time()
    await desk.parts.outbox.wait(timedelta(seconds=0.05))
    return asyncio.get_running_loop().time() - before < 0.04


@pytest.mark.parametrize(
    ("form", "promised"),
    [
        ({"promise": "hour"}, datetime(2026, 4, 1, 7, tzinfo=UTC)),
        ({"promise": "today"}, datetime(2026, 4, 1, 10, tzinfo=UTC)),
        ({"promise": "moment", "moment": "2026-04-02T09:30"}, datetime(2026, 4, 2, 1, 30, tzinfo=UTC)),
    ],
)
async def test_accepting_promises_a_time_and_tells_the_customer(
    desk: Served, form: dict[str, str], promised: datetime
) -> None:
    ticket = await desk.ticket(await desk.customer())
    headers = await desk.session(STAFF)
    answer = await desk.client.post(f"/staff/t/{ticket.id}/accept", data=form, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/t/{ticket.id}#latest")
    now = await desk.now_of(ticket)
    assert (now.state, now.owner_id, now.owner_name, now.promised_at) == (State.ACCEPTED, STAFF, "Sam", promised)
    entry = (await desk.thread(ticket))[-1]
    assert (entry.kind, entry.text) == (EntryKind.STATUS, f"accepted until {promised.isoformat()}")
    (planned,) = await desk.planned()
    assert (planned.occasion, planned.chat_id, planned.purpose) == (f"entry/{entry.id}", ANN, Purpose.STATUS)
    assert planned.ticket_id == ticket.id
    assert planned.due_at == NOW
    assert "Sam" in planned.text
    assert desk.parts.links.ticket(ticket.id, 0) in planned.text
    assert planned.buttons is None  # the address is not public, so Telegram would refuse it
    assert await _rung(desk)


async def test_the_first_who_accepts_stays_the_owner_when_a_new_time_is_promised(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await _do(desk, ticket, "accept", promise="hour", key="k")
    assert await _do(desk, ticket, "accept", by=ADMIN, name="Eve", promise="two-days", key="k") == 303
    now = await desk.now_of(ticket)
    assert (now.owner_name, now.promised_at) == ("Sam", NOW + timedelta(days=2))
    assert len(await desk.planned()) == 2


@pytest.mark.parametrize("form", [{}, {"promise": "moment"}, {"promise": "moment", "moment": "2026-04-01T13:00"}])
async def test_without_a_time_ahead_nothing_is_accepted(desk: Served, form: dict[str, str]) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await desk.client.post(f"/staff/t/{ticket.id}/accept", data=form, headers=await desk.session(STAFF))
    assert answer.status_code == 422
    assert "Please choose a time that lies ahead" in answer.text
    assert f'value="{form.get("moment", "")}"' in answer.text
    assert (await desk.now_of(ticket)).state is State.RECEIVED
    assert await desk.planned() == []


async def test_a_reply_reaches_the_group_that_the_ticket_came_from(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), chat_id=GROUP)
    assert await _do(desk, ticket, "reply", text="Is it <b>better</b> & now?\r\n", key="k") == 303
    entry = (await desk.thread(ticket))[-1]
    assert (entry.kind, entry.author_name, entry.text) == (EntryKind.REPLY, "Sam", "Is it <b>better</b> & now?")
    (planned,) = await desk.planned()
    assert planned.chat_id == GROUP
    assert "Is it &lt;b&gt;better&lt;/b&gt; &amp; now?" in planned.text
    assert "Is it &lt;b&gt;better&lt;/b&gt; &amp; now?" in (await desk.client.get(desk.ticket_path(ticket))).text
    assert (await desk.now_of(ticket)).state is State.RECEIVED


async def test_the_customer_is_told_in_their_own_language(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(language="zh"))
    await _do(desk, ticket, "resolve", cause="use", key="k")
    english = await desk.ticket(await desk.customer(12, "Bob", language=None))
    await _do(desk, english, "resolve", cause="use", key="k")
    first, second = await desk.planned()
    assert "has resolved issue" in second.text  # the company's language
    assert first.text != second.text.replace(f"#{english.id}", f"#{ticket.id}")


class TestWithPublicAddress:
    @pytest.fixture
    def changes(self) -> dict[str, object]:
        return {"links": Links("https://desk.example.com", b"k" * 32)}

    async def test_the_message_has_a_button_that_opens_the_ticket(self, desk: Served) -> None:
        ticket = await desk.ticket(await desk.customer(language="zh"))
        await _do(desk, ticket, "reply", text="Better now?", key="k")
        (planned,) = await desk.planned()
        ((button,),) = planned.buttons
        assert button["url"] == desk.parts.links.ticket(ticket.id, 0)
        assert button["text"] == f"查看问题单 #{ticket.id}"


async def test_a_ticket_filed_on_the_desk_is_answered_in_the_private_chat(desk: Served) -> None:
    path = desk.desk_path(await desk.customer())
    await desk.client.post(path, data={"text": "My mail bounces", "category": "hosting"})
    (ticket,) = await desk.every_ticket()
    await _do(desk, ticket, "reply", text="We are looking into it.", key="k")
    assert [planned.chat_id for planned in await desk.planned()] == [ANN]


async def test_a_note_stays_among_staff(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    assert await _do(desk, ticket, "note", text="Asked hosting.", key="k") == 303
    assert (await desk.thread(ticket))[-1].kind is EntryKind.NOTE
    assert await desk.planned() == []
    assert "Asked hosting." in await _page(desk, ticket)
    assert "Asked hosting." not in (await desk.client.get(desk.ticket_path(ticket))).text


async def test_resolving_and_reopening(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await _do(desk, ticket, "resolve", cause="use", key="1")
    now = await desk.now_of(ticket)
    assert (now.state, now.resolved_at) == (State.RESOLVED, NOW)
    assert "Open it again" in await _page(desk, ticket)
    # The page of a colleague may be older than that.
    assert await _do(desk, ticket, "resolve", by=ADMIN, cause="use", key="2") == 409
    assert len(await desk.planned()) == 1
    await _do(desk, ticket, "reopen", key="3")
    await _do(desk, ticket, "reopen", key="4")
    # Whoever resolved it without accepting it first has taken it on by that.
    now = await desk.now_of(ticket)
    assert (now.state, now.first_owner_name, now.reopenings) == (State.ACCEPTED, "Sam", 1)
    assert [entry.text for entry in await desk.thread(ticket)][1:] == ["resolved", "reopened"]


async def test_a_ticket_resolved_meanwhile_is_not_accepted(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await _do(desk, ticket, "resolve", cause="use", key="1")
    answer = await desk.client.post(
        f"/staff/t/{ticket.id}/accept", data={"promise": "hour"}, headers=await desk.session(STAFF)
    )
    assert answer.status_code == 409
    assert "resolved this issue in the meantime" in answer.text
    assert (await desk.now_of(ticket)).state is State.RESOLVED


@pytest.mark.parametrize(
    ("deed", "form"),
    [
        ("reply", {"text": "On it."}),
        ("note", {"text": "On it."}),
        ("accept", {"promise": "hour"}),
        ("resolve", {"cause": "use"}),
    ],
)
async def test_pressing_twice_does_it_once(desk_on_each: Served, deed: str, form: dict[str, str]) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    headers = await desk.session(STAFF)
    path = f"/staff/t/{ticket.id}/{deed}"
    answers = []
    for _ in range(2):
        answers += await asyncio.gather(
            *(desk.client.post(path, data=form | {"key": "k"}, headers=headers) for _ in range(2))
        )
        desk.clock.forward(timedelta(seconds=1))
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len(await desk.thread(ticket)) == 2
    assert len(await desk.planned()) == (0 if deed == "note" else 1)


@pytest.mark.parametrize("deed", ["reply", "note"])
@pytest.mark.parametrize(
    ("text", "words"), [(" ", "Nothing is written yet"), ("<b>" + "x" * MAX_TEXT, "longer than 10,000 characters")]
)
async def test_a_text_that_cannot_be_taken_comes_back_in_its_own_form(
    desk: Served, deed: str, text: str, words: str
) -> None:
    ticket = await desk.ticket(await desk.customer())
    headers = await desk.session(STAFF)
    answer = await desk.client.post(f"/staff/t/{ticket.id}/{deed}", data={"text": text}, headers=headers)
    assert answer.status_code == 422
    assert answer.text.count(words) == 1
    form = answer.text[answer.text.index(f'<textarea id="{deed}"') :]
    assert text.replace("<", "&lt;").replace(">", "&gt;").strip() in form[: form.index("</textarea>")]
    assert len(await desk.thread(ticket)) == 1


@pytest.mark.parametrize("number", ["999", "0", "x", "-1", str(2**63)])
async def test_an_unknown_number_is_a_kind_404(desk: Served, number: str) -> None:
    headers = await desk.session(STAFF)
    for method, path in (("GET", ""), ("POST", "/resolve"), ("POST", "/reply")):
        answer = await desk.client.request(method, f"/staff/t/{number}{path}", headers=headers, data={"text": "x"})
        assert answer.status_code == 404
        assert "There is nothing at this address" in answer.text


async def test_the_page_tells_staff_about_customer_and_promise(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(name="<i>Ann</i>"))
    page = await _page(desk, ticket)
    assert "&lt;i&gt;Ann&lt;/i&gt;" in page
    assert "nobody yet" in page
    assert "today 18:00" in page
    assert 'min="2026-04-01T14:00"' in page
    await _do(desk, ticket, "accept", promise="hour", key="k")
    desk.clock.forward(timedelta(hours=5))
    page = await _page(desk, ticket)
    assert "Overdue" in page
    assert "today" not in page.casefold()
    assert "1 April 2026, 15:00" in page
