"""Undoing that was cut short, and closing that was undone half done: groups get all back that they had."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from bot.closing import AT_ONCE
from bot.grants import Grant, GrantKind
from bot.storage import grants
from bot.storage.closings import GENERAL
from bot.storage.database import Database
from sandbox.faults import Faults, NextFault
from sandbox.members import DEFAULT_PERMISSIONS
from tests.bot.closing_day import ADMIN, ClosingDay, closing_day
from tests.bot.moments import DAY, HOUR, SECOND
from tests.bot.test_closing_steps import forum, on_and_on, topics
from tests.bot.test_reopening import grant

BEFORE = dict(DEFAULT_PERMISSIONS) | {"can_send_polls": False, "can_change_info": True}


@pytest.fixture
async def day(database: Database, clock: ManualClock) -> AsyncIterator[ClosingDay]:
    async with closing_day(database, clock) as day:
        yield day


async def reopen_all(day: ClosingDay) -> Grant:
    return await grant(day, GrantKind.REOPENING, 0, day.clock.now() + 3 * DAY)


async def take_back(day: ClosingDay, given: Grant) -> None:
    async with day.database.transaction() as tx:
        await grants.end(tx, given.id, by_name="Ada", now=day.clock.now())


async def looks(day: ClosingDay, count: int) -> None:
    for _ in range(count):
        day.clock.forward(SECOND)
        await day.look()


@pytest.mark.parametrize("method", ["setChatPermissions", "unpinChatMessage"])
async def test_a_reopening_that_is_taken_back_before_it_is_done_costs_no_group_anything(
    day: ClosingDay, method: str
) -> None:
    group = await day.group()
    group.permissions = dict(BEFORE)
    await day.close()
    given = await reopen_all(day)
    day.sandbox.api.faults = Faults(next=[NextFault(method, 1, 502)])
    await day.look()
    await take_back(day, given)
    await looks(day, 10)
    assert not any(group.permissions.values())
    # The notice of the second closing, and no longer that of the first.
    assert [pinned.body["text"] for pinned in group.pinned_messages()] == [day.said(group.id)[-1]]
    await reopen_all(day)
    await on_and_on(day)
    assert group.permissions == BEFORE
    assert list(group.pinned_messages()) == []


async def test_topics_that_were_not_opened_yet_are_opened_by_the_next_reopening(day: ClosingDay) -> None:
    chat = await forum(day)
    await day.close()
    given = await reopen_all(day)
    day.sandbox.api.faults = Faults(next=[NextFault("reopenForumTopic", 1, 502)])
    await day.look()
    await take_back(day, given)
    await looks(day, 10)
    [first, _] = chat.topics
    assert (await day.record())["topics_closed"] == [first, GENERAL]
    await reopen_all(day)
    await on_and_on(day)
    assert topics(chat) == [False, False, False]


async def test_groups_whose_turn_had_not_come_when_a_reopening_was_taken_back_are_opened_by_the_next(
    day: ClosingDay,
) -> None:
    groups = [await day.group() for _ in range(AT_ONCE + 3)]
    await day.close()
    await looks(day, 3)
    given = await reopen_all(day)
    await day.look()
    assert sum(any(group.permissions.values()) for group in groups) == AT_ONCE
    await take_back(day, given)
    await looks(day, 5)
    assert not any(any(group.permissions.values()) for group in groups)
    await reopen_all(day)
    await looks(day, 3)
    assert [group.permissions for group in groups] == [DEFAULT_PERMISSIONS] * len(groups)
    assert [list(group.pinned_messages()) for group in groups] == [[]] * len(groups)


@pytest.mark.parametrize("method", ["setChatPermissions", "pinChatMessage"])
async def test_a_step_whose_answer_was_lost_is_undone_as_well(day: ClosingDay, method: str) -> None:
    """The reopening comes before the step has been tried again."""
    group = await day.group()
    group.permissions = dict(BEFORE)
    day.sandbox.api.faults = Faults(drop_share=1, drop_after=True, methods=[method])
    await day.close()
    day.sandbox.api.faults = Faults()
    record = await day.record()
    noted = {"setChatPermissions": record["read_only"], "pinChatMessage": record["pinned_message_id"]}
    assert not noted[method]
    assert (any(group.permissions.values()), len(group.pinned)) == (False, 1)
    await reopen_all(day)
    await day.look()
    assert group.permissions == BEFORE
    assert list(group.pinned_messages()) == []
    assert (await day.record())["permissions_before"] is None


async def test_undoing_whose_answer_was_lost_takes_nothing_for_what_stood_before(day: ClosingDay) -> None:
    group = await day.group()
    group.permissions = dict(BEFORE)
    await day.close()
    given = await reopen_all(day)
    day.sandbox.api.faults = Faults(drop_share=1, drop_after=True, methods=["setChatPermissions"])
    await day.look()
    day.sandbox.api.faults = Faults()
    assert group.permissions == BEFORE
    await take_back(day, given)
    await looks(day, 10)
    assert not any(group.permissions.values())
    await reopen_all(day)
    await on_and_on(day)
    assert group.permissions == BEFORE


async def test_a_group_that_was_never_made_read_only_needs_no_rights_to_be_open_again(day: ClosingDay) -> None:
    group = await day.group(bot_rights={"can_restrict_members": False})
    await day.close()
    told = day.said(ADMIN)
    await reopen_all(day)
    await day.look()
    assert group.permissions == DEFAULT_PERMISSIONS
    assert day.said(ADMIN) == told
    assert (await day.record())["finished_at"] == day.clock.now()


async def test_permissions_that_changed_while_a_group_was_open_again_are_those_it_gets_back(day: ClosingDay) -> None:
    group = await day.group()
    await day.close()
    given = await reopen_all(day)
    await day.look()
    group.permissions = dict(BEFORE)
    await take_back(day, given)
    await looks(day, 3)
    assert not any(group.permissions.values())
    await reopen_all(day)
    await day.look()
    assert group.permissions == BEFORE


async def test_without_the_right_to_unpin_the_rest_is_undone_and_the_pin_later(day: ClosingDay) -> None:
    chat = await forum(day)
    before = dict(chat.permissions)
    await day.close()
    rights = chat.member(day.sandbox.world.bot.id)
    assert rights is not None
    rights.rights["can_pin_messages"] = False
    await reopen_all(day)
    await day.look()
    assert (chat.permissions, topics(chat), len(chat.pinned)) == (before, [False, False, False], 1)
    rights.rights["can_pin_messages"] = True
    day.clock.forward(HOUR)
    await day.look()
    assert chat.pinned == []
