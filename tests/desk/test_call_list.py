"""The call list: who is to be called and how, and what came of it, in two taps."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.storage import calllist, calls, customers, erasure, tickets
from bot.storage.calllist import Why
from bot.storage.schema import calls as call_table
from bot.tickets import EntryKind, State, Ticket
from tests.desk.served import ADMIN, ANN, BOB, NOW, STAFF, Served

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def wished(desk: Served, number: int = ANN, wish: str = "after six", phone: str | None = "+49 170 12") -> Ticket:
    ticket = await desk.ticket(await desk.customer(number, f"Customer {number}"))
    async with desk.database.transaction() as tx:
        if phone:
            await customers.set_phone(tx, number, phone)
        return await tickets.wish_call(tx, ticket.id, wish, now=desk.clock.now())


async def changed(desk: Served, ticket: Ticket, **columns: object) -> Ticket:
    async with desk.database.transaction() as tx:
        return await tickets.change(tx, ticket.id, columns, desk.clock.now())


async def page(desk: Served, query: str = "", language: str = "en") -> str:
    headers = await desk.session(STAFF) | {"Accept-Language": language}
    answer = await desk.client.get(f"/staff/calls{query}", headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


async def log(desk: Served, customer: int = ANN, **form: object) -> int:
    data = {"customer": str(customer), "key": "k"} | {name: str(value) for name, value in form.items()}
    answer = await desk.client.post("/staff/calls", data=data, headers=await desk.session(STAFF))
    return answer.status_code


async def due(desk: Served, why: Why | None = None) -> list[tuple[str, int | None]]:
    async with desk.database.reading() as tx:
        if why is Why.STAYING:
            found = await calllist.staying(tx, desk.clock.now(), {ADMIN, STAFF}, limit=50)
        else:
            found = await calllist.due(tx, desk.clock.now(), why=why, limit=50)
    return [(one.why.value, one.customer_id) for one in found]


async def of_every_kind(desk: Served) -> None:
    """Ann wishes a call; Bob's ticket was resolved two days ago; 13 was unhappy; 14 is still in chat only."""
    await wished(desk)
    resolved = await desk.ticket(await desk.customer(BOB, "Bob"))
    await changed(desk, resolved, state=State.RESOLVED, resolved_at=NOW - 2 * DAY, follow_up_at=NOW - HOUR)
    unhappy = await desk.ticket(await desk.customer(13, "Una"))
    rated = {"rating": 1, "rating_text": "<b>slow</b>", "rated_at": NOW - 2 * HOUR}
    await changed(desk, unhappy, state=State.RESOLVED, resolved_at=NOW - DAY, **rated)
    async with desk.database.transaction() as tx:
        await customers.seen(tx, 14, name="Stan", username="stan", language="en", now=NOW)


async def test_each_who_is_to_be_called_stands_there_with_why_number_wish_and_tickets(desk: Served) -> None:
    await of_every_kind(desk)
    assert await due(desk) == [("unhappy", 13), ("follow-up", BOB), ("wish", ANN)]
    shown = await page(desk)
    for part in (
        'href="tel:+4917012"',
        "<bdi>after six</bdi>",
        "“&lt;b&gt;slow&lt;/b&gt;”",
        "1 of 5 stars",
        "no number given",
        '<a href="/staff/t/1">#1',
    ):
        assert part in shown
    assert "Stan" not in shown
    staying = await page(desk, "?why=staying")
    assert 'href="https://t.me/stan"' in staying
    # Who can neither be called nor written to is no line to work on.
    assert "Una" not in staying
    assert "希望回电" in await page(desk, "?why=wish", "zh")


async def test_what_came_of_a_call_is_recorded_and_fulfils_the_wish(desk: Served) -> None:
    ticket = await wished(desk)
    await changed(desk, ticket, follow_up_at=NOW)
    for _ in range(2):
        assert await log(desk, ticket=ticket.id, result="reached", note="asks for <i>an offer</i>") == 303
    now = await desk.now_of(ticket)
    assert (now.callback_wish, now.callback_wished_at, now.follow_up_at) == (None, None, None)
    said = [(entry.kind, entry.text) for entry in await desk.thread(ticket)][1:]
    assert said == [(EntryKind.STATUS, "called"), (EntryKind.NOTE, "asks for <i>an offer</i>")]
    async with desk.database.reading() as tx:
        [call] = await calls.of_customer(tx, ANN, limit=9)
    assert (call.ticket_id, call.person_id, call.result, call.note) == (
        ticket.id,
        STAFF,
        "reached",
        "asks for <i>an offer</i>",
    )
    assert await desk.planned() == []
    assert await due(desk) == []


@pytest.mark.parametrize("result", ["no-answer", "wrong-number"])
async def test_without_an_answer_the_wish_stays_and_a_call_after_resolving_comes_again(
    desk: Served, result: str
) -> None:
    ticket = await changed(desk, await wished(desk), follow_up_at=NOW)
    assert await log(desk, ticket=ticket.id, result=result) == 303
    now = await desk.now_of(ticket)
    # The next working day at the same time
    assert (now.callback_wish, now.follow_up_at) == ("after six", NOW + DAY)
    assert ("No answer" if result == "no-answer" else "Wrong number") in await page(desk)


async def test_who_is_to_be_called_again_is_there_when_it_is_time_until_somebody_called(desk: Served) -> None:
    ticket = await wished(desk)
    assert await log(desk, ticket=ticket.id, result="again", again="2026-04-02T10:00") == 303
    assert await due(desk) == []
    desk.clock.set(NOW + DAY)
    assert await due(desk) == [("again", ANN)]
    assert await log(desk, ticket=ticket.id, result="reached", key="another") == 303
    assert await due(desk) == []


@pytest.mark.parametrize(
    "form",
    [
        {"result": ""},
        {"result": "<b>"},
        {"result": "again", "again": ""},
        {"result": "again", "again": "2020-01-01T10:00"},
        {"result": "reached", "note": "x" * 10_001},
    ],
)
async def test_what_cannot_be_recorded_comes_back_with_what_was_typed(desk: Served, form: dict[str, str]) -> None:
    ticket = await wished(desk)
    data = {"customer": str(ANN), "ticket": str(ticket.id), "line": f"wish-{ticket.id}", "note": "typed\u202e"} | form
    answer = await desk.client.post("/staff/calls", data=data, headers=await desk.session(STAFF))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert data["note"] in answer.text
    assert len(await desk.thread(ticket)) == 1


@pytest.mark.parametrize("form", [{"customer": "99"}, {"ticket": "99"}, {"customer": str(BOB)}])
async def test_a_call_to_nobody_known_is_refused(desk: Served, form: dict[str, str]) -> None:
    ticket = await wished(desk)
    await desk.customer(BOB, "Bob")
    assert await log(desk, **{"customer": ANN, "ticket": ticket.id, "result": "reached"} | form) == 404  # type: ignore[arg-type]
    assert len(await desk.thread(ticket)) == 1


async def test_who_was_called_about_the_move_is_left_in_peace_for_a_while_or_for_good(desk_on_each: Served) -> None:
    desk = desk_on_each
    results = ("no-answer", "reached", "will-move", "refuses", "wrong-number")
    for number in range(20, 26):
        async with desk.database.transaction() as tx:
            await customers.seen(tx, number, name="Stan", username="stan", language="en", now=NOW)
            if number == 25:
                await customers.migrate(tx, number, NOW)
    assert [customer for _, customer in await due(desk, Why.STAYING)] == [20, 21, 22, 23, 24]
    for number, result in zip(range(20, 25), results, strict=True):
        assert await log(desk, number, result=result) == 303
        assert await log(desk, number, result=result) == 303
    async with desk.database.reading() as tx:
        assert len(await calls.of_customer(tx, 20, limit=9)) == 1
    assert await due(desk, Why.STAYING) == []
    desk.clock.forward(DAY + HOUR)
    assert [customer for _, customer in await due(desk, Why.STAYING)] == [20]
    desk.clock.forward(2 * DAY)
    assert [customer for _, customer in await due(desk, Why.STAYING)] == [20, 21, 22]


async def test_the_list_is_paged_and_its_file_holds_all(desk_on_each: Served) -> None:
    desk = desk_on_each
    for number in range(100, 160):
        await wished(desk, number, wish="=cmd()" if number == 100 else "any")
        desk.clock.forward(timedelta(seconds=1))
    first = await page(desk)
    assert first.count("Log the call") == 25
    after = first.rpartition("after=")[2].partition('"')[0]
    second = await page(desk, f"?after={after}")
    assert "Customer 125" in second
    assert "Customer 124" not in second
    answer = await desk.client.get("/staff/calls.csv", headers=await desk.session(STAFF))
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 61
    assert rows[1][5] == "'=cmd()"
    for nonsense in ("nonsense~1", "9999-12-31T23:59:59-14:00~1", "0001-01-01T00:00:00%2B14:00~1"):
        assert "Customer 100" in await page(desk, f"?after={nonsense}")


async def test_who_was_erased_is_called_no_more(desk: Served) -> None:
    await of_every_kind(desk)
    async with desk.database.transaction() as tx:
        for number in (ANN, BOB, 13, 14):
            await erasure.erase(tx, number, NOW)
    assert await due(desk) == []
    assert await due(desk, Why.STAYING) == []


async def test_two_who_tell_of_the_same_call_at_once(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await wished(desk)
    async with desk.database.transaction() as tx:
        await tx.execute(
            insert(call_table).values(
                customer_id=ANN, at=NOW, person_id=1, person_name="x", result="again", note="", again_at=NOW - HOUR
            )
        )
    assert {why for why, _ in await due(desk)} == {"wish", "again"}
    assert await log(desk, ticket=ticket.id, result="reached") == 303
    assert await due(desk) == []
