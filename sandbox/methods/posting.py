"""What every message of the bot's goes through on its way into the chat."""

from typing import Any

from sandbox.chats import Chat
from sandbox.entities import utf16
from sandbox.errors import bad_request
from sandbox.messages import StoredMessage
from sandbox.methods.call import Call, not_played
from sandbox.methods.destination import Destination
from sandbox.methods.keyboards import client_markup, shown_keyboard

Json = dict[str, Any]

_NOT_PLAYED = ("direct_messages_topic_id", "suggested_post_parameters", "rich_message")


def post(call: Call, to: Destination, content: Json) -> StoredMessage:
    for name in _NOT_PLAYED:
        if name in call.params:
            raise not_played(name)
    keyboard = shown_keyboard(call, to.chat)
    markup = client_markup(call, to.chat)
    reply_to, quote = _reply(call, to.chat)
    extra: Json = {**to.extra, **quote, **keyboard}
    if call.params.get("protect_content"):
        extra["has_protected_content"] = True
    if effect := call.params.get("message_effect_id"):
        extra["effect_id"] = effect
    return call.world.post(
        to.chat,
        to.sender,
        {**content, **extra},
        thread_id=to.thread_id,
        reply_to=reply_to,
        client_markup=markup,
    )


def _reply(call: Call, chat: Chat) -> tuple[StoredMessage | None, Json]:
    """The message that is answered, and the part of it that is quoted."""
    parameters = call.params.get("reply_parameters")
    if parameters is None:
        return None, {}
    if parameters.get("chat_id", chat.id) != chat.id:
        raise not_played("replies into another chat")
    answered = chat.message(parameters["message_id"])
    if answered is None:
        if parameters.get("allow_sending_without_reply"):
            return None, {}
        raise bad_request("message to be replied not found")
    quote = parameters.get("quote")
    if quote is None:
        return answered, {}
    said = answered.body.get("text") or answered.body.get("caption") or ""
    if quote not in said:
        raise bad_request("QUOTE_TEXT_INVALID")
    position = utf16(said[: said.index(quote)])
    return answered, {"quote": {"text": quote, "position": position, "is_manual": True}}
