"""Closing begins with what holds at that moment, whatever was read before."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.grants import Grant, GrantKind, Scope
from bot.storage import broadcasts, chats, grants, transitions
from bot.storage.database import Database
from tests.bot.closing_day import ADMIN, ANN, DEADLINE, ClosingDay, closing_day
from tests.bot.moments import DAY, LAUNCH, SECOND

JUST_BEFORE = DEADLINE - timedelta(milliseconds=50)


@pytest.fixture
async def day(database: Database, clock: ManualClock) -> AsyncIterator[ClosingDay]:
    async with closing_day(database, clock) as day:
        yield day


async def test_a_deadline_that_is_moved_as_closing_begins_is_moved(day: ClosingDay) -> None:
    await day.channel(day.sandbox.world.chat(ANN))
    day.clock.set(DEADLINE)
    async with day.database.transaction() as tx:
        # An admin's, whose moment is just before the deadline, and who commits while closing waits for its turn.
        moved = (await transitions.hold(tx)).lasting(25, JUST_BEFORE)
        await transitions.replan(tx, moved, who="Ada", reason=None, now=JUST_BEFORE)
        looking = asyncio.create_task(day.closer.run(DEADLINE))
        await asyncio.sleep(0.3)
        assert not looking.done()
    assert await looking == LAUNCH + 25 * DAY
    async with day.database.reading() as tx:
        chat = await chats.get(tx, ANN)
        assert chat is not None
        assert (chat.closed_at, (await transitions.current(tx)).closed_at) == (None, None)
    assert day.said(ANN) == []


async def test_who_is_granted_more_time_as_their_closing_begins_is_not_closed(day: ClosingDay) -> None:
    await day.channel(day.sandbox.world.chat(ANN))
    until = DEADLINE + DAY
    about = (Scope.CHANNEL, ANN)
    async with day.database.transaction() as tx:
        await grants.give(tx, Grant(GrantKind.EXTENSION, *about, until, "r", JUST_BEFORE, ADMIN, "Ada"))
    day.clock.set(DEADLINE)
    await day.look()
    day.clock.set(until)
    async with day.database.transaction() as tx:
        await transitions.hold(tx)
        longer = Grant(GrantKind.EXTENSION, *about, until + DAY, "r", until - SECOND, ADMIN, "Ada")
        await grants.give(tx, longer)
        looking = asyncio.create_task(day.closer.run(until))
        await asyncio.sleep(0.3)
        assert not looking.done()
    assert await looking == until + DAY
    async with day.database.reading() as tx:
        chat = await chats.get(tx, ANN)
        assert chat is not None
        assert chat.closed_at is None
        # Nothing was begun that nobody would hear.
        assert await broadcasts.latest_slot(tx) == DEADLINE
