"""A business account that the bot is connected with: the connection, reading and deleting in its chats."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.account import active_business_chat_of, business_of, known_business_of
from sandbox.methods.call import Call

Json = dict[str, Any]

_MOST_DELETED = 100


def get_business_connection(call: Call) -> Json:
    return known_business_of(call).as_connection()


def read_business_message(call: Call) -> bool:
    """Only what the customer wrote can be read."""
    chat = active_business_chat_of(call, business_of(call, "can_read_messages"))
    stored = chat.message(call.params["message_id"])
    if stored is None or stored.body["from"]["id"] != chat.id:
        raise bad_request("message to read not found")
    stored.read = True
    return True


def delete_business_messages(call: Call) -> bool:
    """All of one chat. What is not there is skipped."""
    ids: list[int] = call.params["message_ids"]
    if not 1 <= len(ids) <= _MOST_DELETED:
        raise bad_request("too many message identifiers" if ids else "message identifiers are not specified")
    right = "can_delete_all_messages"
    if not known_business_of(call).rights.get(right):
        right = "can_delete_sent_messages"
    business = business_of(call, right)
    chats = [chat for chat in call.world.business_chats.values() if chat.business is business]
    found = {chat.id: gone for chat in chats if (gone := [one for id_ in ids if (one := chat.message(id_))])}
    if len(found) > 1:
        raise bad_request("message identifiers are of different chats")
    for chat in chats:
        gone = found.get(chat.id, [])
        if right == "can_delete_sent_messages" and not all(one.from_bot for one in gone):
            raise bad_request("BOT_ACCESS_FORBIDDEN")
        if gone:
            call.world.remove(chat, gone)
    return True


METHODS = {
    "getBusinessConnection": get_business_connection,
    "readBusinessMessage": read_business_message,
    "deleteBusinessMessages": delete_business_messages,
}
