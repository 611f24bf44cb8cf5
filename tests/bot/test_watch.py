"""What nobody cares for goes up a level, once for each reason; the next level hears of it in working hours."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.casework import rating, resolution
from bot.casework.acceptance import accept
from bot.casework.case import Case, Doer
from bot.office.documents import Document
from bot.storage import entries, escalations, tickets
from bot.storage.entries import Entry
from bot.storage.schema import deliveries, promises
from bot.tickets import EntryKind, Ticket, Via
from bot.watch import Settled
from tests.ferry import ADMIN, ANN, NOW, STAFF, WANG, ZONE, Ferry, migrated, sailing

HANDLER = 503
OFFICE = {
    Document.MEMBERS.value: [{"id": HANDLER, "name": "Hanna", "role": "staff", "level": 1}],
}


@pytest.fixture
async def ferry(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ferry]:
    """With somebody for handling beside intake (Sam) and management (Ada)."""
    template = await migrated(tmp_path_factory.getbasetemp())
    async with sailing(tmp_path, template) as ferry:
        ferry.sandbox.world.add_user("Hanna", id=HANDLER, language_code="en", started=True)
        ferry.app.office.load(OFFICE)
        yield ferry


async def looked(ferry: Ferry, moment: datetime | None = None) -> None:
    """All duties have looked, at that moment."""
    if moment is not None:
        ferry.clock.set(moment)
    for duty in ferry.app.timekeeper._duties:
        await duty.run(ferry.clock.now())
    ferry.app.outbox.ring()
    await ferry.quiet()


async def ticket_of(ferry: Ferry, number: int = 1) -> Ticket:
    async with ferry.database.reading() as tx:
        return await tickets.get(tx, number)


async def reasons(ferry: Ferry, number: int = 1) -> list[tuple[str, int]]:
    async with ferry.database.reading() as tx:
        return [(one.reason, one.level) for one in await escalations.of_ticket(tx, number)]


def alarms(ferry: Ferry, person: int) -> list[str]:
    return [one["text"] for one in ferry.written(person) if "needs you" in one["text"]]


async def promise(ferry: Ferry, moment: datetime, number: int = 1) -> None:
    async with ferry.database.transaction() as tx:
        case = await Case.open(tx, ferry.app.bureau, number, Doer(STAFF, "Sam"), ferry.clock.now())
        await accept(case, moment)
    ferry.app.outbox.ring()
    await ferry.quiet()


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """In April 2026, of which the 1st is a Wednesday and the 6th a holiday in China."""
    return datetime(2026, 4, day, hour, minute, tzinfo=ZONE)


async def test_a_ticket_that_nobody_accepts_goes_up_and_after_as_long_again_once_more(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await looked(ferry)
    assert (await ticket_of(ferry)).accept_by == NOW + timedelta(hours=1)
    await looked(ferry, NOW + timedelta(minutes=59))
    assert await reasons(ferry) == []
    await looked(ferry, NOW + timedelta(minutes=60))
    assert await reasons(ferry) == [("not-accepted", 1)]
    assert [len(alarms(ferry, person)) for person in (STAFF, HANDLER, ADMIN)] == [0, 1, 0]
    assert "nobody has accepted it in time" in alarms(ferry, HANDLER)[0]
    assert "/staff/t/1" in alarms(ferry, HANDLER)[0]
    for minutes in (119, 120, 500):
        await looked(ferry, NOW + timedelta(minutes=minutes))
    assert await reasons(ferry) == [("not-accepted", 1), ("still-not-accepted", 2)]
    assert [len(alarms(ferry, person)) for person in (STAFF, HANDLER, ADMIN)] == [0, 1, 1]
    ticket = await ticket_of(ferry)
    assert (ticket.level, ticket.accept_by) == (2, None)
    assert [entry.kind for entry in await ferry.whole_thread(ticket)] == ["message", "trace", "trace"]


async def test_the_time_runs_in_working_hours_only(ferry: Ferry) -> None:
    ferry.move_to(on(3, 17, 30))  # a Friday; Monday is a holiday
    await ferry.hear(ANN, "Our domain has expired")
    await looked(ferry)
    assert (await ticket_of(ferry)).accept_by == on(7, 9, 30)


async def test_who_accepts_in_time_hears_nothing(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await looked(ferry)
    await promise(ferry, NOW + timedelta(days=5))
    await looked(ferry, NOW + timedelta(days=1))
    assert await reasons(ferry) == []


async def test_a_slipped_promise_is_owned_up_to_once(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await promise(ferry, NOW + timedelta(hours=1))
    await looked(ferry, NOW + timedelta(hours=1))
    await looked(ferry, NOW + timedelta(hours=2))
    ticket = await ticket_of(ferry)
    assert ticket.slipped_at == NOW + timedelta(hours=1)
    assert [row.outcome for row in await ferry.rows(promises)] == ["slipped"]
    assert await reasons(ferry) == [("slipped", 1)]
    sorry = [one["text"] for one in ferry.written(ANN) if "longer than we promised." in one["text"]]
    assert sum("gone up a level" in text for text in sorry) == 1
    assert [entry.text.split(" ")[0] for entry in await ferry.whole_thread(ticket)][-2:] == ["slipped", "escalated"]
    await promise(ferry, NOW + timedelta(hours=4))
    assert (await ticket_of(ferry)).slipped_at is None
    # One more promise that slips is owned up to again; up it goes once for this reason.
    await looked(ferry, NOW + timedelta(hours=5))
    assert sum("gone up a level" in one["text"] for one in ferry.written(ANN)) == 1
    await looked(ferry, on(2, 9, 0))
    assert sum("gone up a level" in one["text"] for one in ferry.written(ANN)) == 2
    assert await reasons(ferry) == [("slipped", 1)]


async def test_while_the_customer_is_waited_for_no_promise_slips(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await promise(ferry, NOW + timedelta(hours=1))
    async with ferry.database.transaction() as tx:
        await tickets.change(tx, 1, {"waiting_since": NOW}, NOW)
    await looked(ferry, NOW + timedelta(hours=2))
    assert (await ticket_of(ferry)).slipped_at is None


async def test_at_night_nobody_is_disturbed_but_for_urgent_matters(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await ferry.hear(WANG, "全站打不开了，请尽快处理")
    for number in (1, 2):
        await promise(ferry, on(1, 22), number)
    await looked(ferry, on(1, 22, 1))
    assert [(await ticket_of(ferry, number)).urgent for number in (1, 2)] == [False, True]
    assert [len(alarms(ferry, HANDLER)), "#2" in alarms(ferry, HANDLER)[0]] == [1, True]
    assert not any("longer than we promised.\nIt has" in one["text"] for one in ferry.written(ANN))
    assert any("很抱歉" in one["text"] for one in ferry.written(WANG))
    await looked(ferry, on(2, 8, 59))
    assert len(alarms(ferry, HANDLER)) == 1
    await looked(ferry, on(2, 9))
    assert len(alarms(ferry, HANDLER)) == 2
    assert any("longer than we promised.\nIt has" in one["text"] for one in ferry.written(ANN))


async def test_the_card_of_an_urgent_matter_filed_at_night_is_heard(ferry: Ferry) -> None:
    """It goes out at once: by then it has to be known as urgent."""
    ferry.move_to(on(1, 22))
    await ferry.hear(ANN, "Our domain has expired")
    await looked(ferry)
    async with ferry.database.transaction() as tx:
        filed = await tickets.open_new(
            tx, customer_id=ANN, chat_id=None, title="Hello", category="hosting", via=Via.DESK, now=on(1, 22)
        )
        said = "Hello,\nour shop was hacked"
        await entries.add(tx, Entry(filed.id, EntryKind.MESSAGE, Via.DESK, ANN, "Ann", said, on(1, 22)))
    await looked(ferry)
    cards = ferry.sandbox.api.calls.after(method="sendMessage", chat_id=STAFF)
    assert [card.params.get("disable_notification") for card in cards] == [True, None]


async def test_an_apology_that_a_new_promise_overtakes_is_not_sent(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await promise(ferry, on(1, 22))
    await looked(ferry, on(1, 22, 1))
    await promise(ferry, on(2, 12))
    await looked(ferry, on(2, 9))
    assert not any("It has gone up" in one["text"] for one in ferry.written(ANN))
    # What there was to say is mended: nobody is told in the morning.
    assert alarms(ferry, HANDLER) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我要投诉，你们的服务态度太差了", [("complaint", 1)]),
        ("Our domain has expired: get me the MANAGER", [("manager", 2)]),
        ("The file manager is broken: management of DNS records fails", []),
        ("发票开错了，叫你们经理来", [("manager", 2)]),
    ],
)
async def test_what_customers_write_goes_up(ferry: Ferry, text: str, found: list[tuple[str, int]]) -> None:
    await ferry.hear(WANG, text)
    await looked(ferry)
    await looked(ferry)
    assert await reasons(ferry) == found
    assert len(alarms(ferry, ADMIN)) == sum(level == 2 for _, level in found)


async def test_a_low_rating_goes_to_the_management_unless_it_was_changed(ferry: Ferry) -> None:
    for person in (ANN, WANG):
        await ferry.hear(person, "Our domain has expired")
    for number, ratings in ((1, (2,)), (2, (1, 5))):
        async with ferry.database.transaction() as tx:
            case = await Case.open(tx, ferry.app.bureau, number, Doer(STAFF, "Sam"), NOW)
            await resolution.resolve(case, resolution.Solution())
            for stars in ratings:
                await rating.rate(case, stars)
    await looked(ferry)
    assert [await reasons(ferry, number) for number in (1, 2)] == [[("low-rating", 2)], []]
    assert len(alarms(ferry, ADMIN)) == 1


async def test_nothing_that_was_there_is_told_twice_after_a_restart(ferry: Ferry) -> None:
    await ferry.hear(ANN, "I want the manager")
    await looked(ferry)
    await ferry.stop()
    await ferry.start()
    ferry.app.office.load(OFFICE)
    await looked(ferry)
    assert len(alarms(ferry, ADMIN)) == 1
    assert [row.purpose for row in await ferry.rows(deliveries)].count("staff-card") == 1


async def test_what_was_closed_and_opened_again_is_waited_for_anew(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    await looked(ferry)
    await ferry.press(ANN, card, "It is solved")
    ferry.forward(minutes=90)
    await ferry.press(ANN, ferry.written(ANN)[-1], "Not solved yet")
    await looked(ferry)
    assert await reasons(ferry) == []
    assert (await ticket_of(ferry)).accept_by == ferry.clock.now() + timedelta(hours=1)


async def test_what_its_customer_calls_a_complaint_is_one(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    await looked(ferry)
    await ferry.press(ANN, card, "Change category")
    await ferry.press(ANN, ferry.written(ANN)[-1], "Complaint or suggestion")
    await looked(ferry)
    assert await reasons(ferry) == [("complaint", 1)]
    assert "it is a complaint" in alarms(ferry, HANDLER)[0]


def test_a_gap_in_the_numbers_is_waited_for_a_minute() -> None:
    settled = Settled()
    assert settled.up_to([1, 2, 3], 0, NOW) == 3
    assert settled.up_to([4, 6, 7], 3, NOW) == 4
    assert settled.up_to([6, 7], 4, NOW + timedelta(seconds=59)) == 4
    assert settled.up_to([6, 7, 9], 4, NOW + timedelta(seconds=60)) == 7
    assert settled.up_to([9], 7, NOW + timedelta(seconds=61)) == 7
    assert settled.up_to([8, 9], 7, NOW + timedelta(seconds=62)) == 9
