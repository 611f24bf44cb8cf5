"""Channels come, go and change."""

from typing import Any

from bot.storage.schema import chats, deliveries
from tests.ferry import ANN, GROUP, STAFF, WANG, Ferry


async def channels(ferry: Ferry) -> dict[int, Any]:
    return {row.id: row for row in await ferry.rows(chats)}


async def test_a_group_is_known_from_the_bot_s_coming_on(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    new = world.add_chat("Keller \x00 GmbH", members=[ANN], bot="member")
    await ferry.quiet()
    known = (await channels(ferry))[new.id]
    assert (known.kind, known.title, known.unreachable) == ("supergroup", "Keller \ufffd GmbH", None)


async def test_a_group_that_removes_the_bot_is_lost_until_it_takes_it_back(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    for status, unreachable in (("kicked", "kicked"), ("member", None), ("left", "kicked"), ("administrator", None)):
        world.set_member(GROUP, world.bot.id, status, by=WANG)
        await ferry.quiet()
        assert (await channels(ferry))[GROUP].unreachable == unreachable, status


async def test_who_blocks_the_bot_is_lost_and_comes_back_with_start(ferry: Ferry) -> None:
    await ferry.hear(ANN, "/start")
    ferry.sandbox.world.block(ANN)
    await ferry.quiet()
    assert (await channels(ferry))[ANN].unreachable == "blocked"
    ferry.sandbox.world.start(ANN)
    await ferry.quiet()
    assert (await channels(ferry))[ANN].unreachable is None


async def test_a_message_that_cannot_be_confirmed_marks_the_customer_as_lost(ferry: Ferry) -> None:
    """Telegram tells of the block with a delay: the refused confirmation says it too."""
    await ferry.stop()
    ferry.sandbox.world.say(ANN, ANN, "The site is down")
    ferry.sandbox.world.block(ANN)
    ferry.sandbox.world.updates.queue.pop()
    await ferry.start()
    await ferry.quiet()
    assert (await channels(ferry))[ANN].unreachable == "blocked"
    assert len(await ferry.tickets()) == 1
    [confirmation] = [row for row in await ferry.rows(deliveries) if row.purpose == "card"]
    assert (confirmation.state, confirmation.reason) == ("failed", "blocked")


async def test_staff_s_private_chats_are_no_channels(ferry: Ferry) -> None:
    ferry.sandbox.world.block(STAFF)
    ferry.sandbox.world.unblock(STAFF)
    await ferry.quiet()
    assert list(await channels(ferry)) == [GROUP]
    assert await ferry.outcomes() == ["ignored: staff"] * 2


async def test_a_group_that_becomes_a_supergroup_goes_on_under_its_new_id(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    old = world.add_chat("Basic", type="group", members=[ANN])
    await ferry.hear(ANN, "The site is down", chat=old.id)
    new = world.upgrade(old.id)
    await ferry.quiet()
    known = await channels(ferry)
    assert set(known) == {GROUP, new.id}
    assert (known[new.id].kind, known[new.id].unreachable) == ("supergroup", None)
    assert await ferry.hear(ANN, "And so is the mail", chat=new.id) == []
    [ticket] = await ferry.tickets()
    assert ticket.chat_id == new.id
    assert [entry.text for entry in await ferry.thread(ticket)] == ["The site is down", "And so is the mail"]


async def test_an_upgrade_that_is_told_twice_loses_no_channel(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    old = world.add_chat("Basic", type="group", members=[ANN])
    await ferry.hear(ANN, "The site is down", chat=old.id)
    new = world.upgrade(old.id)
    await ferry.quiet()
    service = next(stored.body for stored in old.messages.values() if "migrate_to_chat_id" in stored.body)
    await ferry.put({"message": service})
    assert set(await channels(ferry)) == {GROUP, new.id}
