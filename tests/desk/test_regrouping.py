"""Staff split and merge: one issue turns out to be two, or two to be one."""

import pytest

from bot.deliveries import Purpose
from bot.storage import entries
from bot.storage.entries import Entry
from bot.tickets import EntryKind, State, Ticket, Via
from tests.desk.served import ANN, BOB, STAFF, Served


async def _post(desk: Served, ticket: Ticket, deed: str, **form: object) -> tuple[int, str]:
    headers = await desk.session(STAFF)
    answer = await desk.client.post(f"/staff/t/{ticket.id}/{deed}", data={"key": "k", **form}, headers=headers)
    return answer.status_code, answer.headers.get("location", answer.text)


async def _say(desk: Served, ticket: Ticket, text: str, message_id: int) -> int:
    async with desk.database.transaction() as tx:
        said = Entry(ticket.id, EntryKind.MESSAGE, Via.CHAT, ANN, "Ann", text, desk.clock.now(), ANN, message_id)
        stored = await entries.add(tx, said)
    assert stored is not None
    return stored.id


async def _texts(desk: Served, ticket: Ticket) -> list[str]:
    return [entry.text for entry in await desk.thread(ticket)]


async def test_two_issues_become_one(desk_on_each: Served) -> None:
    desk = desk_on_each
    ann = await desk.customer()
    first, second = await desk.ticket(ann, "The site is down"), await desk.ticket(ann, "still down")
    for _ in range(2):
        status, where = await _post(desk, second, "merge", into=first.id)
        assert (status, where.endswith(f"/staff/t/{first.id}#latest")) == (303, True)
    assert await _texts(desk, first) == ["The site is down", "still down"]
    assert await _texts(desk, second) == [f"merged into #{first.id}"]
    merged = await desk.now_of(second)
    assert (merged.state, merged.merged_into_id) == (State.RESOLVED, first.id)


async def test_only_open_issues_of_the_same_customer_are_merged(desk: Served) -> None:
    ann, bob = await desk.customer(), await desk.customer(BOB, "Bob")
    mine, other = await desk.ticket(ann), await desk.ticket(bob)
    for into in (other.id, mine.id, 999):
        assert (await _post(desk, mine, "merge", into=into))[0] == 422
    assert (await desk.now_of(mine)).is_open


async def test_a_message_becomes_an_issue_of_its_own_confirmed_where_it_was_written(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer(), "The site is down")
    entry = await _say(desk, ticket, "My invoice is wrong", 77)
    status, where = await _post(desk, ticket, "split", entry=entry)
    [_, new] = await desk.every_ticket()
    assert (status, where.endswith(f"/staff/t/{new.id}")) == (303, True)
    assert (new.title, new.customer_id, new.chat_id) == ("My invoice is wrong", ANN, ANN)
    assert await _texts(desk, new) == ["My invoice is wrong"]
    assert await _texts(desk, ticket) == ["The site is down", f"split off as #{new.id}"]
    [card] = await desk.planned()
    assert (card.purpose, card.ticket_id, card.reply_to) == (Purpose.CARD, new.id, 77)
    assert (await _post(desk, ticket, "split", entry=entry))[0] == 422
    assert len(await desk.every_ticket()) == 2


@pytest.mark.parametrize("chosen", ["first", "of another issue", "unknown"])
async def test_what_an_issue_began_with_stays_with_it(desk: Served, chosen: str) -> None:
    ann = await desk.customer()
    ticket, other = await desk.ticket(ann, "The site is down"), await desk.ticket(ann, "My invoice is wrong")
    number = {
        "first": (await desk.thread(ticket))[0].id,
        "of another issue": (await desk.thread(other))[0].id,
        "unknown": 999,
    }[chosen]
    assert (await _post(desk, ticket, "split", entry=number))[0] == 422
    assert len(await desk.every_ticket()) == 2


async def test_both_sides_read_what_was_done_in_their_language(desk: Served) -> None:
    ann = await desk.customer(language="zh")
    first, second = await desk.ticket(ann, "网站打不开"), await desk.ticket(ann, "还是打不开")
    await _post(desk, second, "merge", into=first.id)
    assert f"与问题单 #{first.id} 是同一件事" in (await desk.client.get(desk.ticket_path(second))).text
