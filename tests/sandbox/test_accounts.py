"""People's own accounts: how the bot is connected with them, and what it hears of their chats."""

import pytest

from sandbox.errors import RefusedAct
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import Wire


async def test_business_chats_are_told_apart_from_the_bots_own(
    wire: Wire, ann: Person, bob: Person, sandbox: Sandbox
) -> None:
    business = sandbox.world.connect_business(bob.id)
    said = sandbox.world.say(ann.id, ann.id, "Hello Bob", business_connection_id=business.id)[0]
    sandbox.world.say(ann.id, bob.id, "Hello Ann", business_connection_id=business.id)
    sandbox.world.edit(ann.id, said.id, "Hello Bob!", business_connection_id=business.id)
    sandbox.world.delete(ann.id, [said.id, 999], business_connection_id=business.id)
    updates = await wire.updates()
    kinds = [next(name for name in update if name != "update_id") for update in updates]
    assert kinds == [
        "business_connection",
        "business_message",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
    ]
    assert updates[2]["business_message"]["from"]["id"] == bob.id
    assert updates[4]["deleted_business_messages"]["message_ids"] == [said.id]
    sandbox.world.connect_business(bob.id, enabled=False)
    sandbox.world.say(ann.id, ann.id, "Anybody?", business_connection_id=business.id)
    assert await wire.kinds() == ["business_connection"]


async def test_a_new_connection_has_a_new_id_and_the_same_chats(
    wire: Wire, ann: Person, bob: Person, sandbox: Sandbox
) -> None:
    world = sandbox.world
    old = world.connect_business(bob.id)
    assert world.connect_business(bob.id, {"can_reply": True}) is old  # other rights, the same connection
    said = world.say(ann.id, ann.id, "Hello Bob", business_connection_id=old.id)[0]
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    there = {"chat_id": ann.id, "text": "Which?", "reply_parameters": {"message_id": said.id}}
    sent = await wire("sendMessage", **there, business_connection_id=old.id, reply_markup=markup)
    world.connect_business(bob.id, enabled=False)
    with pytest.raises(RefusedAct, match="is not connected"):
        world.connect_business(bob.id, enabled=False)
    with pytest.raises(RefusedAct, match="no longer connected"):
        world.press(ann.id, sent["message_id"], ann.id, "go", old.id)
    new = world.connect_business(bob.id)
    assert (new.id != old.id, old.enabled, new.enabled) == (True, False, True)
    assert world.chat(ann.id, new.id) is world.chat(ann.id, old.id)
    assert list(world.chat(ann.id, new.id).messages) == [said.id, sent["message_id"]]
    await wire.updates()
    world.press(ann.id, sent["message_id"], ann.id, "go", new.id)
    message = (await wire.updates())[0]["callback_query"]["message"]
    ids = {message["business_connection_id"], message["reply_to_message"]["business_connection_id"]}
    assert ids == {new.id}
    again = await wire("sendMessage", **there, business_connection_id=new.id)
    assert again["business_connection_id"] == new.id
    refusal = await wire.refused("sendMessage", **there, business_connection_id=old.id)
    assert refusal == "400 Bad Request: BUSINESS_CONNECTION_INVALID"
