"""Where the company wishes so, what touches everybody waits for a second admin."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.steering import Steer
from bot.storage import transitions
from bot.storage.schema import grants, proposals, transition_changes
from bot.transition import Transition
from bot.wishes import Wish, dumped
from tests.ferry import ADMIN, ANN, DEADLINE, STAFF, Ferry, Json, buttons, texts_of

BOB = 503
HOUR = timedelta(hours=1)


@pytest.fixture
def changes() -> dict[str, Json]:
    return {"transition": {"second_admin": True}, "people": {"admins": [ADMIN, BOB]}}


async def plan(ferry: Ferry) -> Transition:
    async with ferry.database.reading() as tx:
        return await transitions.current(tx)


async def proposed(ferry: Ferry, command: str = "/deadline 25 holidays", button: str = "Move it") -> Json:
    """The message that asks Bob."""
    if BOB not in ferry.sandbox.world.people:
        ferry.sandbox.world.add_user("Bob", id=BOB, language_code="en", started=True)
        await ferry.quiet()
    [asked] = await ferry.hear(ADMIN, command)
    assert "A second admin confirms it before it holds." in asked["text"]
    await ferry.press(ADMIN, asked, button)
    assert ferry.written(ADMIN)[-1]["text"].startswith("Proposed: the other admins have been asked.")
    await ferry.quiet()
    return ferry.written(BOB)[-1]


async def alerts(ferry: Ferry) -> list[str]:
    calls = ferry.sandbox.api.calls.after(method="answerCallbackQuery")
    return [call.params["text"] for call in calls if call.params.get("text")]


async def test_another_admin_confirms_and_both_are_in_the_record(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The site is down")
    asked = await proposed(ferry)
    assert asked["text"].splitlines() == [
        "\u2068Ada\u2069 proposes, and asks a second admin to confirm:",
        "Move the deadline?",
        "1 customer, 1 group; 1 not yet migrated",
        "The deadline moves from 19 April 2026, 09:00 to 14 April 2026, 09:00.",
        "Reason: \u2068holidays\u2069",
        "Without an answer it lapses on 2 April 2026, 14:00.",
    ]
    assert (await plan(ferry)).window.deadline == DEADLINE
    await ferry.press(BOB, asked, "Confirm")
    assert ferry.written(BOB)[-1]["text"].startswith("The deadline is now 14 April 2026")
    assert (await plan(ferry)).window.days == 25
    await ferry.until(lambda: ferry.written(ADMIN)[-1]["text"] == "\u2068Bob\u2069 confirmed your proposal.")
    *_, change = await ferry.rows(transition_changes)
    assert (change.who, change.reason) == ("Ada (501), Bob (503)", "holidays")


async def test_a_proposal_may_be_declined_and_then_is_over(ferry: Ferry) -> None:
    asked = await proposed(ferry)
    data = buttons(asked)
    await ferry.press(BOB, asked, "Decline")
    await ferry.until(lambda: ferry.written(ADMIN)[-1]["text"] == "\u2068Bob\u2069 declined your proposal.")
    ferry.sandbox.world.press(BOB, asked["message_id"], BOB, data["Confirm"])
    await ferry.quiet()
    assert "settled already" in (await alerts(ferry))[-1]
    assert (await plan(ferry)).window.deadline == DEADLINE


async def test_nobody_confirms_their_own_and_nobody_else_confirms(ferry: Ferry) -> None:
    asked = await proposed(ferry)
    confirm = buttons(asked)["Confirm"]
    for person in (ADMIN, STAFF, ANN):
        [shown] = (await ferry.hear(person, "/help"))[-1:]
        ferry.sandbox.world.press(person, shown["message_id"], person, confirm)
        await ferry.quiet()
    assert (await plan(ferry)).window.deadline == DEADLINE
    assert "your own proposal" in (await alerts(ferry))[0]
    assert [row.accepted for row in await ferry.rows(proposals)] == [None]


async def test_after_a_day_a_proposal_lapses_and_a_newer_one_takes_the_place_of_an_older(ferry: Ferry) -> None:
    first = await proposed(ferry)
    second = await proposed(ferry, "/deadline 26 better")
    await ferry.press(BOB, first, "Confirm")
    assert (await plan(ferry)).window.deadline == DEADLINE
    ferry.forward(hours=24)
    await ferry.press(BOB, second, "Confirm")
    assert (await plan(ferry)).window.deadline == DEADLINE


async def test_each_admin_is_asked_and_told_in_their_own_language(ferry: Ferry) -> None:
    ferry.sandbox.world.add_user("老王", id=BOB, language_code="zh-hans", started=True)
    await ferry.hear(BOB, "/help")
    asked = await proposed(ferry)
    assert asked["text"].startswith("\u2068Ada\u2069 提出以下修改")
    assert list(buttons(asked)) == ["确认", "拒绝"]
    ferry.sandbox.world.person(ADMIN).language_code = "zh-hans"
    await ferry.hear(ADMIN, "/help")
    await ferry.press(BOB, asked, "确认")
    await ferry.until(lambda: "确认了您的" in ferry.written(ADMIN)[-1]["text"])


async def test_an_admin_who_never_wrote_is_asked_in_the_companys_language(ferry: Ferry) -> None:
    ferry.sandbox.world.add_user("老王", id=BOB, language_code="zh-hans", started=True)
    asked = await proposed(ferry)
    assert list(buttons(asked)) == ["Confirm", "Decline"]


async def test_who_proposed_what_nobody_confirmed_is_told_once_that_it_has_lapsed(ferry: Ferry) -> None:
    await proposed(ferry)
    ferry.forward(hours=23, minutes=59)
    await ferry.quiet()
    assert "lapsed" not in ferry.written(ADMIN)[-1]["text"]
    await ferry.stop()
    ferry.clock.set(ferry.clock.now() + HOUR)
    for _ in range(2):
        await ferry.start()
        await ferry.until(lambda: "lapsed" in ferry.written(ADMIN)[-1]["text"])
        await ferry.quiet()
        await ferry.stop()
    await ferry.start()
    [said] = [text for text in texts_of(ferry.written(ADMIN)) if "lapsed" in text]
    assert said.splitlines() == [
        "Nobody confirmed your proposal in time, so it has lapsed and nothing is changed:",
        "Move the deadline?",
        "Reason: \u2068holidays\u2069",
    ]
    assert not [text for text in texts_of(ferry.written(BOB)) if "has lapsed" in text]


async def test_what_was_declined_does_not_lapse(ferry: Ferry) -> None:
    asked = await proposed(ferry)
    await ferry.press(BOB, asked, "Decline")
    ferry.forward(hours=25)
    await ferry.quiet()
    assert not [text for text in texts_of(ferry.written(ADMIN)) if "lapsed" in text]


async def test_a_proposal_needs_a_reason_which_is_asked_for(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ADMIN, "/close")
    assert "possible" in asked["text"] or "day 20" in asked["text"]
    [asked] = await ferry.hear(ADMIN, "/deadline 25")
    assert asked["text"] == "Why? Write a line: it is kept with the record."


async def test_what_became_impossible_meanwhile_is_refused_to_the_second_admin_too(ferry: Ferry) -> None:
    asked = await proposed(ferry, "/deadline 20 soon")
    ferry.move_to(DEADLINE - 10 * 24 * HOUR + HOUR)
    [row] = await ferry.rows(proposals)
    assert row.expires_at < ferry.clock.now()
    await ferry.press(BOB, asked, "Confirm")
    assert (await plan(ferry)).window.deadline == DEADLINE


async def test_a_plan_that_has_become_impossible_is_refused_in_words_of_its_own(ferry: Ferry) -> None:
    asked = await proposed(ferry)
    wish = Wish(Steer.MOVE_LAUNCH, launch=ferry.clock.now() + HOUR, days=20)
    async with ferry.database.transaction() as tx:
        await tx.execute(update(proposals).values(act=wish.act.value, wish=dumped(wish)))
    await ferry.press(BOB, asked, "Confirm")
    assert "Chat is open" in ferry.written(BOB)[-1]["text"]
    assert (await plan(ferry)).window.deadline == DEADLINE
    assert [row.accepted for row in await ferry.rows(proposals)] == [None]


async def test_more_time_for_one_needs_no_second_admin(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The site is down")
    asked = await proposed(ferry)
    await ferry.press(BOB, asked, "Confirm")
    [said] = texts_of((await ferry.hear(ADMIN, f"/extend {ANN} 2026-04-16 contract"))[-1:])
    assert "may write in chat until" in said
    assert len(await ferry.rows(grants)) == 1
