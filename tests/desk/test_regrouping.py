"""Staff split and merge: one issue turns out to be two, or two to be one."""

import asyncio

import pytest

from bot.deliveries import Purpose
from bot.storage import corrections, customers, entries, erasure, tickets
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


async def test_two_who_merge_two_issues_into_each_other_leave_one_open(desk_on_each: Served) -> None:
    desk = desk_on_each
    ann = await desk.customer()
    for number in range(4):
        one, other = [await desk.ticket(ann, f"{side} {number}") for side in "AB"]
        done = await asyncio.gather(_post(desk, one, "merge", into=other.id), _post(desk, other, "merge", into=one.id))
        assert sorted(status for status, _ in done) == [303, 422]
        assert sorted([(await desk.now_of(one)).is_open, (await desk.now_of(other)).is_open]) == [False, True]


async def test_two_who_split_off_the_same_message_make_one_issue_of_it(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer(), "The site is down")
    entry = await _say(desk, ticket, "My invoice is wrong", 77)
    done = await asyncio.gather(*(_post(desk, ticket, "split", entry=entry, key=key) for key in "xyz"))
    assert sorted(status for status, _ in done) == [303, 422, 422]
    assert len(await desk.every_ticket()) == 2


async def test_what_the_customer_writes_during_a_merge_is_in_the_open_issue(desk_on_each: Served) -> None:
    desk = desk_on_each
    ann = await desk.customer()
    for number in range(4):
        older, newer = [await desk.ticket(ann, f"{age} {number}") for age in ("old", "new")]
        await _say(desk, newer, "first", 1000 + number)

        async def write() -> None:
            async with desk.database.transaction() as tx:
                await customers.seen(tx, ANN, name="Ann", username=None, language="en", now=desk.clock.now())
                found = await tickets.latest_of(tx, ANN, ANN)
                assert found is not None
                await asyncio.sleep(0.003)
                late = Entry(found[0].id, EntryKind.MESSAGE, Via.CHAT, ANN, "Ann", "late", desk.clock.now(), ANN)
                await entries.add(tx, late)

        await asyncio.gather(write(), _post(desk, newer, "merge", into=older.id))
        assert "late" in await _texts(desk, older)
        assert await _texts(desk, newer) == [f"merged into #{older.id}"]


async def test_owner_and_promise_go_on_in_the_issue_that_it_is_merged_with(desk: Served) -> None:
    ann = await desk.customer()
    first, second = await desk.ticket(ann, "The site is down"), await desk.ticket(ann, "still down")
    await _post(desk, second, "accept", promise="hour")
    await _post(desk, second, "merge", into=first.id)
    merged, whole = await desk.now_of(second), await desk.now_of(first)
    assert (whole.state, whole.owner_name, whole.promised_at) == (State.ACCEPTED, "Sam", merged.promised_at)
    assert whole.promised_at is not None


async def test_a_merged_issue_is_not_opened_again_and_answers_to_it_go_on_in_the_other(desk: Served) -> None:
    ann = await desk.customer()
    first, second = await desk.ticket(ann, "The site is down"), await desk.ticket(ann, "still down")
    await _post(desk, second, "merge", into=first.id)
    await _post(desk, second, "reopen")
    page = desk.ticket_path(await desk.now_of(second))
    answer = {"text": "and slow", "key": "z"}
    await desk.client.post(f"{page}/answer", data=answer, headers={"Origin": desk.origin})
    assert not (await desk.now_of(second)).is_open
    assert await _texts(desk, first) == ["The site is down", "still down", "and slow"]


async def test_nothing_is_learned_from_an_issue_that_was_merged(desk: Served) -> None:
    ann = await desk.customer()
    first, second = await desk.ticket(ann, "The site is down"), await desk.ticket(ann, "still down")
    await _post(desk, second, "merge", into=first.id)
    await _post(desk, second, "category", category="advice")
    async with desk.database.reading() as tx:
        assert await corrections.latest(tx, limit=9) == []


async def test_erased_words_are_regrouped_no_more(desk: Served) -> None:
    ann = await desk.customer()
    erased = await desk.ticket(ann, "The site is down")
    entry = await _say(desk, erased, "My invoice is wrong", 7)
    async with desk.database.transaction() as tx:
        await erasure.erase(tx, ANN, desk.clock.now())
    fresh = await desk.ticket(await desk.customer(), "Something new")
    assert (await _post(desk, erased, "split", entry=entry))[0] == 422
    assert (await _post(desk, erased, "merge", into=fresh.id))[0] == 422
    assert await _texts(desk, fresh) == ["Something new"]


async def test_what_was_written_on_the_desk_is_split_off_without_a_quote(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), "The site is down")
    answer = {"text": "My invoice is wrong", "key": "z"}
    await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data=answer, headers={"Origin": desk.origin})
    await _post(desk, ticket, "split", entry=(await desk.thread(ticket))[-1].id)
    [card] = await desk.planned()
    assert card.reply_to is None
