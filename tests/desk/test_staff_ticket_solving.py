"""Staff resolve a ticket: its cause, what was done, what it cost."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.storage.schema import efforts
from bot.tickets import State
from desk.solving import cents_in, minutes_in
from tests.desk.served import ADMIN, Served
from tests.desk.working import done, outcomes, page_of, post


async def test_cause_way_time_and_goodwill_are_kept(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    form: dict[str, Any] = {
        "cause": "third-party",
        "way": "phone",
        "text": "<b>Called</b> the registrar\0",
        "minutes": "45",
    }
    await done(desk, ticket, "resolve", **form, amount="12,5", gesture="A month", key="k")
    await done(desk, ticket, "resolve", **form, amount="12,5", gesture="A month", key="k")
    now = await desk.now_of(ticket)
    assert (now.cause, now.way, now.done) == ("third-party", "phone", "<b>Called</b> the registrar")
    async with desk.database.reading() as tx:
        [effort] = await tx.execute(select(efforts))
    assert (effort.minutes, effort.cents, effort.gesture, effort.person_name) == (45, 1250, "A month", "Sam")
    page = await page_of(desk, ticket)
    assert "&lt;b&gt;Called&lt;/b&gt; the registrar" in page
    assert "45 min · 12.50 · <bdi>A month</bdi>" in page
    assert "Third party · Phone" in page
    customers_page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert "registrar" not in customers_page
    assert "A month" not in customers_page


async def test_a_promise_is_kept_by_resolving_in_time_and_over_when_it_is_opened_again(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "accept", promise="hour")
    await done(desk, ticket, "resolve", cause="use")
    await done(desk, ticket, "reopen")
    now = await desk.now_of(ticket)
    assert (now.state, now.owner_name, now.promised_at) == (State.ACCEPTED, "Sam", None)
    assert await outcomes(desk, ticket) == ["kept"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"cause": ""}, "Please choose what caused it"),
        ({"cause": "magic"}, "Please choose what caused it"),
        ({"way": "magic"}, "Please choose what caused it"),
        ({"minutes": "-1"}, "Please write the minutes"),
        ({"minutes": "9" * 30}, "Please write the minutes"),
        ({"amount": "1e9"}, "Please write the minutes"),
        ({"gesture": "x" * 10_001}, "longer than"),
    ],
)
async def test_what_cannot_be_read_comes_back_with_all_that_was_typed(
    desk: Served, form: dict[str, Any], words: str
) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await post(desk, ticket, "resolve", **{"text": "Restarted", "cause": "use", "minutes": "7"} | form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Restarted</textarea>" in answer.text
    if "minutes" not in form:
        assert 'value="7"' in answer.text
    assert (await desk.now_of(ticket)).is_open


async def test_what_a_colleague_resolved_meanwhile_is_not_resolved_again_and_nothing_typed_is_lost(
    desk_on_each: Served,
) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    await done(desk, ticket, "resolve", cause="use", key="1")
    answer = await post(desk, ticket, "resolve", by=ADMIN, name="Eve", cause="product", text="It was <us>", key="2")
    assert answer.status_code == 409
    assert "Somebody has resolved this issue in the meantime" in answer.text
    assert "It was &lt;us&gt;</textarea>" in answer.text
    assert (await desk.now_of(ticket)).cause == "use"
    assert len(await desk.planned()) == 1


async def test_what_changed_while_the_form_was_filled_in_is_looked_at_first(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    seen = (await desk.now_of(ticket)).changed_at.isoformat()
    await done(desk, ticket, "reply", by=ADMIN, name="Eve", text="Another word")
    answer = await post(desk, ticket, "resolve", cause="use", text="Restarted", seen=seen, key="k")
    assert answer.status_code == 409
    assert "has changed in the meantime" in answer.text
    assert "Restarted</textarea>" in answer.text
    now = await desk.now_of(ticket)
    assert now.is_open
    assert [entry.text for entry in await desk.thread(ticket)][1:] == ["Another word"]
    await done(desk, ticket, "resolve", cause="use", seen=now.changed_at.isoformat(), key="k")
    # The same press again, whose page is older by now.
    await done(desk, ticket, "resolve", cause="use", seen=now.changed_at.isoformat(), key="k")


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("", 0),
        (" 12 ", 1200),
        ("12.5", 1250),
        ("12,50", 1250),
        ("１２", 1200),
        ("0.01", 1),
        ("999999999.99", 99_999_999_999),
        ("1000000000", None),
        ("1.234", None),
        ("-1", None),
        ("1.", None),
        ("nan", None),
        ("٣", None),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, cents: int | None) -> None:
    assert cents_in(typed) == cents


@pytest.mark.parametrize(("typed", "minutes"), [("", 0), ("45", 45), ("４５", 45), ("1.5", None), ("100000", None)])
def test_minutes_are_whole(typed: str, minutes: int | None) -> None:
    assert minutes_in(typed) == minutes
