"""The sender stops, or is killed: what was under way then."""

import asyncio
from collections import Counter

from bot.clock import ManualClock
from bot.deliveries import DeliveryState, Purpose
from bot.storage.database import Database
from broadcasts.sender import TAKEN
from sandbox.faults import Faults
from sandbox.server import Sandbox
from tests.broadcasts.posting import Posting, confirmation
from tests.ferry import until

SENT, PLANNED, SENDING, UNCONFIRMED = (
    DeliveryState.SENT,
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.UNCONFIRMED,
)


async def test_a_stop_finishes_what_is_in_flight_and_takes_nothing_new(posting: Posting) -> None:
    await posting.customers(100)
    posting.sandbox.api.faults = Faults(latency_seconds=1, methods=["sendMessage"])
    await posting.start()
    number = await posting.broadcast()

    async def in_flight() -> bool:
        return (await posting.books()).get(SENDING, 0) == 40

    await until(in_flight)
    await posting.stop()
    assert await posting.books(number) == {SENT: 40, PLANNED: 60}


async def test_a_stop_at_any_moment_leaves_nothing_half_done(
    sandbox: Sandbox, database: Database, clock: ManualClock
) -> None:
    people = await Posting(sandbox, database, clock).customers(1)
    for turns in range(40):
        posting = Posting(sandbox, database, clock)
        await posting.start()
        await posting.plan(*(confirmation(people[0], occasion=f"{turns}/{number}") for number in range(3)))
        await asyncio.sleep(turns / 2000)
        await posting.stop()
        assert SENDING not in await posting.books(), turns
        assert [task for task in asyncio.all_tasks() if task.get_name().startswith("delivery")] == [], turns


async def test_after_a_crash_what_was_in_flight_is_unconfirmed_or_sent_again(
    sandbox: Sandbox, database: Database, clock: ManualClock
) -> None:
    first = Posting(sandbox, database, clock)
    people = await first.customers(15)
    sandbox.api.faults = Faults(latency_seconds=1, methods=["sendMessage"])
    await first.start()
    announcement = await first.broadcast(kind=Purpose.ANNOUNCEMENT, slot="2026-04-01/morning")
    await first.plan(*(confirmation(person) for person in people[:5]))

    async def in_flight() -> bool:
        return (await first.books()).get(SENDING, 0) == 20

    await until(in_flight)
    await first.crash()
    assert await first.books() == {SENDING: 20}
    # What had reached Telegram arrives there all the same.
    await asyncio.sleep(1.1)
    sandbox.api.faults = Faults()

    second = Posting(sandbox, database, clock)
    await second.start()
    await second.settled()
    assert await second.books(announcement) == {UNCONFIRMED: 15}
    assert await second.books() == {UNCONFIRMED: 15, SENT: 5}
    await second.stop()
    for person in people:
        got = Counter(second.got(person))
        assert got["News"] <= 1
        assert (got["Recorded"] >= 1) is (person in people[:5])


async def test_a_second_process_waits_and_takes_nothing_of_the_first_s_for_lost(
    sandbox: Sandbox, database: Database, clock: ManualClock
) -> None:
    first, second = Posting(sandbox, database, clock), Posting(sandbox, database, clock)
    people = await first.customers(10)
    sandbox.api.faults = Faults(latency_seconds=0.5, methods=["sendMessage"])
    await first.start()
    number = await first.broadcast()

    async def in_flight() -> bool:
        return (await first.books()).get(SENDING, 0) == 10

    await until(in_flight)
    await second.start()
    await until(lambda: second.sender.error == TAKEN)
    assert (first.sender.sends, second.sender.sends) == (True, False)
    assert UNCONFIRMED not in await first.books()
    await first.stop()
    assert await second.books(number) == {SENT: 10}
    sandbox.api.faults = Faults()
    await second.plan(confirmation(people[0]))
    await second.settled()
    assert (second.sender.sends, second.sender.error) == (True, None)
    assert second.got(people[0]) == ["News", "Recorded"]
    await second.stop()


async def test_a_lock_lost_in_the_middle_is_taken_again_and_nothing_comes_twice(
    sandbox: Sandbox, database: Database, clock: ManualClock
) -> None:
    posting = Posting(sandbox, database, clock)
    people = await posting.customers(60)
    sandbox.api.faults = Faults(latency_seconds=0.2, methods=["sendMessage"])
    await posting.start()
    number = await posting.broadcast()
    await until(lambda: len(sandbox.api.calls.after(method="sendMessage")) >= 5)
    await posting.sender.lock.release()
    await posting.settled()
    assert await posting.books(number) == {SENT: 60}
    assert {tuple(posting.got(person)) for person in people} == {("News",)}
    await posting.stop()
