"""Campaigns: what falls due becomes a broadcast, and a broadcast that starts becomes deliveries."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.broadcast import BroadcastState
from bot.clock import ManualClock
from bot.content import Content
from bot.deliveries import DeliveryState, Purpose
from bot.sections import Announcements
from bot.storage import broadcasts, chats, ledger
from bot.storage.audiences import EVERYONE
from bot.storage.database import Database
from bot.storage.ledger import Books
from bot.storage.schema import broadcasts as broadcast_table
from bot.storage.schema import chats as chat_table
from bot.storage.schema import transition as transition_table
from bot.storage.schema import transition_changes as changes_table
from broadcasts.campaigns import Campaigns
from sandbox.server import Sandbox
from tests.broadcasts.posting import COMPANY, LINKS, PEOPLE, Posting
from tests.ferry import ADMIN, DEADLINE, DESK, LAUNCH, STAFF, ZONE, until

MORNING = datetime(2026, 4, 2, 9, 30, tzinfo=ZONE)
AFTERNOON = datetime(2026, 4, 2, 15, 30, tzinfo=ZONE)
NEXT_MORNING = MORNING + timedelta(days=1)
SECOND = timedelta(seconds=1)


async def look(posting: Posting, *moments: datetime) -> None:
    """The clock comes to each of the moments, and everything due is sent."""
    for moment in moments:
        posting.clock.set(moment)
        await posting.campaigns.run(moment)
        await posting.settled()
        posting.clock.set(moment)


async def slots(posting: Posting) -> list[str]:
    async with posting.database.reading() as tx:
        return [row.slot for row in await tx.execute(broadcast_table.select().order_by(broadcast_table.c.id))]


async def states(posting: Posting) -> dict[str, str]:
    async with posting.database.reading() as tx:
        return {row.slot: row.state for row in await tx.execute(broadcast_table.select())}


async def test_before_launch_the_announcement_has_no_address(running: Posting) -> None:
    [ann] = await running.customers(1)
    group = await running.group()
    await look(running, (LAUNCH - timedelta(days=5)).replace(hour=15, minute=30))
    for chat in (ann, group):
        [told] = running.got(chat)
        assert told == (
            "Galaxy Hosting\nFrom Friday, March 20, 2026 our issue platform takes all questions on domains and "
            "hosting, bugs, technical support and complaints. You will get its address here."
        )
        assert DESK not in told


async def test_from_launch_on_it_has_the_customer_s_own_link_and_the_general_address_in_groups(
    running: Posting,
) -> None:
    [ann] = await running.customers(1)
    group = await running.group()
    # The launch is at 9:00, the slot half an hour later.
    await look(running, LAUNCH + timedelta(minutes=30))
    lines = running.got(ann)[0].splitlines()
    assert lines[1].startswith("Our issue platform now takes all questions")
    assert lines[2] == LINKS.desk(ann, 0)
    assert lines[3] == "This chat closes on 19 April 2026, 09:00: 30 days left."
    assert running.got(group)[0].splitlines()[2] == DESK


async def test_each_chat_is_spoken_to_in_its_own_language(running: Posting) -> None:
    [chinese] = await running.customers(1, language="zh")
    [english] = await running.customers(1, first=2000)
    await look(running, MORNING)
    assert "2026年4月19日" in running.got(chinese)[0]
    assert "19 April 2026" in running.got(english)[0]


async def test_each_slot_comes_once_however_often_one_looks(running: Posting) -> None:
    [ann] = await running.customers(1)
    await look(running, MORNING - SECOND)
    assert running.got(ann) == []
    await look(running, MORNING, MORNING + SECOND, MORNING + timedelta(hours=1), AFTERNOON, AFTERNOON)
    # The afternoon before went by unseen, as the test begins.
    assert await slots(running) == ["2026-04-01/afternoon", "2026-04-02/morning", "2026-04-02/afternoon"]
    assert [row.state for row in await running.rows()] == ["sent", "sent"]


async def test_a_restart_neither_skips_nor_doubles_a_slot(
    sandbox: Sandbox, database: Database, clock: ManualClock
) -> None:
    for moment in (MORNING, MORNING, AFTERNOON, AFTERNOON + timedelta(minutes=5), NEXT_MORNING):
        posting = Posting(sandbox, database, clock)
        if not sandbox.world.people.get(1000):
            await posting.customers(2)
        await posting.start()
        await look(posting, moment)
        await posting.stop()
    sent = sandbox.api.calls.after(method="sendMessage", chat_id=1000)
    assert [datetime.fromisoformat(call.at) for call in sent] == [MORNING, AFTERNOON, NEXT_MORNING]
    assert await posting.books() == {DeliveryState.SENT: 6}


async def test_two_processes_that_look_at_once_announce_once(
    sandbox: Sandbox, database: Database, clock: ManualClock
) -> None:
    one, other = Posting(sandbox, database, clock), Posting(sandbox, database, clock)
    await one.customers(3)
    await asyncio.gather(one.campaigns.run(MORNING), other.campaigns.run(MORNING))
    assert await one.books() == {DeliveryState.PLANNED: 3}


@pytest.mark.parametrize(
    ("late", "sent"),
    [(timedelta(hours=2) - SECOND, True), (timedelta(hours=2), False), (timedelta(hours=5), False)],
)
async def test_a_slot_that_was_missed_by_the_grace_is_not_made_up_for(
    posting: Posting, late: timedelta, sent: bool
) -> None:
    await posting.customers(1)
    await posting.campaigns.run(MORNING + late)
    state = "running" if sent else "missed"
    assert await states(posting) == {"2026-04-01/afternoon": "missed", "2026-04-02/morning": state}
    assert len(await posting.rows()) == (1 if sent else 0)


@pytest.mark.parametrize("announcements", [Announcements(grace_minutes=0)])
async def test_without_any_grace_a_slot_is_announced_all_the_same(
    posting: Posting, announcements: Announcements
) -> None:
    """The look at the clock comes up to a minute after the moment."""
    await posting.customers(1)
    await posting.campaigns.run(MORNING + timedelta(seconds=59))
    await posting.campaigns.run(AFTERNOON + timedelta(minutes=2))
    assert await states(posting) == {
        "2026-04-01/afternoon": "missed",
        "2026-04-02/morning": "running",
        "2026-04-02/afternoon": "missed",
    }


@pytest.mark.parametrize("announcements", [Announcements(missed="record")])
async def test_where_only_the_record_is_wished_nothing_is_made_up_for(
    posting: Posting, announcements: Announcements
) -> None:
    await posting.customers(1)
    await posting.campaigns.run(MORNING + timedelta(seconds=59))
    await posting.campaigns.run(AFTERNOON + timedelta(seconds=61))
    assert await states(posting) == {
        "2026-04-01/afternoon": "missed",
        "2026-04-02/morning": "running",
        "2026-04-02/afternoon": "missed",
    }


async def test_each_slot_missed_in_days_without_a_process_is_recorded_once(posting: Posting) -> None:
    await posting.customers(1)
    await posting.campaigns.run(MORNING)
    later = MORNING + timedelta(days=3)
    await posting.campaigns.run(later)
    await posting.campaigns.run(later + SECOND)
    missed = [f"2026-04-0{day}/{half}" for day in (2, 3, 4, 5) for half in ("morning", "afternoon")][1:-1]
    assert await states(posting) == {
        "2026-04-01/afternoon": "missed",
        "2026-04-02/morning": "running",
        **dict.fromkeys(missed, "missed"),
        "2026-04-05/morning": "running",
    }
    async with posting.database.reading() as tx:
        for found in await broadcasts.page(tx, kinds=[Purpose.ANNOUNCEMENT], limit=100):
            if found.state is BroadcastState.MISSED:
                assert found.finished_at == later if found.due_at > MORNING else found.finished_at == MORNING
                assert await ledger.books(tx, found.id) == Books()
        assert len(await broadcasts.running(tx)) == 2


async def test_nothing_is_missed_before_the_first_start_nor_outside_the_move(posting: Posting) -> None:
    await posting.campaigns.run(DEADLINE + timedelta(days=3))
    keys = await slots(posting)
    # The program first ran on the 1st of April at 14:00; the deadline is on the 19th at 9:00.
    assert (keys[0], keys[-1], len(keys)) == ("2026-04-01/afternoon", "2026-04-18/afternoon", 1 + 17 * 2)
    assert set((await states(posting)).values()) == {"missed"}


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        # The clocks go back: 01:30 comes twice, on the 25th of October in Berlin, on the 1st of November in New York.
        ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
        # They go forward: 02:30 does not exist on the 29th of March in Berlin.
        ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("step", [timedelta(minutes=20), timedelta(hours=5), timedelta(days=4)])
async def test_across_a_clock_change_each_slot_is_announced_or_missed_and_comes_once(
    database: Database, sandbox: Sandbox, clock: ManualClock, zone: str, day: datetime, step: timedelta
) -> None:
    async with database.transaction() as tx:
        await tx.execute(transition_table.update().values(launch=day - timedelta(days=5)))
        await tx.execute(changes_table.update().values(at=day - timedelta(days=2)))
    posting = Posting(sandbox, database, clock, Announcements(times=(time(2, 30), time(15, 30))))
    company = COMPANY.model_copy(update={"timezone": zone})
    duty = Campaigns(database, posting.announcements, company, PEOPLE, posting.outbox)
    now = day - timedelta(days=2)
    while now < day + timedelta(days=2):
        now += step
        await duty.run(now)
    until = now.astimezone(company.zone)
    days = [(day.date() + timedelta(days=number)).isoformat() for number in (-1, 0, 1)]
    wanted = [f"{one}/{half}" for one in days for half in ("morning", "afternoon")]
    keys = await slots(posting)
    assert [key for key in keys if key.partition("/")[0] in days] == wanted, until
    assert len(keys) == len(set(keys))


async def test_a_new_announcement_takes_the_place_of_the_one_before(running: Posting) -> None:
    [ann] = await running.customers(1)
    await look(running, MORNING)
    [first] = running.messages(ann)
    await look(running, AFTERNOON)
    await until(lambda: len(running.messages(ann)) == 1)
    assert running.messages(ann)[0]["message_id"] > first["message_id"]


async def test_an_announcement_that_was_removed_by_hand_holds_up_nothing(running: Posting) -> None:
    [ann] = await running.customers(1)
    await look(running, MORNING)
    running.sandbox.world.delete(ann, [running.messages(ann)[0]["message_id"]])
    await look(running, AFTERNOON)
    await until(lambda: running.sandbox.api.calls.after(method="deleteMessage") != [])
    assert len(running.messages(ann)) == 1


@pytest.mark.parametrize("announcements", [Announcements(replace_previous=False)])
async def test_the_one_before_stays_where_that_is_wished(running: Posting, announcements: Announcements) -> None:
    [ann] = await running.customers(1)
    await look(running, MORNING, AFTERNOON)
    assert len(running.got(ann)) == 2
    assert running.sandbox.api.calls.after(method="deleteMessage") == []


async def test_nobody_of_the_company_nothing_closed_and_nothing_lost_is_announced_to(posting: Posting) -> None:
    open_, closed, lost = await posting.customers(3)
    now = posting.clock.now()
    async with posting.database.transaction() as tx:
        for person in (ADMIN, STAFF):
            await chats.seen(tx, person, kind="private", title="S", language=None, now=now)
        await chats.lost(tx, lost, "blocked")
        await tx.execute(chat_table.update().where(chat_table.c.id == closed).values(closed_at=now))
    await posting.campaigns.run(MORNING)
    assert [row.chat_id for row in await posting.rows()] == [open_]


async def test_after_the_deadline_nothing_is_announced(posting: Posting) -> None:
    await posting.customers(1)
    for moment in (DEADLINE, DEADLINE.replace(hour=9, minute=30), DEADLINE.replace(hour=15, minute=30)):
        await posting.campaigns.run(moment)
    assert set((await states(posting)).values()) == {"missed"}
    assert await posting.rows() == []


async def test_it_tells_when_it_next_wants_to_look(posting: Posting) -> None:
    assert await posting.campaigns.run(MORNING) == AFTERNOON
    later = MORNING + timedelta(hours=1)
    async with posting.database.transaction() as tx:
        await broadcasts.create(
            tx, kind=Purpose.BROADCAST, content=Content({"": "x"}), audience=EVERYONE, due_at=later, now=MORNING
        )
    assert await posting.campaigns.run(MORNING + SECOND) == later
    assert await posting.campaigns.run(later) == AFTERNOON


async def test_what_staff_wrote_goes_to_closed_channels_too(posting: Posting) -> None:
    open_, closed = await posting.customers(2)
    async with posting.database.transaction() as tx:
        await tx.execute(chat_table.update().where(chat_table.c.id == closed).values(closed_at=posting.clock.now()))
    await posting.broadcast()
    assert [row.chat_id for row in await posting.rows()] == [open_, closed]
