"""Who gets a turn, and when: each case played in jumping time."""

import asyncio

import pytest

from bot.budget import Priority
from bot.rate import PAID_PER_SECOND
from tests.bot.jumping_time import SAME_TICK, Callers, budget_of, now, play

ANSWER, NOTIFICATION, BROADCAST = Priority


def test_calls_go_in_an_even_rhythm() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        for name in "abcd":
            callers.call(name)
        assert await callers.finish() == [(0, "a"), (0.1, "b"), (0.2, "c"), (0.3, "d")]

    play(story)


def test_the_smaller_priority_goes_first_and_then_who_came_first() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        callers.call("first anyway", 1, BROADCAST)
        callers.call("broadcast", 2, BROADCAST)
        callers.call("notification", 3, NOTIFICATION)
        callers.call("another broadcast", 4, BROADCAST)
        callers.call("answer", 5, ANSWER)
        callers.call("another answer", 6, ANSWER)
        order = ["first anyway", "answer", "another answer", "notification", "broadcast", "another broadcast"]
        assert [name for _, name in await callers.finish()] == order

    play(story)


def test_an_answer_overtakes_a_broadcast_to_the_same_chat() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        for name in ("one", "two", "three"):
            callers.call(name, 7, BROADCAST)
        callers.call("answer", 7, ANSWER)
        # The burst of three goes by priority; the last waits for the chat's own second.
        assert await callers.finish() == [(0, "one"), (0.1, "answer"), (0.2, "two"), (1.0, "three")]

    play(story)


def test_a_chat_that_is_not_ready_holds_up_nobody_else() -> None:
    async def story() -> None:
        callers = Callers(budget_of(100))
        for n in range(5):
            callers.call(f"busy {n}", 7, ANSWER)
        callers.call("other", 8, BROADCAST)
        turns = dict((name, at) for at, name in await callers.finish())
        assert turns["other"] == 0.03
        assert (turns["busy 3"], turns["busy 4"]) == (1, 2)

    play(story)


def test_an_answer_overtakes_a_broadcast_whose_chat_rests() -> None:
    async def story() -> None:
        callers = Callers(budget_of(1000))
        for name in ("one", "two", "three", "broadcast"):
            callers.call(name, 7, BROADCAST)
        await asyncio.sleep(0.5)
        callers.call("answer", 7, ANSWER)
        assert (await callers.finish())[3:] == [(1, "answer"), (2, "broadcast")]

    play(story)


def test_a_turn_that_comes_before_the_end_of_a_rest_is_not_slept_through() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        for name in ("one", "two", "three", "rests until the chat's second"):
            callers.call(name, 7)
        await asyncio.sleep(0.5)
        callers.call("at once", 8)
        callers.call("soon", 9)
        turns = (await callers.finish())[3:]
        assert turns == [(0.5, "at once"), (0.6, "soon"), (1, "rests until the chat's second")]

    play(story)


def test_calls_without_a_chat_meet_the_global_rate_only() -> None:
    async def story() -> None:
        callers = Callers(budget_of(1000))
        for n in range(50):
            callers.call(str(n), None)
        assert (await callers.finish())[-1][0] == 0.05

    play(story)


@pytest.mark.parametrize("group", [-100123, "-100123", "@company"])
def test_no_rolling_minute_of_a_group_holds_more_than_twenty(group: int | str) -> None:
    async def story() -> None:
        callers = Callers(budget_of(29.5))
        for n in range(60):
            callers.call(str(n), group)
        moments = [at for at, _ in await callers.finish()]
        assert max(sum(start <= at <= start + 60 for at in moments) for start in moments) == 20

    play(story)


def test_an_id_written_as_text_is_the_same_chat() -> None:
    async def story() -> None:
        callers = Callers(budget_of(1000))
        for n in range(4):
            callers.call(str(n), "7" if n % 2 else 7)
        assert (await callers.finish())[-1][0] == 1

    play(story)


def test_a_pause_holds_everyone_and_a_smaller_one_never_shortens_it() -> None:
    async def story() -> None:
        budget = budget_of(10)
        callers = Callers(budget)
        budget.pause(5)
        budget.pause(1)
        callers.call("answer", 1, ANSWER)
        callers.call("broadcast", 2, BROADCAST)
        await asyncio.sleep(2)
        assert budget.paused_seconds == 3
        assert budget.waiting == 2
        budget.pause(4)
        assert await callers.finish() == [(6, "answer"), (6.1, "broadcast")]
        assert budget.paused_seconds == 0
        assert budget.waiting == 0

    play(story)


def test_after_a_pause_the_rhythm_is_as_even_as_before() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        callers.budget.pause(60)
        for n in range(30):
            callers.call(str(n), n)
        moments = [at for at, _ in await callers.finish()]
        assert moments == [round(60 + n / 10, 2) for n in range(30)]

    play(story)


def test_a_pause_at_the_last_moment_still_holds_and_keeps_the_order() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        for name in ("before", "caught", "after"):
            callers.call(name)
        await asyncio.sleep(0)
        # "caught" has its turn at 96 ms (4 ms of slack), but has not run yet when the pause comes.
        asyncio.get_running_loop().call_at(0.096 + SAME_TICK, callers.budget.pause, 9)
        assert await callers.finish() == [(0, "before"), (9.1, "caught"), (9.19, "after")]

    play(story)


def test_who_gives_up_waiting_leaves_the_place_to_the_next() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        for name in "abcd":
            callers.call(name, 7)
        await asyncio.sleep(0)
        callers.tasks["b"].cancel()
        await asyncio.sleep(0)
        assert callers.budget.waiting == 2
        assert await callers.finish() == [(0, "a"), (0.1, "c"), (0.2, "d")]

    play(story)


def test_who_gives_up_at_the_last_moment_gives_the_turn_back() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        for name in "abc":
            callers.call(name, 7)
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_at(0.096 + SAME_TICK, callers.tasks["b"].cancel)
        assert await callers.finish() == [(0, "a"), (0.1, "c")]
        assert callers.tasks["b"].cancelled()
        callers.call("d", 7)
        assert (await callers.finish())[-1] == (0.2, "d")  # third of the chat's burst: "b" took nothing of it

    play(story)


def test_a_turn_given_back_after_later_ones_were_given_is_lost_rather_than_used_twice() -> None:
    async def story() -> None:
        budget = budget_of(PAID_PER_SECOND)
        moments: list[float] = []

        async def take() -> None:
            await budget.acquire(7, ANSWER)
            moments.append(now())

        budget.pause(1)
        tasks = [asyncio.create_task(take()) for _ in range(5)]
        await asyncio.sleep(0)
        # At the end of the pause the chat's burst goes in one go; its first gives up when the others are given already.
        asyncio.get_running_loop().call_at(1 + SAME_TICK, tasks[0].cancel)
        await asyncio.gather(*tasks, return_exceptions=True)
        assert moments == pytest.approx([1, 1, 2, 3])  # the place of the first is lost: else the third would go at 1

    play(story)


def test_a_caller_whose_only_rival_gave_up_is_served() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        callers.budget.pause(1)
        callers.call("gives up", 7, ANSWER)
        await asyncio.sleep(0)
        callers.tasks["gives up"].cancel()
        callers.call("stays", 7, BROADCAST)
        assert await callers.finish() == [(1, "stays")]

    play(story)


def test_who_moves_up_for_one_who_gave_up_goes_by_their_own_priority() -> None:
    async def story() -> None:
        callers = Callers(budget_of(10))
        callers.budget.pause(1)
        callers.call("gives up", 7, ANSWER)
        callers.call("broadcast", 7, BROADCAST)
        callers.call("notification", 8, NOTIFICATION)
        await asyncio.sleep(0)
        callers.tasks["gives up"].cancel()
        assert await callers.finish() == [(1, "notification"), (1.1, "broadcast")]

    play(story)


def test_chats_at_rest_are_forgotten() -> None:
    async def story() -> None:
        budget = budget_of(PAID_PER_SECOND)
        for chat_id in range(1, 20_001):
            await budget.acquire(chat_id, BROADCAST)
        # A chat is remembered for the second that its last message counts: some 995 of them, up to a doubling.
        assert len(budget._chats) < 2100

    play(story)


def test_a_refusal_pauses_and_slows_down_and_the_rate_comes_back() -> None:
    async def story() -> None:
        budget = budget_of(10)
        callers = Callers(budget)
        for n in range(12):
            callers.call(str(n))
        await asyncio.sleep(0.45)
        budget.refused(1)
        # At 1.45 it goes on with 8.5 a second, which grow by 0.1 each second.
        moments = [at for at, _ in await callers.finish()]
        assert moments[:7] == [0, 0.1, 0.2, 0.3, 0.4, 1.45, pytest.approx(1.57, abs=0.011)]
        assert moments[-1] == pytest.approx(1.45 + 6 / 8.55, abs=0.03)
        assert budget.per_second < 9
        await asyncio.sleep(20)
        assert budget.per_second == 10

    play(story)


def test_what_was_under_way_when_the_pause_began_cuts_the_rate_no_further() -> None:
    async def story() -> None:
        budget = budget_of(100)
        for _ in range(40):
            budget.refused(1)
        assert (budget.per_second, budget.paused_seconds) == (85, 1)
        for third in (72.25, 61.4125):
            await asyncio.sleep(1)
            budget.refused(1)
            assert budget.per_second == pytest.approx(third)

    play(story)
