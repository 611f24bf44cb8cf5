"""Channels with a time of their own hear that time at the usual slots, and not the deadline of all."""

from datetime import datetime, timedelta

import pytest

from bot.grants import Grant, GrantKind, Scope
from bot.placeholders import Stage
from bot.storage import customers, grants
from bot.storage.schema import chats
from broadcasts.owntime import stage_until
from tests.broadcasts.posting import Posting
from tests.broadcasts.test_campaigns import look
from tests.ferry import ADMIN, DEADLINE, LAUNCH, NOW, ZONE

DAY = timedelta(days=1)
MORNING = datetime(2026, 4, 2, 9, 30, tzinfo=ZONE)
AFTER_ALL = datetime(2026, 4, 20, 9, 30, tzinfo=ZONE)
UNTIL = DEADLINE + 4 * DAY


async def grant(posting: Posting, customer: int, kind: GrantKind = GrantKind.EXTENSION, at: datetime = NOW) -> None:
    async with posting.database.transaction() as tx:
        await grants.give(tx, Grant(kind, Scope.CUSTOMER, customer, UNTIL, "contract", at, ADMIN, "Ada"))


async def test_who_has_more_time_is_announced_that_time_alone(running: Posting) -> None:
    ann, bob = await running.customers(2)
    await grant(running, bob)
    await look(running, MORNING, MORNING + timedelta(minutes=5))
    assert ["19 April 2026, 09:00: 17 days left" in said for said in running.got(ann)] == [True]
    assert ["23 April 2026, 09:00: 21 days left" in said for said in running.got(bob)] == [True]


async def test_who_is_left_out_of_closing_is_told_of_no_deadline(running: Posting) -> None:
    ann, bob = await running.customers(2)
    async with running.database.transaction() as tx:
        await grants.give(tx, Grant(GrantKind.LEFT_OPEN, Scope.CUSTOMER, bob, None, "always", NOW, ADMIN, "Ada"))
    await look(running, MORNING, DEADLINE.replace(hour=9, minute=30) - DAY)
    assert len(running.got(ann)) == 2
    assert running.got(bob) == []


async def test_after_the_deadline_of_all_the_others_hear_on_until_theirs_is_over(running: Posting) -> None:
    ann, bob = await running.customers(2)
    await grant(running, bob)
    async with running.database.transaction() as tx:
        await tx.execute(chats.update().where(chats.c.id == ann).values(closed_at=DEADLINE))
    await look(running, AFTER_ALL)
    assert running.got(ann) == []
    assert len(running.got(bob)) == 1
    assert "23 April 2026, 09:00: 3 days left" in running.got(bob)[0]
    async with running.database.transaction() as tx:
        await customers.migrate(tx, bob, AFTER_ALL)
    await look(running, AFTER_ALL + DAY)
    assert len(running.got(bob)) == 1


async def test_a_time_that_was_granted_after_the_slot_waits_for_the_next(running: Posting) -> None:
    [bob] = await running.customers(1)
    later = AFTER_ALL + timedelta(minutes=10)
    await grant(running, bob, GrantKind.REOPENING, later)
    await look(running, later)
    assert running.got(bob) == []
    await look(running, AFTER_ALL.replace(hour=15))
    assert len(running.got(bob)) == 1


async def test_before_launch_all_hear_the_same(running: Posting) -> None:
    ann, bob = await running.customers(2)
    await grant(running, bob, at=LAUNCH - 9 * DAY)
    await look(running, (LAUNCH - 5 * DAY).replace(hour=9, minute=30))
    assert running.got(ann) == running.got(bob)
    assert len(running.got(ann)) == 1


@pytest.mark.parametrize(("left", "stage"), [(DAY, Stage.LAST_DAY), (2 * DAY, Stage.LAST_DAYS), (9 * DAY, Stage.LIVE)])
def test_the_words_grow_firmer_as_their_own_time_ends(left: timedelta, stage: Stage) -> None:
    assert stage_until(UNTIL, UNTIL - left) is stage
