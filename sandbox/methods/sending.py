"""Sending text, copying and forwarding, and showing that the bot is at work."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.media import PERMISSION_OF, kind_of
from sandbox.messages import StoredMessage
from sandbox.methods.call import Call
from sandbox.methods.destination import chat_of, destination
from sandbox.methods.formatting import caption_content, text_content
from sandbox.methods.posting import post

Json = dict[str, Any]

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(call: Call) -> Json:
    content = text_content(call)
    return post(call, destination(call), content).body


def copy_message(call: Call) -> Json:
    """A copy says nothing of where it comes from; a new caption replaces the old one."""
    source = _source(call, "copy")
    if source.is_service or "poll" in source.body:
        raise bad_request("message can't be copied")
    content = source.content()
    if "caption" in call.params and kind_of(content):
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= caption_content(call, call.params)
    return {"message_id": post(call, destination(call, _permissions(content)), content).id}


def forward_message(call: Call) -> Json:
    source = _source(call, "forward")
    if source.is_service or source.body.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    content = source.content()
    to = destination(call, _permissions(content))
    origin = source.body.get("forward_origin") or {
        "type": "user",
        "date": source.body["date"],
        "sender_user": source.body["from"],
    }
    return post(call, to, {**content, "forward_origin": origin}).body


def send_chat_action(call: Call) -> bool:
    if call.params["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    to = destination(call)
    call.world.events.tell("typing", **to.chat.place)
    return True


def _source(call: Call, deed: str) -> StoredMessage:
    source = chat_of(call, "from_chat_id").message(call.params["message_id"])
    if source is None:
        raise bad_request(f"message to {deed} not found")
    return source


def _permissions(content: Json) -> tuple[str, ...]:
    kind = kind_of(content)
    return (PERMISSION_OF[kind] if kind else "can_send_messages",)


METHODS = {
    "sendMessage": send_message,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
}
