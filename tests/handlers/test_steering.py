"""/extend, /holdouts, /close and /reopen: what admins may do when, and what becomes of it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.storage import customers, transitions
from bot.storage.schema import chats, grants, transition_changes
from sandbox.members import DEFAULT_PERMISSIONS
from tests.ferry import ADMIN, ANN, DEADLINE, GROUP, LAUNCH, STAFF, WANG, Ferry, buttons, texts_of
from tests.handlers.steered import moved

DAY = timedelta(days=1)


async def open_until(ferry: Ferry, chat: int) -> object:
    return {row.id: row.open_until for row in await ferry.rows(chats)}[chat]


async def is_closed(ferry: Ferry, *, closed: bool = True) -> None:
    """The group is; the clock goes on until then, for closing takes its steps a second apart."""
    for _ in range(10):
        await ferry.quiet()
        ferry.forward(seconds=1)
        with suppress(AssertionError):
            await until_within(lambda: any(ferry.chat(GROUP).permissions.values()) is not closed, seconds=0.5)
            return
    raise AssertionError(f"waited in vain for closed to be {closed}")


async def until_within(true: Callable[[], bool], *, seconds: float) -> None:
    ends = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < ends
        await asyncio.sleep(0.005)


async def known(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The site is down")
    await ferry.hear(WANG, "网站打不开")


@pytest.mark.parametrize("command", ["/extend", "/holdouts", "/close", "/reopen"])
async def test_only_admins_may_and_only_in_private(ferry: Ferry, command: str) -> None:
    for person in (ANN, STAFF):
        [said] = texts_of(await ferry.hear(person, command))
        assert "not" in said
    [said] = texts_of(await ferry.hear(ADMIN, command, chat=GROUP))
    assert "private" in said
    assert await ferry.rows(grants) == []


async def test_more_time_is_granted_within_thirty_days_of_the_launch_and_recorded(ferry: Ferry) -> None:
    await known(ferry)
    await moved(ferry, "22")
    [said] = texts_of(await ferry.hear(ADMIN, f"/extend {ANN} 2026-04-15 contract until April"))
    assert "may write in chat until <b>" in said or "may write in chat until" in said
    assert await open_until(ferry, ANN) == LAUNCH + 26 * DAY
    assert await open_until(ferry, WANG) is None
    *_, change = await ferry.rows(transition_changes)
    assert (change.field, change.reason) == (f"extension customer {ANN}", "contract until April")
    # Wang's chat closes with all others, Ann's does not.
    ferry.move_to(LAUNCH + 23 * DAY)
    await ferry.hear(WANG, "网站又打不开了")
    await ferry.hear(ANN, "The site is down again, and the mailbox is full")
    assert [ticket.title for ticket in await ferry.tickets()][-1] == "The site is down again, and the mailbox is full"
    assert "ticket" in (await ferry.outcomes())[-1:]
    ferry.move_to(LAUNCH + 26 * DAY)
    await ferry.hear(ANN, "And again")
    # Wang's words and Ann's; what Telegram notes of closing comes in between.
    assert (await ferry.outcomes()).count("draft") == 2


@pytest.mark.parametrize("day", ["2026-04-20", "2026-04-19", "2027-01-01", "2026-04-01"])
async def test_time_beyond_the_thirtieth_day_is_refused_with_the_last_possible_one(ferry: Ferry, day: str) -> None:
    await known(ferry)
    [said] = texts_of(await ferry.hear(ADMIN, f"/extend {ANN} {day} please"))
    # The window lasts thirty days already: nothing is left to be granted.
    assert "until April 19, 2026" in said or "19 April 2026" in said
    assert await ferry.rows(grants) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("", "there is no more time to give"),
        (f"{ANN} 2026-04-15", "there is no more time to give"),
        ("nobody 2026-04-15 why", "Nobody and nothing is called"),
        (f"{ANN} tomorrow why", "2026"),
        ("-5 2026-04-15 why", "Nobody and nothing is called"),
    ],
)
async def test_what_is_wrong_with_a_wish_is_said(ferry: Ferry, args: str, said: str) -> None:
    await known(ferry)
    [answer] = texts_of(await ferry.hear(ADMIN, f"/extend {args}"))
    assert said in answer
    assert await ferry.rows(grants) == []


@pytest.mark.parametrize("who", [str(ANN), "#1", '"Ann"', "“Ann”", str(GROUP), '"Harbour Ltd"'])
async def test_who_is_meant_may_be_said_in_many_ways(ferry: Ferry, who: str) -> None:
    await known(ferry)
    await ferry.hear(ANN, "hello", chat=GROUP)
    await moved(ferry, "20")
    [said] = texts_of(await ferry.hear(ADMIN, f"/extend {who} 2026-04-15 why not"))
    assert "may write in chat until" in said
    assert len(await ferry.rows(grants)) == 1


async def test_closing_early_is_refused_before_day_twenty_with_the_earliest_date(ferry: Ferry) -> None:
    [said] = texts_of(await ferry.hear(ADMIN, "/close"))
    assert "before day 20" in said
    assert "April 9, 2026" in said or "9 April 2026" in said


async def test_closing_early_asks_once_more_with_the_numbers_and_then_closes(ferry: Ferry) -> None:
    await known(ferry)
    async with ferry.database.transaction() as tx:
        await customers.migrate(tx, WANG, ferry.clock.now())
    ferry.move_to(LAUNCH + 21 * DAY)
    [question] = await ferry.hear(ADMIN, "/close all are there")
    assert "2 customers, 1 group; 1 not yet migrated" in question["text"]
    data = buttons(question)["Close now"]
    await ferry.press(ADMIN, question, "Close now")
    async with ferry.database.reading() as tx:
        assert (await transitions.current(tx)).window.deadline == LAUNCH + 21 * DAY
    await is_closed(ferry)
    # A second press, or a deadline moved now, changes nothing any more.
    ferry.sandbox.world.press(ADMIN, question["message_id"], ADMIN, data)
    [*_, said] = texts_of(await ferry.hear(ADMIN, "/deadline 28"))
    assert "can no longer be moved" in said


async def test_chat_is_reopened_with_the_permissions_of_before_and_closes_again(ferry: Ferry) -> None:
    await known(ferry)
    await ferry.hear(ANN, "hello", chat=GROUP)
    [said] = texts_of(await ferry.hear(ADMIN, "/reopen all 2 outage"))
    assert "possible once it is closed" in said
    ferry.move_to(DEADLINE)
    await is_closed(ferry)
    ferry.forward(hours=1)
    [said] = texts_of(await ferry.hear(ADMIN, "/reopen all 15 outage"))
    assert "at the latest" in said
    [question] = await ferry.hear(ADMIN, "/reopen all 2 outage")
    assert "2 customers, 1 group; 2 not yet migrated" in question["text"]
    await ferry.press(ADMIN, question, "Open chat again")
    assert any("open again for" in said for said in texts_of(ferry.written(ADMIN)))
    await is_closed(ferry, closed=False)
    assert ferry.chat(GROUP).permissions == DEFAULT_PERMISSIONS
    await ferry.hear(ANN, "The whole site is down")
    assert (await ferry.outcomes())[-1] in {"ticket", "entry"}
    ferry.forward(days=2, hours=1)
    await is_closed(ferry)
    await ferry.hear(WANG, "我的邮箱收不到邮件了")
    assert (await ferry.outcomes())[-1] == "draft"


async def test_holdouts_are_listed_by_name_and_hostile_names_are_harmless(ferry: Ferry) -> None:
    await known(ferry)
    async with ferry.database.transaction() as tx:
        await tx.execute(chats.update().where(chats.c.id == ANN).values(title="<b>Ann"))
    [said] = texts_of(await ferry.hear(ADMIN, "/holdouts"))
    assert "2 have not migrated" in said
    assert "<b>Ann" in said
    async with ferry.database.transaction() as tx:
        for person in (ANN, WANG):
            await customers.migrate(tx, person, ferry.clock.now())
    assert texts_of(await ferry.hear(ADMIN, "/holdouts")) == ["Everybody has migrated."]
