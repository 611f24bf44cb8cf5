"""Calls with people of the company's lists, whom the bot does not know yet."""

from datetime import timedelta
from typing import Any

from bot.storage import accounts, calllist, calls, contacts, customers, erasure
from bot.storage.calllist import Why
from bot.storage.schema import calls as call_table
from tests.desk.served import ADMIN, NOW, STAFF, Served
from tests.desk.test_call_list import due, page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def logged(desk: Served) -> list[Any]:
    async with desk.database.reading() as tx:
        return list(await tx.execute(call_table.select().order_by(call_table.c.id)))


async def listed(desk: Served) -> dict[str, int]:
    """Kai and Lin of Quay, whom the bot does not know, and Nan, who has no number; numbers by name."""
    blank = dict.fromkeys(("language", "tags", "customer_id", "joined_at"))
    async with desk.database.transaction() as tx:
        quay = await accounts.named(tx, "Quay GmbH")
        known = {"account_id": quay, "added_at": NOW - DAY, "generation": 0}
        people = (("C-1", "Kai <x>", "+49 30 1"), ("C-2", "Lin", "+49 30 2"), ("C-3", "Nan", None))
        await contacts.add(
            tx, [{"reference": ref, "name": name, "phone": phone} | known | blank for ref, name, phone in people]
        )
        return {one.name: one.id for one, _ in await contacts.page(tx, after=0, limit=9)}


async def log_contact(desk: Served, contact: int, **form: object) -> int:
    data = {"contact": str(contact), "key": "k"} | {name: str(value) for name, value in form.items()}
    answer = await desk.client.post("/staff/calls", data=data, headers=await desk.session(STAFF))
    return answer.status_code


async def to_come(desk: Served) -> list[int | None]:
    async with desk.database.reading() as tx:
        return [one.contact_id for one in await calllist.not_come(tx, desk.clock.now(), limit=50)]


async def test_who_never_came_and_has_a_number_is_on_a_list_of_their_own(desk: Served) -> None:
    numbers = await listed(desk)
    shown = await page(desk, "?why=contact")
    for part in ('href="tel:+49301"', "Kai &lt;x&gt;", "C-1", 'name="contact" value="1"', "Will move"):
        assert part in shown
    assert "Nan" not in shown
    assert "Kai" not in await page(desk)
    assert "从未联系过机器人" in await page(desk, "?why=contact", language="zh")
    assert await to_come(desk) == [numbers["Kai <x>"], numbers["Lin"]]
    async with desk.database.reading() as tx:
        assert (await calllist.counts(tx, NOW, {ADMIN, STAFF}))[Why.CONTACT] == 2
        assert [one.contact_id for one in await calllist.not_come(tx, NOW, after=1, limit=5)] == [numbers["Lin"]]


async def test_a_call_with_a_contact_is_logged_in_two_taps_and_they_are_left_in_peace(desk: Served) -> None:
    numbers = await listed(desk)
    for _ in range(2):  # the second is another press of the same button
        assert await log_contact(desk, numbers["Lin"], result="refuses", note="likes chat", why="contact") == 303
    [call] = await logged(desk)
    assert (call.contact_id, call.customer_id, call.result, call.note) == (
        numbers["Lin"],
        None,
        "refuses",
        "likes chat",
    )
    assert await to_come(desk) == [numbers["Kai <x>"]]
    assert await log_contact(desk, numbers["Kai <x>"], result="no-answer") == 303
    assert await to_come(desk) == []
    desk.clock.forward(DAY)
    assert await to_come(desk) == [numbers["Kai <x>"]]
    shown = await page(desk, "?why=contact")
    assert "No answer" in shown.partition("Last call")[2]


async def test_a_contact_who_is_to_be_called_again_is_due_then_and_only_until(desk: Served) -> None:
    numbers = await listed(desk)
    assert await log_contact(desk, numbers["Kai <x>"], result="again", again="2026-04-03T10:00") == 303
    assert await log_contact(desk, numbers["Lin"], result="again", again="") == 422
    desk.clock.forward(3 * DAY)
    assert await due(desk) == [("again", None)]
    assert "Kai &lt;x&gt;" in await page(desk)
    assert "+49 30 1" in (await desk.client.get("/staff/calls.csv", headers=await desk.session(STAFF))).text
    assert await log_contact(desk, numbers["Kai <x>"], result="reached") == 303
    assert await due(desk) == []


async def test_calls_with_a_contact_become_the_customers_once_they_come_and_go_with_an_erasure(desk: Served) -> None:
    numbers = await listed(desk)
    await log_contact(desk, numbers["Kai <x>"], result="will-move", note="on Monday")
    await desk.customer(77, "Kai")
    async with desk.database.transaction() as tx:
        contact = await contacts.get(tx, numbers["Kai <x>"])
        assert contact is not None
        await contacts.tie(tx, contact, 77, NOW)
        assert [call.note for call in await calls.of_customer(tx, 77, limit=5)] == ["on Monday"]
        assert (await calls.latest_of_contacts(tx, [contact.id])) == {}
    assert numbers["Kai <x>"] not in await to_come(desk)
    # A form that was opened before they came.
    desk.clock.forward(HOUR)
    assert await log_contact(desk, numbers["Kai <x>"], result="reached") == 303
    assert [call.customer_id for call in await logged(desk)] == [77, 77]
    async with desk.database.transaction() as tx:
        await erasure.erase(tx, 77, NOW)
        assert await contacts.get(tx, contact.id) is None
    assert await log_contact(desk, numbers["Kai <x>"], result="reached") == 404


async def test_whom_a_call_was_with_must_be_said(desk: Served) -> None:
    answer = await desk.client.post("/staff/calls", data={"result": "reached"}, headers=await desk.session(STAFF))
    assert answer.status_code == 404


async def test_a_company_that_has_moved_needs_no_call_of_its_contacts(desk: Served) -> None:
    await listed(desk)
    await desk.customer(77, "Mo")
    async with desk.database.transaction() as tx:
        await accounts.assign(tx, 1, customer_id=77, chat_id=None)
        await customers.migrate(tx, 77, NOW)
    assert await to_come(desk) == []
