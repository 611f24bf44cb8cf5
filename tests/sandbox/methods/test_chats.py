"""getChat, permissions, pins, topics, leaving."""

import pytest

from sandbox.chats import Chat
from sandbox.errors import RefusedAct
from sandbox.members import PERMISSIONS
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import Wire


async def test_a_person_is_a_chat_once_they_pressed_start(wire: Wire, ann: Person, bob: Person) -> None:
    assert (await wire("getChat", chat_id=ann.id))["first_name"] == "Ann"
    assert await wire.refused("getChat", chat_id=bob.id) == "400 Bad Request: chat not found"


async def test_a_group_shows_permissions_and_its_newest_pin(
    wire: Wire, ann: Person, group: Chat, sandbox: Sandbox
) -> None:
    for text in ("First", "Second"):
        said = sandbox.world.say(group.id, ann.id, text)[0]
        await wire("pinChatMessage", chat_id=group.id, message_id=said.id)
    shown = await wire("getChat", chat_id=group.id)
    assert (shown["title"], shown["permissions"]["can_send_messages"]) == ("Harbour Ltd", True)
    assert shown["pinned_message"]["text"] == "Second"


async def test_read_only_stops_members_but_neither_administrators_nor_the_bot(
    wire: Wire, ann: Person, bob: Person, group: Chat, sandbox: Sandbox
) -> None:
    assert await wire("setChatPermissions", chat_id=group.id, permissions={"can_send_messages": False}) is True
    assert (await wire("getChat", chat_id=group.id))["permissions"] == dict.fromkeys(PERMISSIONS, False)
    with pytest.raises(RefusedAct):
        sandbox.world.say(group.id, ann.id, "Anybody?")
    sandbox.world.say(group.id, bob.id, "Me")
    await wire("sendMessage", chat_id=group.id, text="Closed")


async def test_wide_permissions_bring_those_they_rest_on_unless_independent(wire: Wire, group: Chat) -> None:
    await wire("setChatPermissions", chat_id=group.id, permissions={"can_send_polls": True})
    assert {name for name, given in group.permissions.items() if given} == {"can_send_polls", "can_send_messages"}
    await wire("setChatPermissions", chat_id=group.id, permissions={"can_add_web_page_previews": True})
    assert group.permissions["can_send_photos"]
    alone = {"permissions": {"can_send_polls": True}, "use_independent_chat_permissions": True}
    await wire("setChatPermissions", chat_id=group.id, **alone)
    assert {name for name, given in group.permissions.items() if given} == {"can_send_polls"}


async def test_rights_are_needed_one_by_one(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    none = {"can_restrict_members": False, "can_pin_messages": False, "can_manage_topics": False}
    forum = sandbox.world.add_chat("F", members=[ann.id], bot_rights=none, topics=["Help"])
    said = sandbox.world.say(forum.id, ann.id, "x")[0]
    here = {"chat_id": forum.id}
    refused = "400 Bad Request: not enough rights to"
    assert await wire.refused("setChatPermissions", **here, permissions={}) == f"{refused} change chat permissions"
    pinning = f"{refused} manage pinned messages in the chat"
    assert await wire.refused("pinChatMessage", **here, message_id=said.id) == pinning
    assert await wire.refused("unpinAllChatMessages", **here) == pinning
    thread = next(iter(forum.topics))
    assert await wire.refused("closeForumTopic", **here, message_thread_id=thread) == f"{refused} edit the topic"
    assert await wire.refused("createForumTopic", **here, name="New") == f"{refused} create a topic"
    forum.permissions["can_pin_messages"] = True
    assert await wire("pinChatMessage", **here, message_id=said.id) is True


async def test_private_chats_have_no_permissions(wire: Wire, ann: Person) -> None:
    refusal = await wire.refused("setChatPermissions", chat_id=ann.id, permissions={})
    assert refusal == "400 Bad Request: can't change private chat permissions"
    assert "private chats" in await wire.refused("leaveChat", chat_id=ann.id)


async def test_a_pin_is_told_by_a_service_message(wire: Wire, ann: Person, group: Chat, sandbox: Sandbox) -> None:
    await wire.updates()
    said = sandbox.world.say(group.id, ann.id, "Read this")[0]
    pin = {"chat_id": group.id, "message_id": said.id}
    assert await wire("pinChatMessage", **pin, disable_notification=True) is True
    assert await wire("pinChatMessage", **pin) is True  # no second service message
    updates = await wire.updates()
    assert [update["message"].get("pinned_message", {}).get("text") for update in updates] == [None, "Read this"]
    assert updates[1]["message"]["from"]["id"] == 42
    assert group.pinned == [said.id]


async def test_what_is_not_there_is_neither_pinned_nor_unpinned(wire: Wire, ann: Person, group: Chat) -> None:
    here = {"chat_id": group.id}
    assert await wire.refused("pinChatMessage", **here, message_id=999) == "400 Bad Request: message to pin not found"
    assert await wire.refused("unpinChatMessage", **here) == "400 Bad Request: message to unpin not found"


async def test_unpinning_takes_the_one_named_the_newest_or_all(wire: Wire, ann: Person) -> None:
    ids = [(await wire("sendMessage", chat_id=ann.id, text=f"{n}"))["message_id"] for n in range(4)]
    for message_id in ids:
        await wire("pinChatMessage", chat_id=ann.id, message_id=message_id)
    await wire("unpinChatMessage", chat_id=ann.id, message_id=ids[0])
    await wire("unpinChatMessage", chat_id=ann.id)
    assert (await wire("getChat", chat_id=ann.id))["pinned_message"]["text"] == "2"
    assert await wire("unpinAllChatMessages", chat_id=ann.id) is True
    assert "pinned_message" not in await wire("getChat", chat_id=ann.id)


async def test_a_deleted_message_is_no_longer_pinned(wire: Wire, ann: Person) -> None:
    sent = await wire("sendMessage", chat_id=ann.id, text="x")
    await wire("pinChatMessage", chat_id=ann.id, message_id=sent["message_id"])
    await wire("deleteMessage", chat_id=ann.id, message_id=sent["message_id"])
    assert "pinned_message" not in await wire("getChat", chat_id=ann.id)


async def test_a_topic_is_opened_closed_and_opened_again(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    forum = sandbox.world.add_chat("F", members=[ann.id], is_forum=True)
    thread = (await wire("createForumTopic", chat_id=forum.id, name="Help"))["message_thread_id"]
    topic = {"chat_id": forum.id, "message_thread_id": thread}
    sandbox.world.say(forum.id, ann.id, "Hello", message_thread_id=thread)
    assert await wire("closeForumTopic", **topic) is True
    with pytest.raises(RefusedAct, match="closed"):
        sandbox.world.say(forum.id, ann.id, "Hello?", message_thread_id=thread)
    await wire("sendMessage", **topic, text="Closed")  # who manages topics may
    assert await wire.refused("closeForumTopic", **topic) == "400 Bad Request: TOPIC_NOT_MODIFIED"
    assert await wire("reopenForumTopic", **topic) is True
    sandbox.world.say(forum.id, ann.id, "Hello!", message_thread_id=thread)
    kinds = {"forum_topic_created", "forum_topic_closed", "forum_topic_reopened"}
    messages = [update["message"] for update in await wire.updates() if "message" in update]
    told = [kinds & set(message) for message in messages]
    assert {message["message_thread_id"] for message in messages if kinds & set(message)} == {thread}
    assert [one for [one] in filter(None, told)] == [
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
    ]


async def test_topics_are_found_in_forums_only(wire: Wire, group: Chat, sandbox: Sandbox) -> None:
    refusal = await wire.refused("closeForumTopic", chat_id=group.id, message_thread_id=5)
    assert refusal == "400 Bad Request: the chat is not a forum"
    forum = sandbox.world.add_chat("F", is_forum=True)
    refusal = await wire.refused("closeForumTopic", chat_id=forum.id, message_thread_id=5)
    assert refusal == "400 Bad Request: message thread not found"


async def test_having_left_the_bot_is_out(wire: Wire, group: Chat) -> None:
    await wire.updates()
    assert await wire("leaveChat", chat_id=group.id) is True
    change = (await wire.updates())[0]["my_chat_member"]
    assert (change["from"]["id"], change["new_chat_member"]["status"]) == (42, "left")
    refusal = await wire.refused("getChat", chat_id=group.id)
    assert refusal == "403 Forbidden: bot is not a member of the supergroup chat"
