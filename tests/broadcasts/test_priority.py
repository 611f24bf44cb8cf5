"""An answer to a customer passes a running broadcast of 100,000, against a server that strictly allows 30 a second."""

import asyncio
from datetime import timedelta

import pytest

from bot.rate import FREE_PER_SECOND
from bot.storage.database import Database
from bot.storage.ledger import books
from bot.storage.schema import chats as chat_table
from sandbox.faults import Faults
from sandbox.rates import Rate
from tests.broadcasts.posting import Posting, confirmation
from tests.ferry import until

RECIPIENTS = 100_000
FIRST = 1_000_000
WITHIN = timedelta(seconds=1)


async def add_crowd(posting: Posting) -> None:
    """Telegram knows those whose turn comes while the test lasts."""
    for number in range(FIRST, FIRST + 600):
        posting.sandbox.world.add_user("C", id=number, started=True)
    row = {"kind": "private", "title": "C", "language": "en", "first_seen_at": posting.clock.now()}
    async with posting.database.transaction() as tx:
        await tx.execute(chat_table.insert(), [row | {"id": FIRST + number} for number in range(RECIPIENTS)])


# Messages bunch on their way where the machine is busy; the server counts strictly when they arrive.
@pytest.mark.parametrize("per_second", [FREE_PER_SECOND - 5])
async def test_an_answer_passes_a_broadcast_of_100_000_within_a_second(
    running: Posting, database: Database, per_second: float
) -> None:
    await add_crowd(running)
    people = await running.customers(5)
    running.sandbox.api.faults = Faults(rate=Rate(per_second=30), latency_seconds=0.05, methods=["sendMessage"])
    clock = asyncio.get_running_loop().time
    number = await running.broadcast()
    calls = running.sandbox.api.calls
    # The first five are our customers themselves; whoever answers now is in the middle of it.
    await until(lambda: len(calls.after(method="sendMessage")) >= 60)

    took = []
    for turn, person in enumerate(people):
        began = clock()
        await running.plan(confirmation(person, occasion=f"ticket/{turn}"))
        await until(lambda person=person: "Recorded" in running.got(person))  # type: ignore[misc]
        took.append(clock() - began)
        began = clock()
        await running.telegram.bot.send_message(person, "At once")
        took.append(clock() - began)
    assert max(took) < WITHIN.total_seconds(), took
    assert [call for call in calls.after(method="sendMessage") if call.error_code == 429] == []
    async with database.reading() as tx:
        counted = await books(tx, number)
    assert counted.planned == RECIPIENTS + 5
    assert counted.left > RECIPIENTS - 1_000
