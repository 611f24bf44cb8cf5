"""Whom a broadcast found gone is skipped by the next one, and comes back by Start or by taking the bot in again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.bell import Bell
from bot.content import Content
from bot.deliveries import Purpose
from bot.storage import broadcasts
from bot.storage.audiences import EVERYONE
from bot.storage.schema import chats, deliveries
from broadcasts.campaigns import Campaigns
from tests.broadcasts.posting import COMPANY, PEOPLE
from tests.ferry import ANN, GROUP, WANG, Ferry, migrated, sailing


@pytest.fixture
async def ferry(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ferry]:
    async with sailing(tmp_path, await migrated(tmp_path_factory.getbasetemp())) as ferry:
        yield ferry


async def broadcast(ferry: Ferry) -> dict[int, str]:
    """To everyone; what became of it, by chat."""
    now = ferry.clock.now()
    async with ferry.database.transaction() as tx:
        number = await broadcasts.create(
            tx, kind=Purpose.BROADCAST, content=Content({"": "News"}), audience=EVERYONE, due_at=now, now=now
        )
    await Campaigns(ferry.database, ferry.settings.announcements, COMPANY, PEOPLE, Bell()).run(now)
    ferry.app.outbox.ring()
    await ferry.quiet()
    return {row.chat_id: row.reason or row.state for row in await ferry.rows(deliveries) if row.broadcast_id == number}


async def unreachable(ferry: Ferry) -> dict[int, str]:
    return {row.id: row.unreachable for row in await ferry.rows(chats) if row.unreachable}


async def test_whom_a_broadcast_finds_gone_comes_back_by_start_or_by_taking_the_bot_in_again(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    # Telegram tells of neither; the next try does.
    world.person(ANN).blocked = True
    world.person(WANG).deactivated = True
    world.chat(GROUP).members.pop(world.bot.id)
    gone = {ANN: "blocked", WANG: "deactivated", GROUP: "chat_not_found"}
    assert await broadcast(ferry) == gone
    assert await unreachable(ferry) == gone
    assert await broadcast(ferry) == {}

    world.start(ANN)
    world.set_member(GROUP, world.bot.id, "administrator", by=ANN)
    await ferry.quiet()
    assert await unreachable(ferry) == {WANG: "deactivated"}
    assert await broadcast(ferry) == {ANN: "sent", GROUP: "sent"}


async def test_a_chat_that_telegram_does_not_know_comes_back_when_it_is_heard_from(ferry: Ferry) -> None:
    await ferry.hear(ANN, "/start")
    known = ferry.sandbox.world.chats.pop(ANN)
    assert await broadcast(ferry) == {ANN: "chat_not_found", GROUP: "sent"}
    ferry.sandbox.world.chats[ANN] = known
    assert await broadcast(ferry) == {GROUP: "sent"}
    await ferry.hear(ANN, "Are you there?")
    assert await broadcast(ferry) == {ANN: "sent", GROUP: "sent"}
