"""How far the move is, as staff see it: the funnel, its course and forecast, and who still needs a call."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.funnel import FunnelDay
from bot.storage import accounts, calls, chats, contacts, customers, funnel
from bot.storage.schema import accounts as account_rows
from bot.storage.schema import chats as chat_rows
from bot.storage.schema import customers as customer_rows
from tests.desk.served import ANN, BOB, LAUNCH, NOW, STAFF, Served

EVE = 13
EMPTY = FunnelDay(LAUNCH.date(), *(0,) * 11)


async def _get(desk: Served, path: str = "/staff/move", language: str = "en") -> str:
    answer = await desk.client.get(path, headers=await desk.session(STAFF) | {"Accept-Language": language})
    assert answer.status_code == 200, path
    return answer.text


async def _file(desk: Served, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((await _get(desk, path)).removeprefix("\ufeff"))))


async def days_counted(desk: Served, number: int = 12) -> None:
    """Since the launch; a few move each day, and more and more is written on the desk."""
    async with desk.database.transaction() as tx:
        for day in range(number):
            moved = 4 * day
            counted = replace(
                EMPTY,
                day=LAUNCH.date() + timedelta(days=day),
                known=100,
                reached=60 + 2 * day,
                opened=10 + 4 * day,
                filed=3 * day,
                migrated=moved,
                holdouts=100 - moved,
                blocked=None if day < 3 else 2,
                chat_messages=max(80 - 6 * day, 3),
                desk_messages=5 * day,
            )
            await funnel.keep(tx, counted, NOW)


async def lived_in(desk: Served) -> None:
    """Harbour (a VIP) with Ann and Bob, Eve alone, and a contact of Quay's who has not come."""
    for number, name in ((ANN, "Ann"), (BOB, "Bob"), (EVE, "Eve <x>")):
        await desk.customer(number, name)
    await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        harbour, quay = await accounts.named(tx, "Harbour Ltd"), await accounts.named(tx, "Quay GmbH")
        chosen = account_rows.update().where(account_rows.c.id == harbour)
        await tx.execute(chosen.values(tags=["VIP", "合同"], note="Ask for Ann first."))
        for person in (ANN, BOB):
            await accounts.assign(tx, harbour, customer_id=person, chat_id=None)
            await chats.seen(tx, person, kind="private", title="x", language=None, now=NOW)
        await chats.lost(tx, BOB, "blocked")
        eve = customer_rows.update().where(customer_rows.c.id == EVE)
        await tx.execute(eve.values(username="eve", phone="+86 10 1234", opened_at=NOW))
        row = {"reference": "C-9", "name": "Kai", "account_id": quay, "added_at": NOW, "generation": 0}
        await contacts.add(tx, [row | dict.fromkeys(("language", "phone", "tags", "customer_id", "joined_at"))])


async def crowd(desk: Served) -> None:
    """Ninety-six people more, who make of the days counted and of today one course."""
    before = LAUNCH - timedelta(days=5)
    async with desk.database.transaction() as tx:
        for number in range(96):
            moved = before + timedelta(days=number % 3) if number < 47 else None
            person = customer_rows.insert().values(
                id=2_000 + number,
                name=f"Person {number}",
                first_seen_at=before,
                migrated_at=moved,
                opened_at=moved or (before if number < 58 else None),
            )
            await tx.execute(person)
            await chats.seen(tx, 2_000 + number, kind="private", title="x", language=None, now=before)
            if number < 85:
                reached = chat_rows.update().where(chat_rows.c.id == 2_000 + number)
                await tx.execute(reached.values(reached_at=before))


async def test_an_empty_desk_says_so(desk: Served) -> None:
    page = await _get(desk)
    for said in ("the picture begins tomorrow", "Nothing has been written", "Nobody here needs a call", "three days"):
        assert said in page


async def test_the_funnel_its_course_and_the_forecast_are_shown(desk: Served) -> None:
    await lived_in(desk)
    await days_counted(desk)
    page = await _get(desk)
    assert "If it goes on as in the last 7 days, about" in page
    assert page.count("<polyline") == 5
    assert "<polygon" in page
    assert page.count('<rect class="fill-amber"') > 10
    assert "style=" not in page
    assert "<script" not in page
    assert "问题" not in page
    assert "照最近 7 天的情形" in await _get(desk, language="zh")


async def test_after_the_deadline_there_is_nothing_to_forecast(desk: Served) -> None:
    await lived_in(desk)
    await days_counted(desk)
    desk.clock.set(NOW + timedelta(days=40))
    page = await _get(desk)
    assert "The deadline was" in page
    assert "curve-band" not in page


async def test_the_list_names_companies_vips_first_with_what_a_caller_needs(desk: Served) -> None:
    await lived_in(desk)
    page = await _get(desk)
    places = [page.index(name) for name in ("Harbour Ltd", "Quay GmbH", "Eve &lt;x&gt;")]
    assert places == sorted(places)
    for said in ("Ask for Ann first.", "合同", 'href="tel:+86101234"', "@eve", "People: 2", "Open issues: 1", "#1"):
        assert said in page, said


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("reach=opened", {"Eve"}),
        ("reach=filed", {"Harbour"}),
        ("reach=never", {"Quay"}),
        ("reach=moved", set()),
        ("reach=nonsense", {"Harbour", "Quay", "Eve"}),
        ("word=harbour", {"Harbour"}),
        ("word=vip", {"Harbour"}),
        ("word=%25", set()),
        ("after=0~4~-1~0~99999", {"Quay", "Eve"}),
        ("after=nonsense", {"Harbour", "Quay", "Eve"}),
    ],
)
async def test_the_list_is_narrowed(desk: Served, asked: str, shown: set[str]) -> None:
    await lived_in(desk)
    page = (await _get(desk, f"/staff/move?{asked}")).partition('class="rows"')[2]
    assert {name for name in ("Harbour", "Quay", "Eve") if name in page} == shown
    assert (
        await desk.client.get(f"/staff/move/people.csv?{asked}", headers=await desk.session(STAFF))
    ).status_code == 200


async def test_a_long_list_has_pages(desk: Served) -> None:
    for number in range(30):
        await desk.customer(1_000 + number, f"Person {number}")
    first = await _get(desk)
    following = first.partition("after=")[2].partition("#")[0]
    second = await _get(desk, f"/staff/move?after={following}")
    assert (first.count("move-row"), second.count("move-row")) == (25, 5)
    assert "First page" in second


async def test_who_was_called_is_left_in_peace_unless_asked_for(desk: Served) -> None:
    await lived_in(desk)
    async with desk.database.transaction() as tx:
        await calls.add(
            tx,
            customer_id=EVE,
            ticket_id=None,
            person_id=STAFF,
            person_name="Mei",
            result="will-move",
            note="next week",
            again_at=None,
            now=NOW,
        )
    assert "@eve" not in await _get(desk)
    assert "Called: Will move" in await _get(desk, "/staff/move?called=1")


async def test_the_list_is_a_file_with_a_line_for_each_person(desk: Served) -> None:
    await lived_in(desk)
    rows = await _file(desk, "/staff/move/people.csv")
    assert [(row["Company"], row["Person"], row["How near"]) for row in rows] == [
        ("Harbour Ltd", "Ann", "Files in chat only"),
        ("Harbour Ltd", "Bob", "Files in chat only"),
        ("Quay GmbH", "Kai", "Never reached"),
        ("", "Eve <x>", "Opened the link"),
    ]
    assert [row["How near, themselves"] for row in rows][:2] == ["Files in chat only", "Blocked the bot"]
    assert rows[0]["Tags"] == "VIP, 合同"
    assert rows[3]["Number"] == "'+86 10 1234"


async def test_the_days_are_a_file_with_the_forecast_behind_them(desk: Served) -> None:
    await lived_in(desk)
    await days_counted(desk)
    desk.clock.forward(timedelta(hours=1))
    rows = await _file(desk, "/staff/move.csv")
    assert [row["Day"] for row in rows[:2]] == ["2026-03-20", "2026-03-21"]
    assert rows[12]["Day"] == "2026-04-01"
    assert rows[12]["Known to us"] == "4"
    assert rows[0]["Bot blocked"] == ""
    ahead = [row for row in rows if row["Not moved, forecast"]]
    assert rows[13:] == ahead
    assert ahead[0]["Day"] == "2026-04-02"
    assert all(int(row["At least"]) <= int(row["Not moved, forecast"]) <= int(row["At most"]) for row in ahead)


async def test_the_first_look_at_a_link_is_noted_and_staff_s_own_is_none(desk: Served) -> None:
    ann, bob = await desk.customer(), await desk.customer(BOB, "Bob")
    ticket = await desk.ticket(bob)
    secrets = [desk.parts.links.desk(ann.id, 0), desk.parts.links.ticket(ticket.id, 0)]
    for as_staff in (True, False):
        headers = await desk.session(STAFF) if as_staff else {}
        for address in secrets:
            assert (await desk.client.get(address, headers=headers)).status_code == 200
        async with desk.database.reading() as tx:
            both = await customers.get_many(tx, [ANN, BOB])
        expected = None if as_staff else NOW
        assert [both[ANN].opened_at, both[BOB].opened_at] == [expected, expected]
    desk.clock.set(NOW + timedelta(hours=1))
    await desk.client.get(secrets[0])
    async with desk.database.reading() as tx:
        again = await customers.get(tx, ANN)
    assert again is not None
    assert again.opened_at == NOW
