"""Broadcasts: one for each slot and each press of a button, started once."""

from datetime import datetime

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.deliveries import Purpose
from bot.storage import broadcasts
from bot.storage.audiences import EVERYONE, OPEN
from bot.storage.database import Database
from tests.bot.moments import DAY, HOUR, NOW
from tests.bot.storage.rows import broadcast


async def test_a_slot_has_one_announcement(database: Database) -> None:
    async with database.transaction() as tx:
        first, second, other = [
            await broadcasts.create(
                tx, kind=Purpose.ANNOUNCEMENT, content=Content({}), audience=OPEN, due_at=NOW, slot=slot, now=NOW
            )
            for slot in ("2027-03-20 am", "2027-03-20 am", "2027-03-20 pm")
        ]
    assert first is not None
    assert second is None
    assert other is not None


async def test_two_presses_on_send_schedule_one_broadcast(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = [
            await broadcasts.create(
                tx,
                kind=Purpose.BROADCAST,
                content=Content({"": "Hello"}),
                audience=EVERYONE,
                due_at=NOW + HOUR,
                created_by=901,
                origin="press/77",
                now=NOW,
            )
            for _ in range(2)
        ]
        [found] = await broadcasts.due(tx, NOW + HOUR)
    assert first is not None
    assert second is None
    assert found == broadcasts.Broadcast(
        first, Purpose.BROADCAST, BroadcastState.SCHEDULED, Content({"": "Hello"}), EVERYONE, NOW + HOUR, NOW, 901
    )


async def test_broadcasts_without_slot_and_press_are_each_their_own(database: Database) -> None:
    async with database.transaction() as tx:
        assert await broadcast(tx) != await broadcast(tx)


async def test_a_broadcast_falls_due_at_its_moment_and_is_started_once(database: Database) -> None:
    async with database.transaction() as tx:
        assert await broadcasts.next_due(tx) is None
        later, sooner = [await broadcast(tx, due_at=due_at) for due_at in (NOW + DAY, NOW + HOUR)]

        async def due_at(now: datetime) -> list[int]:
            return [one.id for one in await broadcasts.due(tx, now)]

        assert await due_at(NOW + HOUR / 2) == []
        assert await due_at(NOW + HOUR) == [sooner]
        assert await due_at(NOW + DAY) == [sooner, later]
        assert await broadcasts.next_due(tx) == NOW + HOUR
        assert await broadcasts.start(tx, sooner, NOW + HOUR)
        assert not await broadcasts.start(tx, sooner, NOW + HOUR)
        assert await due_at(NOW + DAY) == [later]
        assert await broadcasts.next_due(tx) == NOW + DAY
