"""Staff take back their own latest deed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.deliveries import DeliveryState
from bot.storage.schema import deliveries, efforts, rewards
from bot.tickets import EntryKind, State
from tests.desk.served import ADMIN, Served
from tests.desk.working import done, outcomes, page_of, post


async def test_a_promise_taken_back_leaves_the_one_before_standing(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="hour")
    before = await desk.now_of(ticket)
    await done(desk, ticket, "accept", promise="two-days")
    assert "Your latest: the promise" in await page_of(desk, ticket)
    await done(desk, ticket, "undo", key="u")
    await done(desk, ticket, "undo", key="u")  # pressed twice
    now = await desk.now_of(ticket)
    assert (now.promised_at, now.owner_name, now.state) == (before.promised_at, "Sam", State.ACCEPTED)
    assert await outcomes(desk, ticket) == [None, "dropped"]
    assert [planned.state for planned in await desk.planned()] == ["planned", "skipped"]
    assert "took back: the promise" in await page_of(desk, ticket)


async def test_what_was_sent_already_stays_sent(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="hour")
    async with desk.database.transaction() as tx:
        await tx.execute(deliveries.update().values(state=DeliveryState.SENT))
    await done(desk, ticket, "undo")
    now = await desk.now_of(ticket)
    assert (now.state, now.owner_name, now.promised_at, now.accepted_at) == (State.RECEIVED, None, None, None)
    assert now.first_owner_name is None
    assert [planned.state for planned in await desk.planned()] == ["sent"]
    assert await outcomes(desk, ticket) == ["dropped"]


async def test_resolving_taken_back_takes_back_all_that_came_of_it(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="four-hours")
    await done(desk, ticket, "resolve", cause="product", text="fixed", minutes="20", amount="5")
    assert await outcomes(desk, ticket) == ["kept"]
    await done(desk, ticket, "undo")
    now = await desk.now_of(ticket)
    assert now.state is State.ACCEPTED
    assert (now.resolved_at, now.cause, now.done, now.follow_up_at) == (None, None, None, None)
    assert await outcomes(desk, ticket) == [None]
    async with desk.database.reading() as tx:
        for table in (efforts, rewards):
            assert (await tx.execute(select(func.count()).select_from(table))).scalar_one() == 0
    assert [planned.state for planned in await desk.planned()] == ["planned", "skipped"]


@pytest.mark.parametrize("meanwhile", ["another deed", "the customer", "time", "nothing, but by another"])
async def test_only_ones_own_latest_deed_can_be_taken_back(desk: Served, meanwhile: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="hour")
    by = (ADMIN, "Eve") if meanwhile.startswith("nothing") else (901, "Sam")
    if meanwhile == "another deed":
        await done(desk, ticket, "note", by=ADMIN, text="I know them")
    elif meanwhile == "the customer":
        desk.clock.forward(timedelta(seconds=1))
        await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": "still"})
    elif meanwhile == "time":
        desk.clock.forward(timedelta(minutes=11))
    assert "Your latest" not in await page_of(desk, ticket, by=by[0])
    answer = await post(desk, ticket, "undo", by=by[0], name=by[1])
    assert answer.status_code == 409
    assert "nothing to take back any more" in answer.text
    assert (await desk.now_of(ticket)).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("deed", "form", "column"),
    [
        ("dispatch", {"department": "hosting", "text": "theirs"}, "department"),
        ("transfer", {"to": str(ADMIN), "text": "hers"}, "owner_name"),
        ("category", {"category": "hosting"}, "category"),
        ("urgent", {"urgent": "yes"}, "urgent"),
        ("ask", {"text": "Which page?"}, "waiting_since"),
        ("resolve", {"cause": "use"}, "state"),
    ],
)
async def test_each_deed_can_be_taken_back(desk: Served, deed: str, form: dict[str, Any], column: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    await desk.session(ADMIN, "Eve")
    await done(desk, ticket, "accept", promise="hour")
    before = getattr(await desk.now_of(ticket), column)
    await done(desk, ticket, deed, **form)
    assert getattr(await desk.now_of(ticket), column) != before
    await done(desk, ticket, "undo")
    assert getattr(await desk.now_of(ticket), column) == before
    last = (await desk.thread(ticket))[-1]
    assert last.kind is (EntryKind.TRACE if deed == "urgent" else EntryKind.STATUS)
    assert "took back: " in await page_of(desk, ticket)


async def test_opening_again_can_be_taken_back(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "resolve", cause="use")
    await done(desk, ticket, "reopen")
    await done(desk, ticket, "undo")
    now = await desk.now_of(ticket)
    assert (now.state, now.reopenings) == (State.RESOLVED, 0)
