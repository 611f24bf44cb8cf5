"""A ticket comes into the hands of those who can solve it, and is linked with others."""

import asyncio
from typing import Any

import pytest

from bot.storage import ticketlinks
from bot.tickets import EntryKind
from tests.desk.served import ADMIN, BOB, STAFF, Served
from tests.desk.working import done, outcomes, page_of, post

OUTSIDE = '<span class="tag tag-warn">outside working hours</span>'


async def test_a_new_owner_is_named_beside_the_one_who_was_asked_first(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await desk.session(ADMIN, "Eve")
    await done(desk, ticket, "accept", promise="hour")
    await done(desk, ticket, "transfer", to=str(ADMIN), text="She knows <them>\0", key="k")
    await done(desk, ticket, "transfer", to=str(ADMIN), text="She knows <them>\0", key="k")
    now = await desk.now_of(ticket)
    assert (now.owner_id, now.owner_name, now.first_owner_name) == (ADMIN, "Eve", "Sam")
    *_, status, reason = await desk.thread(ticket)
    assert (status.kind, reason.kind) == (EntryKind.STATUS, EntryKind.TRACE)
    page = await page_of(desk, ticket)
    assert "<bdi>Sam</bdi> handed it to <bdi>Eve</bdi>" in page
    assert "The reason: <bdi>She knows &lt;them&gt;</bdi>" in page
    assert "<dt>First asked</dt><dd><bdi>Sam</bdi>" in page
    customers_page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert "handed it to <bdi>Eve</bdi>" in customers_page
    assert "She knows" not in customers_page
    assert await outcomes(desk, ticket) == [None]


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"to": str(ADMIN), "text": " "}, 422, "Please say why"),
        ({"to": "12345", "text": "why"}, 422, "Please choose one of the staff"),
        ({"to": "9" * 40, "text": "why"}, 422, "Please choose one of the staff"),
        ({"to": str(STAFF), "text": "why"}, 409, "in these hands already"),
    ],
)
async def test_a_transfer_needs_a_colleague_and_a_reason(
    desk: Served, form: dict[str, Any], status: int, words: str
) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="hour")
    answer = await post(desk, ticket, "transfer", **form)
    assert answer.status_code == status
    assert words in answer.text
    assert f"{form['text'].strip()}</textarea>" in answer.text
    assert (await desk.now_of(ticket)).owner_name == "Sam"


async def test_passing_on_to_a_department(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "dispatch", department="hosting", text="A server of theirs", key="k")
    assert (await desk.now_of(ticket)).department == "hosting"
    page = await page_of(desk, ticket, language="zh")
    assert "已转交给“运维部”" in page
    assert "原因：<bdi>A server of theirs</bdi>" in page
    assert "A server" not in (await desk.client.get(desk.ticket_path(ticket))).text
    again = await post(desk, ticket, "dispatch", department="hosting", text="Really", key="l")
    assert (again.status_code, "with this department already" in again.text) == (409, True)
    assert "Really</textarea>" in again.text
    wrong = await post(desk, ticket, "dispatch", department="moon", text="Really")
    assert (wrong.status_code, "Please choose a department" in wrong.text) == (422, True)


async def test_two_who_accept_at_once_promise_once(desk_on_each: Served) -> None:
    desk = desk_on_each
    for _ in range(3):
        ticket = await desk.ticket(await desk.customer())
        sessions = [(await desk.session(STAFF, "Sam"), "hour"), (await desk.session(ADMIN, "Eve"), "two-days")]
        answers = await asyncio.gather(
            *(
                desk.client.post(
                    f"/staff/t/{ticket.id}/accept", data={"promise": promise, "first": "yes", "key": "k"}, headers=who
                )
                for who, promise in sessions
            )
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        late = next(answer for answer in answers if answer.status_code == 409)
        assert "Somebody else has accepted this issue in the meantime" in late.text
        assert await outcomes(desk, ticket) == [None]


async def test_two_who_transfer_at_once_from_the_same_page_transfer_once(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="hour")
    seen = (await desk.now_of(ticket)).changed_at.isoformat()
    await desk.session(ADMIN, "Eve")
    answers = await asyncio.gather(
        post(desk, ticket, "transfer", to=str(ADMIN), text="hers", seen=seen, key="a"),
        post(desk, ticket, "dispatch", by=ADMIN, name="Eve", department="hosting", text="theirs", seen=seen, key="b"),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]


async def test_links_are_seen_by_staff_on_both_issues_and_never_by_customers(desk_on_each: Served) -> None:
    desk = desk_on_each
    one = await desk.ticket(await desk.customer(), "The site is down")
    other = await desk.ticket(await desk.customer(BOB, "Bob"), "Ours too")
    await done(desk, one, "link", other=f" #{other.id} ", key="k")
    await done(desk, one, "link", other=str(other.id), key="l")
    assert f'href="/staff/t/{one.id}"' in await page_of(desk, other)
    assert f"linked it with issue #{other.id}" in await page_of(desk, one)
    assert "linked" not in (await desk.client.get(desk.ticket_path(one))).text
    await done(desk, other, "unlink", other=str(one.id))
    async with desk.database.reading() as tx:
        assert await ticketlinks.of_ticket(tx, one.id) == []
    assert len(await desk.thread(one)) == 2


@pytest.mark.parametrize("other", ["", "x", "0", "999999999999999999", "9" * 30, "itself"])
async def test_a_link_needs_another_issue(desk: Served, other: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await post(desk, ticket, "link", other=str(ticket.id) if other == "itself" else other)
    assert answer.status_code == 422
    assert "There is no other issue of this number" in answer.text
    assert len(await desk.thread(ticket)) == 1


async def test_urgency_is_between_staff(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "urgent", urgent="yes")
    await done(desk, ticket, "urgent", urgent="yes")
    assert (await desk.now_of(ticket)).urgent
    assert "marked it as urgent" in await page_of(desk, ticket)
    assert "rgent" not in (await desk.client.get(desk.ticket_path(ticket))).text
    await done(desk, ticket, "urgent", urgent="no")
    assert not (await desk.now_of(ticket)).urgent
    assert len(await desk.thread(ticket)) == 3


async def test_each_button_of_a_promise_says_the_time_that_it_means(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    page = await page_of(desk, ticket)  # 14:00 on a Wednesday in Shanghai
    for words in ("today 15:00", "today 18:00", "Fri, Apr 3 14:00"):
        assert words in page
    await done(desk, ticket, "accept", promise="moment", moment="2026-04-04T22:00")
    page = await page_of(desk, ticket)
    assert OUTSIDE in page
    await done(desk, ticket, "accept", promise="moment", moment="2026-04-02T18:00")
    assert OUTSIDE not in await page_of(desk, ticket)


async def test_a_promise_goes_on_in_the_issue_that_it_is_merged_with_or_ends(desk_on_each: Served) -> None:
    desk = desk_on_each
    ann = await desk.customer()
    fresh, taken, whole = [await desk.ticket(ann, text) for text in ("a", "b", "c")]
    await done(desk, taken, "accept", promise="hour")
    await post(desk, taken, "merge", into=str(whole.id))
    assert (await outcomes(desk, taken), await outcomes(desk, whole)) == ([], [None])
    assert (await desk.now_of(whole)).first_owner_name == "Sam"
    await done(desk, fresh, "accept", promise="hour")
    await post(desk, fresh, "merge", into=str(whole.id))
    assert (await outcomes(desk, fresh), await outcomes(desk, whole)) == (["dropped"], [None])
