"""When a broadcast goes out: now, at a time of the company's zone, or on several days."""

from datetime import datetime, timedelta

import pytest

from bot.storage.schema import recipients
from tests.ferry import ANN, GROUP, STAFF, WANG, ZONE, Ferry, texts_of
from tests.handlers.composing import TEXT, Composing, composed, received

EVENING = datetime(2026, 4, 1, 18, tzinfo=ZONE)


@pytest.fixture
async def composing(ferry: Ferry) -> Composing:
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    return Composing(ferry)


async def test_one_for_later_goes_out_at_its_time_in_the_company_s_zone(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.until_confirmed("2026-04-01 18:00")
    assert "Start: 1 April 2026, 18:00" in composing.asked
    assert await composing.press("Send") == "Broadcast 1 goes out 1 April 2026, 18:00."
    ferry.move_to(EVENING - timedelta(seconds=1))
    await ferry.quiet()
    assert received(ferry) == []
    ferry.move_to(EVENING)
    await ferry.until(lambda: received(ferry) == [GROUP, ANN, WANG])
    assert [(row.due_at, row.started_at) for row in await composed(ferry)] == [(EVENING, EVENING)]


@pytest.mark.parametrize(
    "wish", ["tomorrow", "2026-04-01 13:59", "2026-04-01 14:00", "01.05.2026 10:00", "0001-01-01 00:00"]
)
async def test_what_is_no_time_to_come_is_asked_for_again(composing: Composing, wish: str) -> None:
    await composing.until_time()
    asked = await composing.say(wish)
    assert asked.startswith("❗ I read no time to come in that. Write it as 2026-04-01 18:00, later than now.")
    assert "1 April 2026, 14:01" in await composing.say("2026-04-01 14:01")


async def test_a_time_that_passed_while_the_question_stood_is_asked_for_again(composing: Composing) -> None:
    await composing.until_confirmed("2026-04-01 18:00")
    composing.ferry.move_to(EVENING)
    assert (await composing.press("Send")).startswith("❗ That time has passed meanwhile.")
    assert [row.state for row in await composed(composing.ferry)] == ["draft"]


async def test_chosen_days_make_a_broadcast_each(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.until_audience()
    await composing.press("A list of chats")
    await composing.say(str(ANN))
    await composing.press("Continue")
    await composing.press("Choose days")
    assert (await composing.press("Continue")).startswith("❗ Please choose at least one day first.")
    for day in ("3", "10", "5", "✅10"):
        [label] = [choice for choice in composing.choices if choice == day]
        await ferry.press(STAFF, composing.last, label)
    assert composing.asked.endswith("Chosen: 2026-04-03, 2026-04-05")
    await composing.press("Continue")
    for wrong in ("morning", "25:00", "9"):
        assert (await composing.say(wrong)).startswith("❗ I read no time of day in that.")
    await composing.say("09：30")
    assert "Start: 3 April 2026, 09:30, 5 April 2026, 09:30" in composing.asked
    told = await composing.press("Send")
    assert told == "Broadcast 1 goes out 3 April 2026, 09:30.\nBroadcast 2 goes out 5 April 2026, 09:30."
    assert [(row.state, row.due_at) for row in await composed(ferry)] == [
        ("scheduled", datetime(2026, 4, 3, 9, 30, tzinfo=ZONE)),
        ("scheduled", datetime(2026, 4, 5, 9, 30, tzinfo=ZONE)),
    ]
    assert [(row.broadcast_id, row.chat_id) for row in await ferry.rows(recipients)] == [(1, ANN), (2, ANN)]
    ferry.move_to(datetime(2026, 4, 3, 9, 30, tzinfo=ZONE))
    await ferry.until(lambda: TEXT in texts_of(ferry.written(ANN)))
    ferry.move_to(datetime(2026, 4, 5, 9, 30, tzinfo=ZONE))
    await ferry.until(lambda: texts_of(ferry.written(ANN)).count(TEXT) == 2)


async def test_a_time_of_day_that_has_passed_today_is_refused(composing: Composing) -> None:
    await composing.until_time()
    await composing.press("Choose days")
    [label] = [choice for choice in composing.choices if choice == "1"]
    await composing.ferry.press(STAFF, composing.last, label)
    await composing.press("Continue")
    assert (await composing.say("13:00")).startswith("❗ On the first of these days that time has passed already.")
    assert "1 April 2026, 15:00" in await composing.say("15:00")


async def test_the_calendar_begins_today_and_turns_its_pages(composing: Composing) -> None:
    composing.ferry.move_to(datetime(2026, 4, 21, 8, tzinfo=ZONE))
    await composing.until_time()
    await composing.press("Choose days")
    numbers = [choice for choice in composing.choices if choice.isdigit()]
    assert (numbers[0], numbers[-1]) == ("21", "30")
    await composing.press("May »")
    assert "🗓 May 2026" in composing.choices
    await composing.press("🔍")
    assert {"April", "December"} <= set(composing.choices)
    await composing.press("June")
    assert "🗓 June 2026" in composing.choices


async def test_no_more_than_a_month_of_days_at_once(composing: Composing) -> None:
    await composing.until_time()
    await composing.press("Choose days")
    for page in range(2):
        # April has 30 days, and May the 31st of these
        for day in range(1, 31 if page == 0 else 2):
            [label] = [choice for choice in composing.choices if choice == str(day)]
            await composing.ferry.press(STAFF, composing.last, label)
        if page == 0:
            await composing.press("May »")
    [label] = [choice for choice in composing.choices if choice == "2"]
    await composing.ferry.press(STAFF, composing.last, label)
    assert composing.asked.startswith("❗ 31 days are the most at once.")
