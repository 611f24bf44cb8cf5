"""More time: some channels close later, some not at all, and a closed one is opened again for a time."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.grants import Grant, GrantKind, Scope
from bot.storage import chats, grants
from bot.storage.database import Database
from sandbox.members import DEFAULT_PERMISSIONS
from tests.bot.closing_day import ADMIN, ANN, DEADLINE, ClosingDay, closing_day
from tests.bot.moments import DAY, HOUR, SECOND


@pytest.fixture
async def day(database: Database, clock: ManualClock) -> AsyncIterator[ClosingDay]:
    async with closing_day(database, clock) as day:
        yield day


async def grant(day: ClosingDay, kind: GrantKind, chat_id: int, until: datetime | None) -> Grant:
    async with day.database.transaction() as tx:
        scope = Scope.ALL if chat_id == 0 else Scope.CHANNEL
        wish = Grant(kind, scope, chat_id, until, "they asked kindly", day.clock.now(), ADMIN, "Ada")
        return await grants.give(tx, wish)


async def closed_at(day: ClosingDay, chat_id: int) -> datetime | None:
    async with day.database.reading() as tx:
        chat = await chats.get(tx, chat_id)
    assert chat is not None
    return chat.closed_at


async def test_who_was_granted_more_time_is_closed_when_that_is_over(day: ClosingDay) -> None:
    group, ann = await day.group(), await day.channel(day.sandbox.world.chat(ANN))
    await grant(day, GrantKind.EXTENSION, group.id, DEADLINE + 2 * DAY)
    await day.close()
    assert group.permissions == DEFAULT_PERMISSIONS
    assert (len(day.said(ann.id)), day.said(group.id)) == (1, [])
    assert await day.look() == 2 * DAY - SECOND
    day.clock.set(DEADLINE + 2 * DAY)
    await day.look()
    day.clock.forward(SECOND)
    assert await day.look() is None
    assert not any(group.permissions.values())
    # Each was told once, and each when it was their turn.
    assert (len(day.said(ann.id)), len(day.said(group.id))) == (1, 1)


async def test_a_channel_that_is_left_out_is_never_closed_until_that_is_taken_back(day: ClosingDay) -> None:
    group = await day.group()
    left = await grant(day, GrantKind.LEFT_OPEN, group.id, None)
    await day.close()
    day.clock.forward(30 * DAY)
    assert await day.look() is None
    assert group.permissions == DEFAULT_PERMISSIONS
    async with day.database.transaction() as tx:
        assert await grants.end(tx, left.id, by_name="Ada", now=day.clock.now()) is not None
        assert await grants.end(tx, left.id, by_name="Ada", now=day.clock.now()) is None
    await day.close()
    assert not any(group.permissions.values())


async def test_a_reopened_group_has_exactly_its_permissions_of_before_and_is_closed_again(day: ClosingDay) -> None:
    group = await day.group()
    before = dict(DEFAULT_PERMISSIONS) | {"can_send_polls": False, "can_change_info": True}
    group.permissions = dict(before)
    await day.close()
    day.clock.forward(DAY)
    until = day.clock.now() + 3 * DAY
    await grant(day, GrantKind.REOPENING, group.id, until)
    assert await day.look() == 3 * DAY
    assert group.permissions == before
    assert list(group.pinned_messages()) == []
    assert "open again until" in day.said(group.id)[-1]
    # Looking again tells nobody twice.
    await day.look()
    assert len(day.said(group.id)) == 2
    day.clock.set(until)
    await day.look()
    day.clock.forward(SECOND)
    await day.look()
    assert not any(group.permissions.values())
    assert len(list(group.pinned_messages())) == 1
    assert len(day.said(group.id)) == 3


async def test_all_are_opened_again_and_taking_it_back_closes_them_at_once(day: ClosingDay) -> None:
    group, ann = await day.group(), await day.channel(day.sandbox.world.chat(ANN))
    await day.close()
    given = await grant(day, GrantKind.REOPENING, 0, DEADLINE + 5 * DAY)
    await day.look()
    assert [await closed_at(day, chat.id) for chat in (group, ann)] == [None, None]
    async with day.database.transaction() as tx:
        await grants.end(tx, given.id, by_name="Ada", now=day.clock.now())
    await day.close()
    assert None not in [await closed_at(day, chat.id) for chat in (group, ann)]
    assert not any(group.permissions.values())


async def test_a_group_that_is_met_after_the_deadline_is_closed_and_a_person_without_another_word(
    day: ClosingDay,
) -> None:
    await day.close()
    day.clock.forward(HOUR)
    async with day.database.transaction() as tx:
        await chats.seen(tx, ANN, kind="private", title="Ann", language="en", now=day.clock.now())
    late = day.sandbox.world.add_chat("Late Ltd", members=[ANN])
    async with day.database.transaction() as tx:
        await chats.seen(tx, late.id, kind="supergroup", title="Late", language="en", now=day.clock.now())
    await day.look()
    day.clock.forward(SECOND)
    await day.look()
    assert not any(late.permissions.values())
    assert (len(day.said(late.id)), day.said(ANN)) == (1, [])
    assert await closed_at(day, ANN) is not None


async def test_a_stop_between_two_steps_of_undoing_goes_on_where_it_stood(day: ClosingDay) -> None:
    group = await day.group()
    await day.close()
    await grant(day, GrantKind.REOPENING, group.id, day.clock.now() + timedelta(days=2))
    rights = group.member(day.sandbox.world.bot.id)
    assert rights is not None
    rights.rights["can_restrict_members"] = False
    await day.look()
    assert not any(group.permissions.values())
    rights.rights["can_restrict_members"] = True
    for _ in range(3):
        day.clock.forward(HOUR)
        await day.look()
    assert group.permissions == DEFAULT_PERMISSIONS
    assert list(group.pinned_messages()) == []


async def end(day: ClosingDay, given: Grant) -> None:
    async with day.database.transaction() as tx:
        await grants.end(tx, given.id, by_name="Ada", now=day.clock.now())


async def test_who_is_opened_again_to_the_same_moment_is_told_again(day: ClosingDay) -> None:
    await day.channel(day.sandbox.world.chat(ANN))
    await day.close()
    until = DEADLINE + 5 * DAY
    given = await grant(day, GrantKind.REOPENING, 0, until)
    await day.look()
    await end(day, given)
    await day.look()
    await grant(day, GrantKind.REOPENING, 0, until)
    await day.look()
    assert ["open again until" in said for said in day.said(ANN)] == [False, True, False, True]


async def test_each_of_two_closings_in_one_moment_is_told(day: ClosingDay) -> None:
    await day.channel(day.sandbox.world.chat(ANN))
    await day.close()
    for days in (5, 6):
        given = await grant(day, GrantKind.REOPENING, 0, DEADLINE + days * DAY)
        await day.look()
        await end(day, given)
        await day.look()
    assert ["open again until" in said for said in day.said(ANN)] == [False, True, False, True, False]


async def test_who_is_opened_again_before_closing_came_to_them_is_told_until_when(day: ClosingDay) -> None:
    group, ann = await day.group(), await day.channel(day.sandbox.world.chat(ANN))
    longer = await day.group()
    await grant(day, GrantKind.EXTENSION, longer.id, DEADLINE + 9 * DAY)
    day.clock.set(DEADLINE)
    await grant(day, GrantKind.REOPENING, 0, DEADLINE + 3 * DAY)
    assert await day.look() == 3 * DAY
    await day.look()
    for chat in (group, ann):
        [said] = day.said(chat.id)
        assert "open again until" in said
    assert group.permissions == DEFAULT_PERMISSIONS
    # Theirs is the time that they have been hearing of.
    assert day.said(longer.id) == []
