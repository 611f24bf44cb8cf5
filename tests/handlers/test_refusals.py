"""Where an answer finds no place, the update is done all the same: nothing is retried, nobody alarmed."""

from bot.storage.schema import chats, updates
from sandbox.faults import Faults, NextFault
from tests.ferry import ANN, GROUP, Ferry

SAID = [
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: bot was kicked from the supergroup chat"),
    (400, "Bad Request: message to be replied not found"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: TOPIC_CLOSED"),
]


async def test_who_cannot_be_answered_is_let_be(ferry: Ferry) -> None:
    for code, description in SAID:
        asks = ferry.sandbox.world.add_user("Lee", started=True)
        ferry.sandbox.api.faults = Faults(next=[NextFault("sendMessage", 1, code, description=description)])
        assert await ferry.hear(asks.id, "/tickets") == []
        [*_, row] = await ferry.rows(updates)
        assert (row.state, row.outcome, row.attempts) == ("done", "ignored: cannot answer", 0), description
        assert await ferry.hear(asks.id, "/tickets") != []


async def test_an_answer_waits_for_telegram_to_work_again(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("sendMessage", 1, 502)])
    assert len(await ferry.hear(ANN, "/help")) == 1


async def test_a_group_that_is_upgraded_while_it_is_answered_goes_on_under_its_new_id(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    group = world.add_chat("Basic", type="group", members=[ANN])
    await ferry.quiet()
    await ferry.stop()
    world.say(group.id, ANN, "/help")
    new = world.upgrade(group.id)
    world.updates.queue = world.updates.queue[:1]
    await ferry.start()
    await ferry.quiet()
    assert (await ferry.outcomes())[-1] == "ignored: cannot answer"
    assert {row.id for row in await ferry.rows(chats)} == {GROUP, new.id}
