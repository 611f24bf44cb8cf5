"""Closing: every channel is told, each group's notice pinned and the group made read-only, whatever comes between."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.storage import closings, customers, transitions
from bot.storage.database import Database
from sandbox.chats import Chat
from sandbox.errors import RefusedAct
from sandbox.faults import Faults, NextFault
from sandbox.members import DEFAULT_PERMISSIONS, PERMISSIONS
from tests.bot.closing_day import ADMIN, ANN, DEADLINE, ClosingDay, closing_day
from tests.bot.moments import DAY, SECOND

RIGHTS = {"can_pin_messages", "can_restrict_members"}


@pytest.fixture
async def day(database: Database, clock: ManualClock) -> AsyncIterator[ClosingDay]:
    async with closing_day(database, clock) as day:
        yield day


def is_closed(chat: Chat) -> bool:
    return not any(chat.permissions.values())


async def test_before_the_deadline_nothing_happens(day: ClosingDay) -> None:
    group = await day.group()
    day.clock.set(DEADLINE - SECOND)
    assert await day.look() == SECOND
    assert day.said(group.id) == []
    assert group.permissions == DEFAULT_PERMISSIONS


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_is_told_its_notice_pinned_and_nobody_may_write_any_more(day: ClosingDay, kind: str) -> None:
    group = await day.group(type=kind)
    day.clock.set(DEADLINE)
    # The notice is on its way: the closer looks again for its arrival.
    assert await day.look() == SECOND
    [notice] = day.said(group.id)
    assert notice.startswith("Ferry & Co\nThis chat is closed.")
    assert notice.endswith("https://desk.example.com")
    assert not is_closed(group)

    day.clock.forward(SECOND)
    assert await day.look() is None
    assert [pinned.body["text"] for pinned in group.pinned_messages()] == [notice]
    assert set(group.permissions) == set(PERMISSIONS)
    assert is_closed(group)
    with pytest.raises(RefusedAct, match="members may not write here"):
        day.sandbox.world.say(group.id, ANN, "hello?")

    async with day.database.reading() as tx:
        assert (await transitions.current(tx)).closed_at == DEADLINE
    record = await day.record()
    assert (record["finished_at"], record["read_only"], record["error"]) == (day.clock.now(), True, None)


async def test_a_private_chat_is_told_with_the_customers_own_way_on_and_the_company_is_not(day: ClosingDay) -> None:
    for number in (ANN, ADMIN):
        await day.channel(day.sandbox.world.chat(number))
    async with day.database.transaction() as tx:
        await customers.seen(tx, ANN, name="Ann", username=None, language="zh", now=day.clock.now())
    day.clock.set(DEADLINE)
    assert await day.look() is None
    [notice] = day.said(ANN)
    assert notice.startswith("Ferry & Co\n本聊天")
    assert "https://desk.example.com/my/11-" in notice
    assert day.said(ADMIN) == []


async def test_looking_again_tells_nobody_twice(day: ClosingDay) -> None:
    group = await day.group()
    await day.channel(day.sandbox.world.chat(ANN))
    await day.close()
    day.clock.forward(DAY)
    for _ in range(2):
        assert await day.look() is None
    assert (len(day.said(group.id)), len(day.said(ANN)), len(group.pinned)) == (1, 1, 1)
    async with day.database.reading() as tx:
        assert len(await transitions.changes(tx)) == 2


async def test_what_members_were_allowed_before_is_kept(day: ClosingDay) -> None:
    group = await day.group()
    before = dict(DEFAULT_PERMISSIONS) | {"can_send_polls": False, "can_change_info": True}
    group.permissions = dict(before)
    await day.close()
    kept = (await day.record())["permissions_before"]
    assert isinstance(kept, dict)
    assert kept == {name: before[name] for name in kept}
    assert {"can_send_messages", "can_send_polls", "can_change_info", "can_pin_messages"} <= kept.keys()


@pytest.mark.parametrize("missing", sorted(RIGHTS))
async def test_a_missing_right_is_told_to_the_admins_once_and_waited_for(day: ClosingDay, missing: str) -> None:
    group = await day.group(bot_rights={missing: False})
    await day.close()
    [told] = day.said(ADMIN)
    assert "Harbour Ltd" in told
    assert "not enough rights" in told
    # What can be done is done all the same.
    assert is_closed(group) == (missing == "can_pin_messages")
    assert len(group.pinned) == (missing == "can_restrict_members")

    pauses = []
    for _ in range(5):
        async with day.database.reading() as tx:
            next_look = await closings.next_due(tx)
            assert [chat_id for chat_id, _ in await closings.failing(tx)] == [group.id]
        assert next_look is not None
        pauses.append(next_look - day.clock.now())
        day.clock.set(next_look)
        await day.look()
    assert pauses == [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 600)]
    assert day.said(ADMIN) == [told]

    day.sandbox.world.set_member(group.id, day.sandbox.world.bot.id, "administrator", rights={missing: True})
    day.clock.forward(timedelta(seconds=600))
    assert await day.look() is None
    assert is_closed(group)
    assert len(group.pinned) == 1
    assert len(day.said(group.id)) == 1


async def test_a_notice_that_somebody_deleted_keeps_no_group_open(day: ClosingDay) -> None:
    group = await day.group()
    day.clock.set(DEADLINE)
    await day.look()
    day.sandbox.world.delete(group.id, list(group.messages))
    day.clock.forward(SECOND)
    assert await day.look() is None
    assert is_closed(group)
    assert day.said(ADMIN) == []


async def test_a_bot_without_any_rights_still_tells_the_group(day: ClosingDay) -> None:
    group = await day.group(bot="member")
    await day.close()
    assert len(day.said(group.id)) == 1
    assert len(day.said(ADMIN)) == 1


async def test_one_group_in_trouble_keeps_no_other_open(day: ClosingDay) -> None:
    troubled, sound = await day.group(bot="member"), await day.group()
    await day.close()
    assert not is_closed(troubled)
    assert is_closed(sound)


@pytest.mark.parametrize(
    "fault",
    [
        NextFault("pinChatMessage", 1, 502),
        NextFault("getChat", 1, 500),
        NextFault("getChat", 1, 429, retry_after=60),
        NextFault("setChatPermissions", 1, 504),
    ],
    ids=lambda fault: f"{fault.method} {fault.error_code}",
)
async def test_trouble_that_passes_is_outlasted_and_worries_no_admin(day: ClosingDay, fault: NextFault) -> None:
    group = await day.group()
    day.sandbox.api.faults = Faults(next=[replace(fault)])
    await day.close()
    assert (await day.record())["finished_at"] is None
    day.clock.forward(timedelta(seconds=5))
    assert await day.look() is None
    assert is_closed(group)
    assert len(group.pinned) == 1
    assert day.said(ADMIN) == []


@pytest.mark.parametrize("method", ["pinChatMessage", "setChatPermissions"])
async def test_a_step_whose_answer_was_lost_is_done_again_without_harm(day: ClosingDay, method: str) -> None:
    """As when the process dies between the deed and its record."""
    group = await day.group()
    day.sandbox.api.faults = Faults(drop_share=1, drop_after=True, methods=[method])
    await day.close()
    day.sandbox.api.faults = Faults()
    day.clock.forward(timedelta(seconds=5))
    assert await day.look() is None
    assert is_closed(group)
    assert len(group.pinned) == 1
    # Not what the first, unrecorded try had made of it.
    kept = (await day.record())["permissions_before"]
    assert isinstance(kept, dict)
    assert kept["can_send_messages"] is True


async def test_each_step_may_be_done_by_a_new_process(day: ClosingDay, database_file: Path) -> None:
    group = await day.group()
    looks, running = [], day.closer
    day.clock.set(DEADLINE)
    for _ in range(3):
        fresh = Database(f"sqlite+aiosqlite:///{database_file}")
        day.closer = replace(running, database=fresh)
        looks.append(await day.look())
        await fresh.close()
        day.clock.forward(SECOND)
    assert looks == [SECOND, None, None]
    assert (len(day.said(group.id)), len(group.pinned)) == (1, 1)
    assert is_closed(group)


async def test_a_group_that_removed_the_bot_is_left_alone(day: ClosingDay) -> None:
    group = await day.group()
    day.sandbox.world.set_member(group.id, day.sandbox.world.bot.id, "kicked")
    await day.close()
    assert await day.look() is None
    record = await day.record()
    assert record["finished_at"] is not None
    assert "kicked" in str(record["error"])
    assert day.said(ADMIN) == []


async def test_a_group_that_removes_the_bot_in_the_middle_is_left_alone(day: ClosingDay) -> None:
    group = await day.group()
    day.clock.set(DEADLINE)
    await day.look()
    day.sandbox.world.set_member(group.id, day.sandbox.world.bot.id, "kicked")
    day.clock.forward(SECOND)
    assert await day.look() is None
    assert (await day.record())["finished_at"] == day.clock.now()


async def test_a_group_that_was_upgraded_unnoticed_is_closed_under_its_new_id(day: ClosingDay) -> None:
    old = await day.group(type="group")
    new = day.sandbox.world.upgrade(old.id)
    await day.close()
    day.clock.forward(SECOND)
    assert await day.look() is None
    assert len(day.said(new.id)) == 1
    assert len(new.pinned) == 1
    assert is_closed(new)
    assert (await day.record())["chat_id"] == new.id


async def test_a_group_that_is_upgraded_in_the_middle_is_closed_under_its_new_id(day: ClosingDay) -> None:
    old = await day.group(type="group")
    day.clock.set(DEADLINE)
    await day.look()
    new = day.sandbox.world.upgrade(old.id)
    day.clock.forward(SECOND)
    # The pin is refused with the new id: on with it at once.
    assert await day.look() == timedelta()
    assert await day.look() is None
    assert is_closed(new)
    record = await day.record()
    assert (record["chat_id"], record["error"]) == (new.id, None)
