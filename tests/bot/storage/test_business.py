"""Accounts of staff and their chats: kept through disconnections, heard from, written to."""

from datetime import timedelta

import pytest

from bot.business import HELD, Line, is_business
from bot.deliveries import DeliveryState, Draft, Purpose, Settlement
from bot.storage import audiences, business, chats, claims, closings, deliveries
from bot.storage.audiences import OPEN
from bot.storage.database import Database
from tests.bot.moments import DAY, MINUTE, NOW
from tests.bot.storage.rows import ANN, BOB, channel, known

OWNER, OTHER = 90, 91


async def test_each_account_s_chat_with_a_person_has_an_id_that_stays(database: Database) -> None:
    async with database.transaction() as tx:
        for owner in (OWNER, OTHER):
            await business.connect(tx, owner, f"biz{owner}", may_reply=True, enabled=True)
        first = await business.channel(tx, OWNER, ANN)
        others = [await business.channel(tx, OWNER, BOB), await business.channel(tx, OTHER, ANN)]
        await business.connect(tx, OWNER, "biz again", may_reply=False, enabled=True)
        assert await business.channel(tx, OWNER, ANN) == first
        assert await business.owner_of(tx, "biz again") == OWNER
        # A message may come late through the connection that has ended.
        assert await business.owner_of(tx, f"biz{OWNER}") == OWNER
        assert await business.owner_of(tx, "nobody's") is None
        assert set((await tx.execute(business.channels_of_peer(ANN))).scalars()) == {first, others[1]}
        assert set((await tx.execute(business.channels_of_owner(OWNER))).scalars()) == {first, others[0]}
    assert len({first, *others}) == 3
    assert all(is_business(one) for one in (first, *others))


async def test_a_line_tells_how_the_account_is_connected_now_and_when_the_customer_last_wrote(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await business.connect(tx, OWNER, "biz", may_reply=True, enabled=True)
        there = await business.channel(tx, OWNER, ANN)
        assert await business.lines(tx, [ANN, there]) == {there: Line("biz", ANN, True, True, None)}
        for at in (NOW, NOW - DAY):
            await business.heard(tx, there, at)
        await business.connect(tx, OWNER, "biz2", may_reply=False, enabled=True)
        # What has ended takes no place of what lives.
        await business.connect(tx, OWNER, "biz", may_reply=True, enabled=False)
        assert await business.lines(tx, [there]) == {there: Line("biz2", ANN, True, False, NOW)}
        await business.employ(tx, [OTHER])
        assert await business.lines(tx, [there]) == {there: Line("biz2", ANN, False, False, NOW)}
        await business.employ(tx, [OWNER, OTHER])
        await business.connect(tx, OWNER, "biz2", may_reply=True, enabled=False)
        assert await business.lines(tx, [there]) == {there: Line("biz2", ANN, False, True, NOW)}
        assert await business.lines(tx, [ANN]) == {}


async def test_a_delivery_to_a_business_chat_knows_its_line_and_its_customer(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, ANN, language="zh")
        await business.connect(tx, OWNER, "biz", may_reply=True, enabled=True)
        there = await business.channel(tx, OWNER, ANN)
        await chats.seen(tx, there, kind="business", title="Ann", language="zh", now=NOW)
        for chat_id in (there, ANN):
            await deliveries.plan(tx, Draft("x", chat_id, Purpose.STATUS, "x"), NOW)
        through_account, private = await claims.urgent(tx, NOW, limit=5)
    assert (through_account.customer_id, through_account.link_generation) == (ANN, 0)
    assert through_account.line == Line("biz", ANN, True, True, None)
    assert private.line is None


@pytest.mark.parametrize(
    ("purpose", "reason", "later"),
    [
        (Purpose.CARD, HELD + "x", DeliveryState.PLANNED),
        (Purpose.STATUS, HELD + "x", DeliveryState.PLANNED),
        (Purpose.ANSWER, HELD + "x", DeliveryState.SKIPPED),
        (Purpose.ANNOUNCEMENT, HELD + "x", DeliveryState.SKIPPED),
        (Purpose.STATUS, "erased", DeliveryState.SKIPPED),
    ],
)
async def test_what_was_held_back_goes_out_when_it_is_still_worth_saying(
    database: Database, purpose: Purpose, reason: str, later: DeliveryState
) -> None:
    async with database.transaction() as tx:
        await business.connect(tx, OWNER, "biz", may_reply=True, enabled=True)
        there = await business.channel(tx, OWNER, ANN)
        await deliveries.plan(tx, Draft("x", there, purpose, "x"), NOW)
        [held] = await claims.urgent(tx, NOW, limit=5)
        await deliveries.settle(tx, [Settlement(held.id, DeliveryState.SKIPPED, NOW, reason)])
        await deliveries.let_go(tx, [ANN], NOW + MINUTE)
        assert await deliveries.latest(tx, there, purpose) == (DeliveryState.SKIPPED, None)
        await deliveries.let_go(tx, business.channels_of_owner(OWNER), NOW + MINUTE)
        assert await deliveries.latest(tx, there, purpose) == (later, None)


async def test_a_customer_is_announced_to_once_by_the_bot_itself_where_it_reaches_them(database: Database) -> None:
    async with database.transaction() as tx:
        await business.connect(tx, OWNER, "biz", may_reply=True, enabled=True)
        by_account = {}
        for person in (ANN, BOB):
            by_account[person] = await business.channel(tx, OWNER, person)
            await chats.seen(tx, by_account[person], kind="business", title="x", language=None, now=NOW)
        await channel(tx, ANN)

        async def audience() -> list[int]:
            return [chat_id for (chat_id,) in await tx.execute(audiences.chats_of(OPEN, {OWNER}))]

        assert await audience() == [ANN, by_account[BOB]]
        await chats.lost(tx, ANN, "blocked")
        assert await audience() == [by_account[ANN], by_account[BOB]]


async def test_closing_has_no_steps_to_take_in_a_business_chat(database: Database) -> None:
    async with database.transaction() as tx:
        await business.connect(tx, OWNER, "biz", may_reply=True, enabled=True)
        there = await business.channel(tx, OWNER, ANN)
        await chats.seen(tx, there, kind="business", title="x", language=None, now=NOW)
        assert await closings.begin_all(tx, NOW) == 1
        assert await closings.due(tx, NOW + timedelta(hours=1), limit=5) == []
        closed = await chats.get(tx, there)
        assert await chats.groups(tx) == []
    assert closed is not None
    assert closed.closed_at == NOW
