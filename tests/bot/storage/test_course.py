"""How a broadcast goes: why some did not arrive, and how fast it is of late."""

from datetime import timedelta

from bot.deliveries import DeliveryState
from bot.storage import course
from bot.storage.course import LATEST, Reason
from bot.storage.database import Database
from bot.storage.schema import deliveries
from tests.bot.moments import NOW
from tests.bot.storage.rows import broadcast


async def _row(database: Database, number: int, count: int, state: str, reason: str | None, seconds_ago: float) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            deliveries.insert().values(
                occasion=f"broadcast/{number}",
                chat_id=count,
                purpose="broadcast",
                priority=2,
                broadcast_id=number,
                state=state,
                reason=reason,
                planned_at=NOW,
                due_at=NOW,
                settled_at=NOW - timedelta(seconds=seconds_ago),
            )
        )


async def test_reasons_are_counted_the_most_frequent_first(database: Database) -> None:
    async with database.transaction() as tx:
        number, other = await broadcast(tx), await broadcast(tx)
    for count, (state, reason) in enumerate(
        [("failed", "kicked"), ("failed", "blocked"), ("failed", "blocked"), ("skipped", None), ("unconfirmed", "x")]
    ):
        await _row(database, number, count, state, reason, 1)
    await _row(database, other, 1, "failed", "blocked", 1)
    async with database.reading() as tx:
        assert await course.reasons(tx, number) == [
            Reason(DeliveryState.FAILED, "blocked", 2),
            Reason(DeliveryState.SKIPPED, "", 1),
            Reason(DeliveryState.FAILED, "kicked", 1),
        ]


async def test_the_rate_is_that_of_the_last_ones(database: Database) -> None:
    async with database.transaction() as tx:
        number = await broadcast(tx)
    await _row(database, number, 0, "sent", None, 3600)
    async with database.reading() as tx:
        assert await course.rate(tx, number, NOW) is None
    for count in range(1, LATEST + 1):
        await _row(database, number, count, "sent", None, (LATEST - count) / 20)
    async with database.reading() as tx:
        rate = await course.rate(tx, number, NOW)
        assert rate is not None
        assert abs(rate - 20) < 0.1
        assert await course.rate(tx, number, NOW + course.STALE + timedelta(seconds=1)) is None
