"""One thing done to several tickets at once, and taken back as one."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.casework.acceptance import accept
from bot.casework.case import Case, Doer
from bot.storage import tickets
from bot.tickets import EntryKind, State, Ticket
from desk.queue_bulk import MOST
from tests.desk.served import ADMIN, ANN, BOB, STAFF, Served

EVE = Doer(ADMIN, "Eve")


async def _several(desk: Served, count: int = 3) -> list[Ticket]:
    ann, bob = await desk.customer(ANN, "Ann"), await desk.customer(BOB, "Bob")
    return [await desk.ticket(bob if number % 2 else ann) for number in range(count)]


async def _send(desk: Served, path: str, form: dict[str, Any]) -> tuple[int, dict[str, str], str]:
    """The status, what the address tells that the browser is sent to, and the page where it is shown one."""
    answer = await desk.client.post(path, data=form, headers=await desk.session(STAFF))
    told = parse_qs(urlsplit(answer.headers.get("location", "")).query)
    return answer.status_code, {name: values[0] for name, values in told.items()}, answer.text


async def _do(desk: Served, chosen: list[Ticket], deed: str, **form: str) -> dict[str, str]:
    """What came of it."""
    numbers = [str(one.id) for one in chosen]
    status, told, page = await _send(desk, "/staff/bulk", {"ticket": numbers, "deed": deed, "key": "k1"} | form)
    assert status == 303, page
    return told


async def _undo(desk: Served, batch: str) -> dict[str, str]:
    status, told, _ = await _send(desk, "/staff/bulk/undo", {"batch": batch, "query": "state=open"})
    assert status == 303
    return told


async def _now(desk: Served, chosen: list[Ticket]) -> list[Ticket]:
    return [await desk.now_of(one) for one in chosen]


async def test_several_are_accepted_with_one_promise_and_each_customer_is_told(desk: Served) -> None:
    chosen = await _several(desk)
    told = await _do(desk, chosen, "accept", promise="hour", query="mark=urgent")
    assert told == {"mark": "urgent", "batch": "k1", "done": "3"}
    for ticket in await _now(desk, chosen):
        assert (ticket.state, ticket.owner_id) == (State.ACCEPTED, STAFF)
        assert ticket.promised_at == desk.clock.now() + timedelta(hours=1)
    assert len(await desk.planned()) == 3
    page = (await desk.client.get("/staff?batch=k1&done=3", headers=await desk.session(STAFF))).text
    assert "3 done." in page
    assert ">Undo</button>" in page


async def test_the_same_form_twice_is_once(desk: Served) -> None:
    chosen = await _several(desk)
    await asyncio.gather(*(_do(desk, chosen, "accept", promise="hour") for _ in range(2)))
    assert [len([one for one in await desk.thread(t) if one.kind is EntryKind.STATUS]) for t in chosen] == [1, 1, 1]
    assert len(await desk.planned()) == 3


async def test_what_is_resolved_already_is_told_and_keeps_no_other_from_it(desk: Served) -> None:
    first, second, third = await _several(desk)
    async with desk.database.transaction() as tx:
        await tickets.resolve(tx, second.id, now=desk.clock.now())
    told = await _do(desk, [first, second, third], "resolve", cause="product", way="phone", solved="Restarted")
    assert (told["done"], told["late"]) == ("2", "1")
    now = await desk.now_of(first)
    assert (now.state, now.cause, now.way, now.done) == (State.RESOLVED, "product", "phone", "Restarted")
    page = (await desk.client.get("/staff?batch=k1&done=2&late=1", headers=await desk.session(STAFF))).text
    assert re.search(r"2 done\.\s+1 already resolved\.", page)


async def test_an_issue_that_a_colleague_has_accepted_stays_theirs(desk: Served) -> None:
    mine, theirs, _ = await _several(desk)
    promised = desk.clock.now() + timedelta(days=2)
    async with desk.database.transaction() as tx:
        await accept(await Case.open(tx, desk.parts.bureau, theirs.id, EVE, desk.clock.now()), promised)
    told = await _do(desk, [mine, theirs], "accept", promise="hour")
    assert (told["done"], told["kept"]) == ("1", "1")
    now = await desk.now_of(theirs)
    assert (now.owner_id, now.promised_at) == (ADMIN, promised)


async def test_each_deed_does_what_it_says(desk: Served) -> None:
    chosen = await _several(desk)
    await _do(desk, chosen, "dispatch", department="management", dispatch_reason="They asked for it", key="a")
    await _do(desk, chosen, "sort", category="hosting", key="b")
    await _do(desk, chosen, "urgent", key="c")
    assert (await _do(desk, chosen, "take-over", transfer_reason="mine", key="d"))["kept"] == "3"  # nobody has them
    await _do(desk, chosen, "accept", promise="hour", key="e")
    await _do(desk, chosen, "transfer", to=str(ADMIN), transfer_reason="I am away", key="f")
    for ticket in await _now(desk, chosen):
        assert (ticket.department, ticket.category, ticket.urgent) == ("management", "hosting", True)
        assert (ticket.owner_id, ticket.owner_name, ticket.first_owner_id) == (ADMIN, str(ADMIN), STAFF)
    await _do(desk, chosen, "take-over", transfer_reason="back again", key="g")
    await _do(desk, chosen, "not-urgent", key="h")
    for ticket in await _now(desk, chosen):
        assert (ticket.owner_id, ticket.owner_name, ticket.urgent) == (STAFF, "Sam", False)


@pytest.mark.parametrize(
    ("deed", "form"),
    [
        ("accept", {"promise": "hour"}),
        ("dispatch", {"department": "management", "dispatch_reason": "x"}),
        ("urgent", {}),
        ("resolve", {"cause": "use"}),
    ],
)
async def test_a_batch_is_taken_back_as_one(desk: Served, deed: str, form: dict[str, str]) -> None:
    chosen = await _several(desk)
    await _do(desk, chosen, deed, **form)
    desk.clock.forward(timedelta(minutes=1))
    assert await _undo(desk, "k1") == {"state": "open", "undone": "3"}
    for before, after in zip(chosen, await _now(desk, chosen), strict=True):
        assert (after.state, after.owner_id, after.department) == (before.state, None, None)
        assert (after.urgent, after.promised_at, after.resolved_at) == (False, None, None)
    assert (await _undo(desk, "k1"))["undone"] == "0"


async def test_what_has_changed_since_stays_as_it_is(desk: Served) -> None:
    chosen = await _several(desk)
    await _do(desk, chosen, "accept", promise="hour")
    desk.clock.forward(timedelta(minutes=1))
    async with desk.database.transaction() as tx:
        await tickets.touch(tx, chosen[0].id, desk.clock.now())
    told = await _undo(desk, "k1")
    assert (told["undone"], told["kept"]) == ("2", "1")
    assert (await desk.now_of(chosen[0])).state is State.ACCEPTED


async def test_nobody_takes_back_a_colleagues_batch_and_nobody_after_ten_minutes(desk: Served) -> None:
    chosen = await _several(desk)
    await _do(desk, chosen, "urgent")
    form = {"batch": "k1", "query": ""}
    answer = await desk.client.post("/staff/bulk/undo", data=form, headers=await desk.session(ADMIN, "Eve"))
    assert answer.headers["location"] == "/staff?undone=0"
    assert "Undo" not in (await desk.client.get("/staff?batch=k1", headers=await desk.session(ADMIN))).text
    desk.clock.forward(timedelta(minutes=11))
    assert await _undo(desk, "k1") == {"state": "open", "undone": "0", "kept": "3"}
    assert all(ticket.urgent for ticket in await _now(desk, chosen))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"deed": "accept"}, "Please choose a time that lies ahead"),
        ({"deed": "accept", "promise": "moment", "moment": "2026-02-01T10:00"}, "Please choose a time that lies ahead"),
        ({"deed": "dispatch", "department": "nowhere", "dispatch_reason": "x"}, "Please choose a department."),
        ({"deed": "dispatch", "department": "hosting", "dispatch_reason": " "}, "Please give a reason"),
        ({"deed": "sort", "category": "nothing"}, "Please choose a category."),
        ({"deed": "transfer", "to": "7", "transfer_reason": "x"}, "Please choose a colleague."),
        ({"deed": "transfer", "to": "９", "transfer_reason": "x"}, "Please choose a colleague."),
        ({"deed": "transfer", "to": "²", "transfer_reason": "x"}, "Please choose a colleague."),
        ({"deed": "transfer", "to": "9" * 5_000, "transfer_reason": "x"}, "Please choose a colleague."),
        ({"deed": "transfer", "to": str(ADMIN)}, "Please give a reason"),
        ({"deed": "resolve", "cause": "magic"}, "Please choose a cause"),
        ({"deed": "resolve", "cause": "use", "solved": "x" * 10_001}, "This is longer than 10,000 characters."),
        ({"deed": "burn"}, "Please choose what is to be done."),
    ],
)
async def test_a_form_that_lacks_something_comes_back_with_all_that_was_chosen(
    desk: Served, form: dict[str, str], words: str
) -> None:
    chosen = await _several(desk)
    numbers = [str(one.id) for one in chosen[:2]]
    typed = {"ticket": numbers, "key": "k", "query": "category=bug", "dispatch_reason": "because <b>"} | form
    status, _, page = await _send(desk, "/staff/bulk", typed)
    assert status == 422
    assert words in page
    assert re.findall(r'name="ticket" value="(\d+)" form="bulk" checked', page) == numbers[::-1]
    if "dispatch_reason" not in form:
        assert 'value="because &lt;b&gt;"' in page
    assert 'class="chip" href="/staff"' in page
    assert [ticket.changed_at for ticket in await _now(desk, chosen)] == [ticket.changed_at for ticket in chosen]


async def test_nothing_chosen_and_too_many_are_refused(desk: Served) -> None:
    assert "Please select at least one issue" in (await _send(desk, "/staff/bulk", {"deed": "urgent"}))[2]
    many = {"ticket": [str(number) for number in range(MOST + 1)], "deed": "urgent"}
    assert "These are more than 100 issues" in (await _send(desk, "/staff/bulk", many))[2]


async def test_a_ticket_that_is_on_no_page_any_more_stays_chosen_when_the_form_comes_back(desk: Served) -> None:
    chosen = await _several(desk)
    form = {"ticket": [str(chosen[0].id)], "deed": "accept", "query": "state=resolved"}
    _, _, page = await _send(desk, "/staff/bulk", form)
    assert f'<input type="hidden" name="ticket" value="{chosen[0].id}">' in page


async def test_a_number_of_no_ticket_is_counted_and_hurts_nothing(desk: Served) -> None:
    [ticket, *_] = await _several(desk)
    form = {"ticket": [str(ticket.id), "987654321"], "deed": "urgent", "key": "x" * 60}
    status, told, _ = await _send(desk, "/staff/bulk", form)
    assert (status, told["done"], told["kept"]) == (303, "1", "1")
    assert len(told["batch"]) <= 32


async def test_where_the_browser_is_sent_is_always_the_queue(desk: Served) -> None:
    chosen = await _several(desk)
    for query in ("//evil.example", "https://evil.example/?state=open", "state=open\r\nX: y", "before=1"):
        form = {"ticket": [str(chosen[0].id)], "deed": "urgent", "query": query}
        answer = await desk.client.post("/staff/bulk", data=form, headers=await desk.session(STAFF))
        assert re.match(r"/staff\?(state=open&)?batch=", answer.headers["location"])


async def test_whoever_is_signed_out_meanwhile_loses_nothing_that_was_selected_and_typed(desk: Served) -> None:
    chosen = await _several(desk)
    form = {"ticket": [str(one.id) for one in chosen], "deed": "dispatch", "dispatch_reason": "not <ours>"}
    answer = await desk.client.post("/staff/bulk", data=form, headers={"Origin": desk.origin})
    assert answer.status_code == 401
    assert re.findall(r'name="ticket" value="(\d+)"', answer.text) == form["ticket"]
    assert 'name="dispatch_reason" value="not &lt;ours&gt;"' in answer.text
    assert 'name="deed" value="dispatch"' in answer.text
