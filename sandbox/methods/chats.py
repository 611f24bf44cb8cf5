"""Reading chats, and what changes them as a whole: permissions, pins, topics, leaving."""

from typing import Any

from sandbox.chats import Chat, Topic
from sandbox.errors import bad_request
from sandbox.members import PERMISSIONS, SENDING_PERMISSIONS, Member
from sandbox.methods.call import Call
from sandbox.methods.destination import author_in, chat_of, editable_chat_of, met_chat_of, require_right

Json = dict[str, Any]

_NO_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(call: Call) -> Json:
    """A ChatFullInfo."""
    chat = met_chat_of(call)
    shown: Json = {
        **chat.as_chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_NO_GIFTS, False),
    }
    if not chat.is_private:
        shown["permissions"] = dict(chat.permissions)
    pinned = next(chat.pinned_messages(), None)
    if pinned is not None:
        shown["pinned_message"] = pinned.quoted()
    return shown


def set_chat_permissions(call: Call) -> bool:
    chat = chat_of(call)
    if chat.is_private:
        raise bad_request("can't change private chat permissions")
    require_right(call, chat, "can_restrict_members", "change chat permissions")
    chat.permissions = permissions_of(call)
    call.world.events.tell("chat", chat=chat.as_state())
    return True


def permissions_of(call: Call) -> dict[str, bool]:
    """What is not named is denied. Unless told otherwise, the wider permissions bring those they rest on."""
    given = call.params["permissions"]
    permissions = {name: bool(given.get(name, False)) for name in PERMISSIONS}
    if not call.params.get("use_independent_chat_permissions"):
        if permissions["can_send_other_messages"] or permissions["can_add_web_page_previews"]:
            permissions |= {name: True for name in SENDING_PERMISSIONS[:7]}
        elif permissions["can_send_polls"]:
            permissions["can_send_messages"] = True
    return permissions


def pin_chat_message(call: Call) -> bool:
    chat = _pinning_chat(call)
    stored = chat.message(call.params["message_id"])
    if stored is None or stored.is_service:
        raise bad_request("message to pin not found")
    if chat.pinned[-1:] == [stored.id]:
        return True
    chat.pinned = [*(message_id for message_id in chat.pinned if message_id != stored.id), stored.id]
    call.world.events.tell("pin", message_id=stored.id, **chat.place)
    sender, extra = author_in(call, chat)
    call.world.post(chat, sender, {"pinned_message": stored.quoted(), **extra})
    return True


def unpin_chat_message(call: Call) -> bool:
    """Without a message_id: the newest pin, except in an account's name."""
    chat = _pinning_chat(call)
    if chat.business is not None and "message_id" not in call.params:
        raise bad_request("message identifier is not specified")
    message_id = call.params.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    call.world.events.tell("unpin", message_id=message_id, **chat.place)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    chat = _pinning_chat(call)
    for message_id in chat.pinned:
        call.world.events.tell("unpin", message_id=message_id, **chat.place)
    chat.pinned = []
    return True


def create_forum_topic(call: Call) -> Json:
    chat = _forum(call, "create a topic")
    topic = call.world.add_topic(chat, call.params["name"], call.world.bot.as_user())
    return {"message_thread_id": topic.message_thread_id, "name": topic.name, "icon_color": 7322096}


def close_forum_topic(call: Call) -> bool:
    return _set_closed(call, True)


def reopen_forum_topic(call: Call) -> bool:
    return _set_closed(call, False)


def close_general_forum_topic(call: Call) -> bool:
    return _set_general_closed(call, True)


def reopen_general_forum_topic(call: Call) -> bool:
    return _set_general_closed(call, False)


def leave_chat(call: Call) -> bool:
    chat = chat_of(call)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    call.world.change_member(chat, call.world.bot.id, Member("left"), call.world.bot.as_user())
    return True


def _pinning_chat(call: Call) -> Chat:
    """Everybody may pin where the group's permissions say so."""
    if "business_connection_id" in call.params:
        return editable_chat_of(call)
    chat = chat_of(call)
    if not chat.is_private and not chat.permissions["can_pin_messages"]:
        require_right(call, chat, "can_pin_messages", "manage pinned messages in the chat")
    return chat


def _forum(call: Call, deed: str) -> Chat:
    chat = chat_of(call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    require_right(call, chat, "can_manage_topics", deed)
    return chat


def _set_closed(call: Call, closed: bool) -> bool:
    chat = _forum(call, "edit the topic")
    topic: Topic | None = chat.topics.get(call.params["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    kind = "forum_topic_closed" if closed else "forum_topic_reopened"
    call.world.post(chat, call.world.bot.as_user(), {kind: {}}, thread_id=topic.message_thread_id)
    call.world.events.tell("chat", chat=chat.as_state())
    return True


def _set_general_closed(call: Call, closed: bool) -> bool:
    chat = _forum(call, "edit the topic")
    if chat.general_closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.general_closed = closed
    kind = "forum_topic_closed" if closed else "forum_topic_reopened"
    call.world.post(chat, call.world.bot.as_user(), {kind: {}})
    return True


METHODS = {
    "getChat": get_chat,
    "setChatPermissions": set_chat_permissions,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "createForumTopic": create_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "closeGeneralForumTopic": close_general_forum_topic,
    "reopenGeneralForumTopic": reopen_general_forum_topic,
    "leaveChat": leave_chat,
}
