"""Broadcasts to very many: `python -m benchmarks.broadcasts_million`.

What planning costs against a bare INSERT .. SELECT of the same rows, how much the process grows, and what a claim
costs as the run advances.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import track
from sqlalchemy import bindparam, delete, text, update

from benchmarks.crowd import PEOPLE, create, crowd
from benchmarks.measure import pin_to_one_core
from bot.deliveries import Delivery, DeliveryState, Purpose, Settlement
from bot.storage import broadcasts, claims, deliveries
from bot.storage.audiences import EVERYONE, chats_of
from bot.storage.database import Database
from bot.storage.schema import deliveries as table
from bot.storage.types import Moment

FEW = 1_000
CLAIM = 40
CLAIMS = 50
SHARES = (0.01, 0.5, 0.99)
NOW = datetime(2026, 11, 2, tzinfo=UTC)
FLOOR = text(
    "INSERT INTO deliveries (occasion, chat_id, purpose, priority, broadcast_id, planned_at, due_at) "
    "SELECT :occasion, id, 'broadcast', 2, :broadcast_id, :now, :now FROM chats"
).bindparams(bindparam("now", type_=Moment))

Plan = Callable[[Database, int], Awaitable[None]]


async def bare(database: Database, broadcast_id: int) -> None:
    async with database.transaction() as tx:
        await tx.execute(FLOOR, {"occasion": f"broadcast/{broadcast_id}", "broadcast_id": broadcast_id, "now": NOW})


async def ours(database: Database, broadcast_id: int) -> None:
    async with database.transaction() as tx:
        await broadcasts.start(tx, broadcast_id, NOW)
        await deliveries.plan_many(
            tx,
            chats_of(EVERYONE, PEOPLE.everyone, broadcast_id),
            occasion=f"broadcast/{broadcast_id}",
            purpose=Purpose.BROADCAST,
            broadcast_id=broadcast_id,
            now=NOW,
        )


async def planned(database: Database, plan: Plan) -> tuple[int, float]:
    """The broadcast, and the seconds that it took."""
    async with database.transaction() as tx:
        await tx.execute(delete(table))
        broadcast_id = await create(tx, NOW)
    begin = time.perf_counter()
    await plan(database, broadcast_id)
    return broadcast_id, time.perf_counter() - begin


async def claimed(database: Database, broadcast_id: int, share: float, recipients: int) -> list[float]:
    """Milliseconds of CLAIMS claims once this share of the broadcast is sent; each with its settling, not timed."""
    async with database.transaction() as tx:
        first = (await tx.execute(table.select().with_only_columns(table.c.id).limit(1))).scalar_one()
        sent = update(table).where(table.c.broadcast_id == broadcast_id, table.c.id < first + int(share * recipients))
        await tx.execute(sent.values(state=DeliveryState.SENT.value, settled_at=NOW))
    took = []
    for _ in range(CLAIMS):
        begin = time.perf_counter()
        async with database.transaction() as tx:
            those = await claims.of_broadcasts(tx, NOW, limit=CLAIM)
        took.append((time.perf_counter() - begin) * 1000)
        await settle(database, those)
    return took


async def settle(database: Database, those: list[Delivery]) -> None:
    async with database.transaction() as tx:
        await deliveries.settle(tx, [Settlement(one.id, DeliveryState.SENT, NOW, message_id=one.id) for one in those])


def resident_mb() -> float:
    """What the process has of memory now; 0 where the system does not tell."""
    gc.collect()
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


async def main(recipients: int, runs: int) -> None:
    pin_to_one_core()
    memory: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (FEW, recipients):
            (Path(folder) / str(count)).mkdir()
            database = await crowd(Path(folder) / str(count), count)
            broadcast_id, _ = await planned(database, ours)
            for _ in range(CLAIMS // 2):
                async with database.transaction() as tx:
                    those = await claims.of_broadcasts(tx, NOW, limit=CLAIM)
                await settle(database, those)
            memory[count] = resident_mb()
            if count == FEW:
                await database.close()
        rounds = [
            [(await planned(database, plan))[1] for plan in (bare, ours)]
            for _ in track(range(runs), f"planning {recipients:,}", transient=True)
        ]
        broadcast_id, _ = await planned(database, ours)
        took = {share: await claimed(database, broadcast_id, share, recipients) for share in SHARES}
        await database.close()
    floor, mine = (statistics.median(one) for one in zip(*rounds, strict=True))
    ratios = [after / before for before, after in rounds]
    print(f"| planning {recipients:,} | seconds | ratio to the floor (median, min-max) |\n| --- | ---: | --- |")
    print(f"| bare INSERT .. SELECT | {floor:.2f} | 1.00 |")
    print(f"| a broadcast | {mine:.2f} | {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) |")
    print("\n| recipients | memory of the process |\n| ---: | ---: |")
    for count, megabytes in memory.items():
        print(f"| {count:,} | {megabytes:.1f} MB |")
    print(f"\n| sent so far | a claim of {CLAIM}, median | slowest of {CLAIMS} |\n| ---: | ---: | ---: |")
    for share, milliseconds in took.items():
        print(f"| {share:.0%} | {statistics.median(milliseconds):.1f} ms | {max(milliseconds):.1f} ms |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a few seconds: to see that it works")
    given = parser.parse_args()
    if given.quick:
        given.recipients, given.runs = 20_000, 1
    asyncio.run(main(given.recipients, given.runs))
