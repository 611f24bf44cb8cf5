"""The queue."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bot.indexing import Indexer
from bot.storage import customers, entries, tickets
from bot.storage.entries import Entry
from bot.tickets import EntryKind, State, Ticket, Via
from desk.queue_page import PAGE
from tests.desk.served import ADMIN, ANN, BOB, LAUNCH, STAFF, Served

NUMBER = re.compile(r'row-number">#(\d+)<')


async def _accept(desk: Served, ticket: Ticket) -> None:
    async with desk.database.transaction() as tx:
        now = desk.clock.now()
        promised = now + timedelta(hours=1)
        await tickets.accept(tx, ticket.id, owner_id=STAFF, owner_name="Sam", promised_at=promised, now=now)


async def _page(desk: Served, query: str = "") -> str:
    answer = await desk.client.get(f"/staff{query}", headers=await desk.session(STAFF))
    assert answer.status_code == 200
    return answer.text


async def _counts(desk: Served) -> dict[str, str]:
    """Of the tabs that are not empty."""
    found = re.findall(r'data-tab="([^"]+)".*?class="count">([^<]+)<', await _page(desk), re.DOTALL)
    return {tab: count for tab, count in found if count != "0"}


async def test_the_queue_has_every_ticket_once_newest_first_over_its_pages(desk: Served) -> None:
    ann = await desk.customer()
    made = [(await desk.ticket(ann)).id for _ in range(PAGE + 2)]
    first = await _page(desk)
    older = re.search(r'href="/staff(\?before=\d+)"', first)
    assert older is not None
    second = await _page(desk, older[1])
    assert [int(number) for number in NUMBER.findall(first + second)] == made[::-1]
    assert "?before=" not in second
    assert "data-live" in first
    assert "data-live" not in second
    assert ">Newest</a>" in second


async def test_the_queue_filters_by_state_and_counts_each(desk: Served) -> None:
    ann = await desk.customer()
    received, accepted, resolved = [await desk.ticket(ann) for _ in range(3)]
    await _accept(desk, accepted)
    async with desk.database.transaction() as tx:
        await tickets.resolve(tx, resolved.id, now=desk.clock.now())
    for state, ticket in (("received", received), ("accepted", accepted), ("resolved", resolved)):
        page = await _page(desk, f"?state={state}")
        assert NUMBER.findall(page) == [str(ticket.id)]
        assert f'href="/staff?state={state}" data-tab="{state}" aria-current="page"' in page
        assert await _counts(desk) == {
            "open": "2",
            "all": "3",
            "received": "1",
            "accepted": "1",
            "resolved": "1",
            "mine": "1",
        }


async def test_the_next_page_keeps_the_filter(desk: Served) -> None:
    ann = await desk.customer()
    for _ in range(PAGE + 1):
        await desk.ticket(ann)
    assert 'href="/staff?state=received&amp;before=2"' in await _page(desk, "?state=received&category=&q=")


async def test_a_broken_promise_is_marked(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await _accept(desk, ticket)
    marked = 'badge-late">Overdue'
    assert marked not in await _page(desk)
    desk.clock.forward(timedelta(hours=1))
    assert marked in await _page(desk)
    assert NUMBER.findall(await _page(desk, "?mark=overdue")) == [str(ticket.id)]
    async with desk.database.transaction() as tx:
        await tickets.resolve(tx, ticket.id, now=desk.clock.now())
    assert marked not in await _page(desk)
    assert NUMBER.findall(await _page(desk, "?mark=overdue")) == []


async def test_each_customer_is_marked_as_migrated_in_chat_or_holdout(desk: Served) -> None:
    await desk.ticket(await desk.customer(ANN, "Ann"))
    await desk.ticket(await desk.customer(BOB, "Bob"))
    async with desk.database.transaction() as tx:
        await customers.migrate(tx, ANN, desk.clock.now())
    marks = re.compile(r"<bdi>(Ann|Bob)</bdi>\s*<span class=\"tag[^>]*>([^<]+)<")
    assert marks.findall(await _page(desk)) == [("Bob", "Still in chat"), ("Ann", "On the desk")]
    desk.clock.set(LAUNCH + timedelta(days=30))
    assert marks.findall(await _page(desk)) == [("Bob", "Holdout"), ("Ann", "On the desk")]


async def test_an_empty_queue_says_so(desk: Served) -> None:
    assert "There are none here. When a customer writes" in await _page(desk)
    assert "Nothing was found for “<bdi>&lt;b&gt;</bdi>”" in await _page(desk, "?q=%E2%80%AE<b>")


@pytest.mark.parametrize(
    "query",
    [
        *("?state=lost", "?before=x", "?before=-1", f"?before={2**63}", "?mark=lost", "?channel=fax", "?owner=you"),
        *("?done=x", f"?owner={2**63}", "?category=" + "x" * 65),
    ],
)
async def test_a_wrong_address_is_a_kind_page(desk: Served, query: str) -> None:
    answer = await desk.client.get(f"/staff{query}", headers=await desk.session(STAFF))
    assert answer.status_code == 422
    assert "That did not work" in answer.text
    assert "<html" in answer.text


async def test_what_no_database_takes_finds_nothing(desk_on_each: Served) -> None:
    desk = desk_on_each
    await desk.ticket(await desk.customer())
    headers = await desk.session(STAFF)
    for query in ("q=%00", "category=%00", "category=bug%00", "department=%00", "account=%00", "batch=%00"):
        assert (await desk.client.get(f"/staff?{query}", headers=headers)).status_code == 200, query
        assert (await desk.client.get(f"/staff/rows?{query}", headers=headers)).status_code == 200, query
    form = {"batch": "\0", "query": "category=%00"}
    assert (await desk.client.post("/staff/bulk/undo", data=form, headers=headers)).status_code == 303


async def _change(desk: Served, ticket: Ticket, **values: Any) -> Ticket:
    async with desk.database.transaction() as tx:
        return await tickets.change(tx, ticket.id, values, desk.clock.now())


async def test_filters_go_together_and_each_can_be_taken_off_again(desk: Served) -> None:
    ann = await desk.customer()
    urgent, other, calm = [await desk.ticket(ann) for _ in range(3)]
    await _change(desk, urgent, urgent=True, level=1, callback_wish="")
    await _change(desk, other, urgent=True, category="hosting")
    page = await _page(desk, "?mark=urgent&mark=callback&category=bug&owner=nobody&channel=private")
    assert NUMBER.findall(page) == [str(urgent.id)]
    assert re.findall(r'class="chip" href="([^"]+)"', page) == [
        "/staff?owner=nobody&amp;mark=callback&amp;mark=urgent&amp;channel=private",
        "/staff?category=bug&amp;mark=callback&amp;mark=urgent&amp;channel=private",
        "/staff?category=bug&amp;owner=nobody&amp;mark=urgent&amp;channel=private",
        "/staff?category=bug&amp;owner=nobody&amp;mark=callback&amp;channel=private",
        "/staff?category=bug&amp;owner=nobody&amp;mark=callback&amp;mark=urgent",
    ]
    assert NUMBER.findall(await _page(desk, "?mark=urgent")) == [str(other.id), str(urgent.id)]
    assert str(calm.id) in NUMBER.findall(await _page(desk))
    counts = await _counts(desk)
    assert (counts["urgent"], counts["callback"], counts["escalated"]) == ("2", "1", "1")


async def test_mine_are_those_that_i_own(desk: Served) -> None:
    ann = await desk.customer()
    mine, colleagues = [await desk.ticket(ann) for _ in range(2)]
    await _accept(desk, mine)
    await _change(desk, colleagues, state=State.ACCEPTED, owner_id=ADMIN, owner_name="Eve")
    assert NUMBER.findall(await _page(desk, "?owner=me")) == [str(mine.id)]
    assert NUMBER.findall(await _page(desk, f"?owner={ADMIN}")) == [str(colleagues.id)]
    assert NUMBER.findall(await _page(desk, "?owner=nobody")) == []


async def test_the_search_finds_words_in_any_language_and_internal_notes(desk: Served) -> None:
    ann = await desk.customer()
    german, chinese = await desk.ticket(ann, "Straße 7 ist zu"), await desk.ticket(ann, "域名过期了，请帮忙续费")
    async with desk.database.transaction() as tx:
        note = Entry(german.id, EntryKind.NOTE, Via.DESK, STAFF, "Sam", "never on Fridays", desk.clock.now())
        await entries.add(tx, note)
    await Indexer(desk.database).catch_up()
    for words, ticket in (("strasse", german), ("过期", chinese), ("续", chinese), ("friday", german)):
        page = await _page(desk, f"?q={quote(words)}")
        assert NUMBER.findall(page) == [str(ticket.id)], words
    assert NUMBER.findall(await _page(desk, f"?q={quote('过期')}&state=resolved")) == []
    hostile = "%00%ff'\"%3C*) OR NEAR(" + "x%20" * 500
    assert NUMBER.findall(await _page(desk, f"?q={hostile}")) == []


async def test_a_number_leads_straight_to_its_ticket(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    headers = await desk.session(STAFF)
    for asked in (f"%23{ticket.id}", f" {ticket.id} "):
        answer = await desk.client.get(f"/staff?q={asked}", headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/t/{ticket.id}")
    assert (await desk.client.get("/staff?q=%23999999999999999999", headers=headers)).status_code == 200


async def test_the_rows_are_sent_again_only_when_they_have_changed(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    headers = await desk.session(STAFF)
    first = await desk.client.get("/staff/rows?state=received", headers=headers)
    assert NUMBER.findall(first.text) == [str(ticket.id)]
    assert "<html" not in first.text
    headers["If-None-Match"] = first.headers["etag"]
    again = await desk.client.get("/staff/rows?state=received", headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    await _change(desk, ticket, urgent=True)
    changed = await desk.client.get("/staff/rows?state=received", headers=headers)
    assert changed.status_code == 200
    assert "Urgent" in changed.text
