"""Staff answer, ask and invite; what they write is looked through before it goes out."""

from datetime import timedelta
from typing import Any

import pytest

from bot.storage import erasure, tickets
from bot.tickets import EntryKind, State
from tests.desk.served import ANN, NOW, Served
from tests.desk.working import done, outcomes, page_of, post

HASTY = "We do it <right away>\u202e"


async def test_an_answer_with_a_promise_that_nothing_backs_comes_back_with_the_words(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await post(desk, ticket, "reply", text=HASTY)
    assert answer.status_code == 422
    assert "A promise of time, while no promised time stands on this issue:" in answer.text
    assert "<mark><bdi>right away</bdi></mark>" in answer.text
    assert "We do it &lt;right away&gt;\u202e</textarea>" in answer.text
    assert len(await desk.thread(ticket)) == 1
    assert await desk.planned() == []


async def test_a_reason_is_no_longer_than_an_answer(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await post(desk, ticket, "reply", text=HASTY, reason="x" * 10_001)
    assert (answer.status_code, "This is longer than 10,000 characters." in answer.text) == (422, True)
    assert len(await desk.thread(ticket)) == 1


async def test_it_goes_out_with_a_reason_that_only_staff_see(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "reply", text=HASTY, reason="The fix is <b>out</b>", key="k")
    await done(desk, ticket, "reply", text=HASTY, reason="The fix is <b>out</b>", key="k")
    _, reply, trace = await desk.thread(ticket)
    assert (reply.kind, trace.kind) == (EntryKind.REPLY, EntryKind.TRACE)
    assert "Sent although the check found something: <bdi>The fix is &lt;b&gt;out&lt;/b&gt;</bdi>" in await page_of(
        desk, ticket
    )
    [planned] = await desk.planned()
    customers_page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert "right away" in customers_page
    assert "The fix" not in customers_page + planned.text


async def test_a_promise_in_words_is_fine_while_a_time_stands_promised(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="hour")
    await done(desk, ticket, "reply", text="You will hear from us today.")
    desk.clock.forward(timedelta(hours=2))
    assert (await post(desk, ticket, "reply", text="You will hear from us today.")).status_code == 422


async def test_a_question_pauses_the_promise_until_the_customer_answers(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="four-hours")
    await done(desk, ticket, "ask", text="Which page?", key="k")
    asked = await desk.now_of(ticket)
    assert asked.waiting_since == desk.clock.now()
    await done(desk, ticket, "ask", text="Which page?", key="k")
    assert (await desk.now_of(ticket)).waiting_since == asked.waiting_since
    page = await page_of(desk, ticket)
    assert "A question was asked; the promised time pauses until the answer comes" in page
    assert "<dt>Waiting for the customer</dt><dd>since" in page
    assert await outcomes(desk, ticket) == ["moved"]
    desk.clock.forward(timedelta(hours=1))
    sent = await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": "The first"})
    assert sent.status_code == 303
    answered = await desk.now_of(ticket)
    assert answered.waiting_since is None
    assert asked.promised_at is not None
    # Working hours end at 18:00, four hours after 14:01: the hour of waiting is given back the next morning.
    assert answered.promised_at is not None
    assert answered.promised_at > asked.promised_at
    assert await outcomes(desk, ticket) == ["moved", None]
    assert "The answer has come; an answer from us is promised by" in await page_of(desk, ticket)


async def test_nobody_asks_before_somebody_has_accepted(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await post(desk, ticket, "ask", text="Which <page>?")
    assert answer.status_code == 409
    assert "Please accept it first" in answer.text
    assert "Which &lt;page&gt;?</textarea>" in answer.text
    assert len(await desk.thread(ticket)) == 1


async def test_an_invitation_is_an_answer_in_the_customers_language_and_remembered_as_the_way(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(language="zh"))
    form: dict[str, Any] = {"text": "https://meet.example.com/7 ", "moment": "2026-04-02T10:00", "key": "k"}
    await done(desk, ticket, "invite", **form)
    await done(desk, ticket, "invite", **form)
    said = (await desk.thread(ticket))[-1]
    assert said.kind is EntryKind.REPLY
    assert "时间：2026年4月2日 10:00 (Asia/Shanghai)\n地址或验证码：https://meet.example.com/7" in said.text
    assert len(await desk.planned()) == 1
    assert (await desk.now_of(ticket)).way == "remote"
    assert 'value="remote" checked' in await page_of(desk, ticket)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": " "}, "Please write the link or the code"),
        ({"text": "x" * 501}, "longer than"),
        ({"text": "123", "moment": "2026-04-01T13:00"}, "lies ahead"),
        ({"text": "123", "moment": "soon"}, "lies ahead"),
    ],
)
async def test_an_invitation_that_cannot_be_kept_is_not_sent(desk: Served, form: dict[str, Any], words: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await post(desk, ticket, "invite", **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{form["text"]}"' in answer.text
    assert len(await desk.thread(ticket)) == 1


async def test_nobody_writes_where_nobody_reads_and_what_was_typed_is_kept(desk: Served) -> None:
    ann = await desk.customer()
    whole, merged = await desk.ticket(ann), await desk.ticket(ann)
    async with desk.database.transaction() as tx:
        await tickets.merge(tx, merged.id, whole.id, now=NOW)
    answer = await post(desk, merged, "reply", text="Better now?")
    assert answer.status_code == 409
    assert "This issue goes on in another one" in answer.text
    assert f'<a href="/staff/t/{whole.id}">' in answer.text
    assert "Better now?</textarea>" in answer.text
    async with desk.database.transaction() as tx:
        await erasure.erase(tx, ANN, NOW)
    answer = await post(desk, whole, "reply", text="Better now?")
    assert answer.status_code == 409
    assert "nobody would read it" in answer.text
    assert "Better now?</textarea>" in answer.text
    # It can be resolved, so that it leaves the queue; nobody is told.
    assert 'id="solve"' in answer.text
    await done(desk, whole, "resolve", cause="use")
    assert not (await desk.now_of(whole)).is_open
    assert await desk.planned() == []


async def test_phrases_at_hand_are_in_the_customers_language(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(language="zh"))
    page = await page_of(desk, ticket)
    assert "给您带来不便，我们深表歉意" in page
    assert "We are sorry for the trouble" not in page
    assert ticket.state is State.RECEIVED
