"""The books balance at every moment, whatever happens to deliveries and in whatever order."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import AT_MOST_ONCE, DeliveryState, Purpose, Settlement
from bot.storage import claims, deliveries
from bot.storage.database import Database
from tests.bot.moments import NOW, SECOND
from tests.bot.storage.rows import confirmation

FINAL = [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.UNCONFIRMED]


@dataclass
class Ledger:
    """What the outbox ought to hold. The steps check what they can see, `check` the books as a whole."""

    now: datetime = NOW
    planned: set[str] = field(default_factory=set)
    under_way: dict[int, Purpose] = field(default_factory=dict)
    final: Counter[DeliveryState] = field(default_factory=Counter)
    tries: Counter[int] = field(default_factory=Counter)

    async def check(self, tx: AsyncConnection) -> None:
        books = await deliveries.count_by_state(tx)
        assert sum(books.values()) == len(self.planned)
        assert books.pop(DeliveryState.SENDING, 0) == len(self.under_way)
        books.pop(DeliveryState.PLANNED, 0)
        assert books == +self.final


@dataclass(frozen=True)
class Plan:
    number: int
    purpose: Purpose

    async def take(self, tx: AsyncConnection, ledger: Ledger) -> None:
        occasion = f"occasion/{self.number}"
        new = await deliveries.plan(tx, confirmation(occasion, purpose=self.purpose), ledger.now)
        assert new == (occasion not in ledger.planned)
        ledger.planned.add(occasion)


@dataclass(frozen=True)
class Claim:
    limit: int

    async def take(self, tx: AsyncConnection, ledger: Ledger) -> None:
        claimed = await claims.urgent(tx, ledger.now, limit=self.limit)
        assert len(claimed) <= self.limit
        for item in claimed:
            assert item.id not in ledger.under_way
            ledger.tries[item.id] += 1
            assert item.attempts == ledger.tries[item.id]
            ledger.under_way[item.id] = item.purpose


@dataclass(frozen=True)
class Settle:
    state: DeliveryState
    again_after_seconds: int

    async def take(self, tx: AsyncConnection, ledger: Ledger) -> None:
        if ledger.under_way:
            number, _ = ledger.under_way.popitem()
            again = self.state is DeliveryState.PLANNED
            due_at = ledger.now + self.again_after_seconds * SECOND if again else None
            await deliveries.settle(tx, [Settlement(number, self.state, ledger.now, due_at=due_at)])
            ledger.final[self.state] += not again


@dataclass(frozen=True)
class Crash:
    async def take(self, tx: AsyncConnection, ledger: Ledger) -> None:
        assert await claims.recover(tx, ledger.now) == len(ledger.under_way)
        lost = sum(purpose in AT_MOST_ONCE for purpose in ledger.under_way.values())
        ledger.final[DeliveryState.UNCONFIRMED] += lost
        ledger.under_way.clear()


@dataclass(frozen=True)
class Wait:
    seconds: int

    async def take(self, tx: AsyncConnection, ledger: Ledger) -> None:
        ledger.now += self.seconds * SECOND


Step = Plan | Claim | Settle | Crash | Wait
STEPS = st.lists(
    st.one_of(
        st.builds(Plan, st.integers(0, 6), st.sampled_from(Purpose)),
        st.builds(Claim, st.integers(1, 3)),
        st.builds(Settle, st.sampled_from([*FINAL, DeliveryState.PLANNED]), st.integers(0, 60)),
        st.just(Crash()),
        st.builds(Wait, st.integers(1, 60)),
    ),
    min_size=3,
    max_size=40,
)


@given(STEPS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_what_was_planned_is_sent_failed_skipped_unconfirmed_or_still_to_come(
    database: Database, steps: list[Step]
) -> None:
    ledger = Ledger()
    # Nothing of an example is kept, so that the next one finds an empty outbox.
    async with database.reading() as tx:
        for step in steps:
            await step.take(tx, ledger)
            await ledger.check(tx)
