"""Go or no-go: what admins are told before each deadline, once each; and what the bot may not do in groups."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.bell import Bell
from bot.checkup import Checkup
from bot.clock import ManualClock
from bot.gonogo import BEFORE, GoNoGo, lead_due, next_lead
from bot.grants import Grant, GrantKind, Scope
from bot.links import Links
from bot.rights import Right
from bot.storage import chats, colleagues, customers, grants, grouprights, transitions
from bot.storage.database import Database
from bot.storage.schema import deliveries
from bot.transition import Window
from sandbox.faults import Faults, NextFault
from tests.bot.closing_day import ADMIN, ANN, DEADLINE, ClosingDay, closing_day
from tests.bot.moments import DAY, HOUR, LAUNCH, MINUTE, NOW, SECOND


@pytest.fixture
async def day(database: Database, clock: ManualClock) -> AsyncIterator[ClosingDay]:
    async with closing_day(database, clock) as day:
        async with database.transaction() as tx:
            await customers.seen(tx, ANN, name="Ann", username=None, language="en", now=NOW)
            await chats.seen(tx, ANN, kind="private", title="Ann", language="en", now=NOW)
        yield day


async def look(day: ClosingDay, moment: datetime) -> timedelta | None:
    """The duties look; how long until the next wish of the go/no-go."""
    day.clock.set(moment)
    await Checkup(day.database, day.closer.bot).run(moment)
    links = Links("https://desk.example.com", b"k" * 32)
    wish = await GoNoGo(day.database, day.closer.company, day.closer.people, Bell(), links).run(moment)
    return None if wish is None else wish - moment


async def told(day: ClosingDay) -> list[str]:
    async with day.database.reading() as tx:
        rows = await tx.execute(
            select(deliveries.c.text).where(deliveries.c.chat_id == ADMIN).order_by(deliveries.c.id)
        )
        return [text for (text,) in rows]


async def grant(day: ClosingDay, until: datetime) -> None:
    async with day.database.transaction() as tx:
        wish = Grant(GrantKind.EXTENSION, Scope.CUSTOMER, ANN, until, "contract", day.clock.now(), ADMIN, "Ada")
        await grants.give(tx, wish)


async def test_three_messages_come_before_the_deadline_each_once_right_after_a_restart_too(day: ClosingDay) -> None:
    assert await look(day, DEADLINE - 8 * DAY) == DAY
    assert await look(day, DEADLINE - 3 * DAY - SECOND) == SECOND
    assert await told(day) == []
    for lead, wish in ((3 * DAY, 2 * DAY), (DAY, DAY - HOUR), (HOUR, None)):
        for _ in range(2):
            assert await look(day, DEADLINE - lead) == wish
    assert [words.splitlines()[0] for words in await told(day)] == [
        "<b>3 days to go</b>",
        "<b>1 day to go</b>",
        "<b>1 hour to go</b>",
    ]
    await look(day, DEADLINE)
    assert len(await told(day)) == 3


async def test_it_has_the_numbers_and_names_the_holdouts_and_the_page(day: ClosingDay) -> None:
    await day.group(bot_rights={"can_pin_messages": False})
    await look(day, DEADLINE - DAY)
    [words] = await told(day)
    assert words.splitlines() == [
        "<b>1 day to go</b>",
        "Chat closes on <b>4 April 2027, 09:00</b>, by itself unless an admin moves the deadline within the window.",
        "1 customer, 1 group; 1 not yet migrated",
        "",
        "In 1 group the bot lacks rights that closing needs:",
        "\u2068Harbour Ltd\u2069: Pin messages",
        "To give them: open the group in Telegram, its name, Edit, Administrators, the bot, and switch the rights on.",
        "",
        "1 has not migrated:",
        "<code>11</code> \u2068Ann\u2069",
        "",
        "https://desk.example.com/admin/closing",
    ]


async def test_after_an_outage_only_the_latest_is_sent(day: ClosingDay) -> None:
    await look(day, DEADLINE - 2 * HOUR)
    assert len(await told(day)) == 1


async def test_a_moved_deadline_has_messages_of_its_own(day: ClosingDay) -> None:
    await look(day, DEADLINE - DAY)
    async with day.database.transaction() as tx:
        moved = replace(await transitions.current(tx), window=Window(LAUNCH, 25))
        await transitions.move_deadline(tx, moved, who="Ada", reason=None, now=day.clock.now())
    assert await look(day, DEADLINE - HOUR) == 2 * DAY + HOUR
    assert len(await told(day)) == 1
    await look(day, DEADLINE + 2 * DAY)
    assert len(await told(day)) == 2


async def test_channels_with_a_time_of_their_own_are_counted_with_that(day: ClosingDay) -> None:
    await grant(day, DEADLINE + 5 * DAY)
    await look(day, DEADLINE - DAY)
    [words] = await told(day)
    assert "0 customers, 0 groups; 0 not yet migrated" in words
    await look(day, DEADLINE + 4 * DAY)
    [_, words] = await told(day)
    assert words.splitlines()[1].startswith("The time that was granted ends on <b>9 April 2027, 09:00</b>")
    assert "1 customer, 0 groups; 1 not yet migrated" in words


async def test_a_short_time_that_was_just_granted_is_told_of_when_it_grows_shorter(day: ClosingDay) -> None:
    day.clock.set(DEADLINE + DAY)
    await grant(day, DEADLINE + 3 * DAY)
    await look(day, DEADLINE + DAY)
    assert await told(day) == []
    await look(day, DEADLINE + 2 * DAY)
    assert len(await told(day)) == 1


async def test_missing_rights_are_told_a_week_before_and_nothing_where_none_are(day: ClosingDay) -> None:
    await look(day, DEADLINE - 7 * DAY)
    assert await told(day) == []
    await day.group(bot="member")
    await look(day, DEADLINE - 6 * DAY)
    await look(day, DEADLINE - 5 * DAY)
    [words] = await told(day)
    assert "Ban users" in words
    assert words.startswith("Chat closes on 4 April 2027, 09:00.")


@pytest.mark.parametrize(
    ("what", "missing"),
    [
        ({}, ()),
        ({"type": "group"}, ()),
        ({"bot": "member"}, (Right.RESTRICT, Right.PIN)),
        ({"bot_rights": {"can_restrict_members": False}}, (Right.RESTRICT,)),
        ({"topics": ("Mail",), "bot_rights": {"can_manage_topics": False}}, (Right.TOPICS,)),
        ({"bot_rights": {"can_manage_topics": False}}, ()),
    ],
)
async def test_what_is_missing_in_a_group_is_seen(
    day: ClosingDay, what: dict[str, object], missing: tuple[Right, ...]
) -> None:
    await day.group(**what)
    await look(day, DEADLINE - DAY)
    async with day.database.reading() as tx:
        found = await grouprights.lacking(tx)
        assert await grouprights.counts(tx) == (1, 1)
    assert tuple(right for group in found for right in group.missing) == missing


async def test_groups_are_looked_at_once_a_day_from_a_week_before_and_when_something_changed(day: ClosingDay) -> None:
    group = await day.group()
    checkup, calls = Checkup(day.database, day.closer.bot), day.sandbox.api.calls
    begins = DEADLINE - 7 * DAY
    assert await checkup.run(begins - SECOND) == begins
    for moment in (begins, begins + HOUR, begins + DAY):
        await checkup.run(moment)
    assert len(calls.after(method="getChatMember")) == 2
    async with day.database.transaction() as tx:
        await grouprights.forget(tx, group.id)
    await checkup.run(begins + DAY + MINUTE)
    assert len(calls.after(method="getChatMember")) == 3


async def test_trouble_of_telegrams_is_waited_for_and_a_group_without_the_bot_is_let_go(day: ClosingDay) -> None:
    group = await day.group()
    day.sandbox.api.faults = Faults(next=[NextFault("getChat", 1, 500)])
    checkup = Checkup(day.database, day.closer.bot)
    assert await checkup.run(DEADLINE - DAY) == DEADLINE - DAY + MINUTE
    day.sandbox.world.set_member(group.id, day.sandbox.world.bot.id, "kicked")
    await checkup.run(DEADLINE - DAY)
    async with day.database.reading() as tx:
        assert await grouprights.counts(tx) == (0, 0)


@given(st.integers(-10 * 86400, 10 * 86400))
def test_a_message_is_due_from_its_moment_until_the_next_one(seconds: int) -> None:
    now = DEADLINE + timedelta(seconds=seconds)
    lead, following = lead_due(DEADLINE, now), next_lead(DEADLINE, now)
    if lead is not None:
        assert DEADLINE - lead <= now < DEADLINE
        assert not any(DEADLINE - other <= now for other in BEFORE if other < lead)
    assert following is None or now < following < DEADLINE


async def test_each_admin_is_told_in_their_own_language(day: ClosingDay) -> None:
    async with day.database.transaction() as tx:
        await colleagues.note(tx, ADMIN, "zh")
    await look(day, DEADLINE - DAY)
    [words] = await told(day)
    assert words.startswith("<b>还有 1 天</b>")
