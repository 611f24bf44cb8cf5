"""The business account in whose name a call acts, and the chat of it that the call names."""

from datetime import timedelta

from sandbox.chats import Business, Chat
from sandbox.errors import bad_request
from sandbox.methods.call import Call

_WINDOW = timedelta(hours=24)


def business_of(call: Call, right: str) -> Business:
    """The connected account that a call names, if its owner gave the bot this right."""
    business = known_business_of(call)
    if not business.enabled:
        raise bad_request("BUSINESS_CONNECTION_INVALID")
    if not business.rights.get(right):
        raise bad_request("BOT_ACCESS_FORBIDDEN")
    return business


def known_business_of(call: Call) -> Business:
    """As `business_of`, also when the connection has ended."""
    business = call.world.businesses.get(call.params["business_connection_id"])
    if business is None:
        raise bad_request("business connection not found")
    return business


def business_chat_of(call: Call, business: Business) -> Chat:
    """The account's chat with the person that a call names; the bot opens none."""
    chat_id = call.params.get("chat_id")
    chat = call.world.business_chats.get((business.owner.id, chat_id)) if isinstance(chat_id, int) else None
    if chat is None:
        raise bad_request("BUSINESS_PEER_USAGE_MISSING" if chat_id in call.world.people else "chat not found")
    return chat


def active_business_chat_of(call: Call, business: Business) -> Chat:
    """As `business_chat_of`, if the customer wrote to the account within the last 24 hours."""
    chat = business_chat_of(call, business)
    if not _wrote_lately(call, chat):
        raise bad_request("BUSINESS_PEER_USAGE_MISSING")
    return chat


def _wrote_lately(call: Call, chat: Chat) -> bool:
    since = (call.world.now() - _WINDOW).timestamp()
    incoming = (one for one in reversed(chat.messages.values()) if one.body["from"]["id"] == chat.id)
    latest = next(incoming, None)
    return latest is not None and latest.body["date"] >= since
