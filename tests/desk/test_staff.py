"""The queue."""

import re
from datetime import timedelta

import pytest

from bot.storage import customers, tickets
from bot.tickets import Ticket
from desk.staff import PAGE
from tests.desk.served import ANN, BOB, LAUNCH, STAFF, Served

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


async def test_the_queue_has_every_ticket_once_newest_first_over_its_pages(desk: Served) -> None:
    ann = await desk.customer()
    made = [(await desk.ticket(ann)).id for _ in range(PAGE + 2)]
    first = await _page(desk)
    older = re.search(r'href="(\?before=\d+)"', first)
    assert older is not None
    second = await _page(desk, older[1])
    assert [int(number) for number in NUMBER.findall(first + second)] == made[::-1]
    assert "?before=" not in second
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
        assert f'href="/staff?state={state}" aria-current="page"' in page
        assert re.findall(r'class="count">(\d+)<', page) == ["3", "1", "1", "1"]


async def test_the_next_page_keeps_the_filter(desk: Served) -> None:
    ann = await desk.customer()
    for _ in range(PAGE + 1):
        await desk.ticket(ann)
    assert 'href="?state=received&amp;before=2"' in await _page(desk, "?state=received")


async def test_a_broken_promise_is_marked(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await _accept(desk, ticket)
    assert "Overdue" not in await _page(desk)
    desk.clock.forward(timedelta(hours=1))
    assert "Overdue" in await _page(desk)
    async with desk.database.transaction() as tx:
        await tickets.resolve(tx, ticket.id, now=desk.clock.now())
    assert "Overdue" not in await _page(desk)


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
    assert "There are none here." in await _page(desk)


@pytest.mark.parametrize("query", ["?state=lost", "?before=x", "?before=-1", f"?before={2**63}"])
async def test_a_wrong_address_is_a_kind_page(desk: Served, query: str) -> None:
    answer = await desk.client.get(f"/staff{query}", headers=await desk.session(STAFF))
    assert answer.status_code == 422
    assert "That did not work" in answer.text
    assert "<html" in answer.text
