"""The budget's rates hold, whatever is asked of it."""

import asyncio
from dataclasses import dataclass
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.budget import Priority, SendBudget
from bot.rate import PAID_PER_SECOND, Rate
from tests.bot.jumping_time import budget_of, now, play


@dataclass(frozen=True)
class Wish:
    at: float
    chat_id: int | str | None
    priority: Priority
    patience: float


WISHES = st.lists(
    st.builds(
        Wish,
        at=st.floats(min_value=0, max_value=20),
        chat_id=st.sampled_from([None, 1, 2, 3, -1, "@c"]),
        priority=st.sampled_from(list(Priority)),
        patience=st.one_of(st.just(inf), st.floats(min_value=0, max_value=5)),
    ),
    min_size=1,
    max_size=60,
)
PAUSES = st.lists(st.tuples(st.floats(min_value=0, max_value=20), st.floats(min_value=0, max_value=10)), max_size=3)


@settings(max_examples=150, deadline=None)
@given(wishes=WISHES, pauses=PAUSES, per_second=st.sampled_from([2.0, 29.5, 995.0]))
def test_whatever_is_asked_every_rate_holds_and_everyone_patient_is_served(
    wishes: list[Wish], pauses: list[tuple[float, float]], per_second: float
) -> None:
    turns: list[tuple[float, Wish]] = []

    async def ask(budget: SendBudget, wish: Wish) -> None:
        await asyncio.sleep(wish.at)
        try:
            async with asyncio.timeout(None if wish.patience == inf else wish.patience):
                await budget.acquire(wish.chat_id, wish.priority)
        except TimeoutError:
            return
        turns.append((now(), wish))

    async def story() -> None:
        budget = budget_of(per_second)
        for at, seconds in pauses:
            asyncio.get_running_loop().call_at(at, budget.pause, seconds)
        await asyncio.gather(*(ask(budget, wish) for wish in wishes))
        assert budget.waiting == 0

    play(story)
    assert sum(wish.patience == inf for _, wish in turns) == sum(wish.patience == inf for wish in wishes)
    assert_within(Rate.even(per_second), [at for at, _ in turns])
    for chat_id in (1, 2, 3):
        assert_within(Rate.of_private_chat(1), [at for at, wish in turns if wish.chat_id == chat_id])
    for group in (-1, "@c"):
        assert_within(Rate.of_group(20), [at for at, wish in turns if wish.chat_id == group])
    for start, seconds in pauses:
        assert not any(start < at < start + seconds - 1e-6 for at, _ in turns)


def assert_within(rate: Rate, moments: list[float]) -> None:
    """Any two moments are as far apart as the rate wants for those between them."""
    for first, start in enumerate(moments):
        for between, end in enumerate(moments[first:]):
            assert end - start >= between * rate.interval - rate.lead - 1e-6


async def test_the_paid_rate_is_reached_and_not_passed_on_a_real_clock() -> None:
    budget = SendBudget(per_second=PAID_PER_SECOND)
    moments: list[float] = []

    async def send(chat_id: int) -> None:
        await budget.acquire(chat_id, Priority.BROADCAST)
        moments.append(now())

    await asyncio.gather(*(send(chat_id) for chat_id in range(1, 501)))
    took = moments[-1] - moments[0]
    assert took >= 0.49  # 499 intervals of 1.005 ms, less the slack
    assert took < 2  # half a second on a machine that is not busy
