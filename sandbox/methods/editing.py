"""Changing, deleting, pinning and marking messages, and answering presses of buttons."""

from datetime import timedelta
from typing import Any

from sandbox.chats import Chat
from sandbox.entities import utf16
from sandbox.errors import bad_request
from sandbox.media import PERMISSION_OF, kind_of
from sandbox.messages import StoredMessage
from sandbox.methods.call import Call, not_played
from sandbox.methods.destination import chat_of, editable_chat_of
from sandbox.methods.formatting import caption_content, text_content
from sandbox.methods.keyboards import shown_keyboard
from sandbox.methods.media import media_content

Json = dict[str, Any]

_DELETABLE_FOR = timedelta(hours=48)
_MOST_DELETED = 100
_ANSWER_LIMIT = 200
_CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")
_TEXT_FIELDS = ("text", "entities", "link_preview_options")


def edit_message_text(call: Call) -> Json:
    if "rich_message" in call.params:
        raise not_played("rich_message")
    if "text" not in call.params:
        raise bad_request("message text is empty")
    content = text_content(call)
    chat, stored = _own_message(call)
    if "text" not in stored.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, chat, stored, _TEXT_FIELDS, content)


def edit_message_caption(call: Call) -> Json:
    content = caption_content(call, call.params)
    chat, stored = _own_message(call)
    if kind_of(stored.body) is None:
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, chat, stored, _CAPTION_FIELDS, content)


def edit_message_media(call: Call) -> Json:
    chat, stored = _own_message(call)
    content = media_content(call, call.params["media"])
    return _edit(call, chat, stored, (*_TEXT_FIELDS, *_CAPTION_FIELDS, *PERMISSION_OF), content)


def edit_message_reply_markup(call: Call) -> Json:
    chat, stored = _own_message(call)
    return _edit(call, chat, stored, (), {})


def delete_message(call: Call) -> bool:
    chat = chat_of(call)
    stored = chat.message(call.params["message_id"])
    if stored is None:
        raise bad_request("message to delete not found")
    if not _may_delete(call, chat, stored):
        raise bad_request("message can't be deleted")
    call.world.remove(chat, [stored])
    return True


def delete_messages(call: Call) -> bool:
    """What is not there is skipped, and so is what the bot may not delete."""
    chat, ids = chat_of(call), call.params["message_ids"]
    if not 1 <= len(ids) <= _MOST_DELETED:
        raise bad_request("too many message identifiers" if ids else "message identifiers are not specified")
    found = [stored for message_id in ids if (stored := chat.message(message_id))]
    call.world.remove(chat, [stored for stored in found if _may_delete(call, chat, stored)])
    return True


def set_message_reaction(call: Call) -> bool:
    chat = chat_of(call)
    stored = chat.message(call.params["message_id"])
    if stored is None or stored.is_service:
        raise bad_request("message to react not found")
    reaction = call.params.get("reaction", [])
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one["type"] != "emoji" or not one.get("emoji") for one in reaction):
        raise bad_request("REACTION_INVALID")
    stored.bot_reaction = reaction
    call.world.events.tell("edit", message=stored.listed())
    return True


def answer_callback_query(call: Call) -> bool:
    if utf16(call.params.get("text", "")) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    query = call.world.live_query(call.params["callback_query_id"])
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    query.answer = {
        "text": call.params.get("text", ""),
        "show_alert": call.params.get("show_alert", False),
        "url": call.params.get("url"),
    }
    query.answered.set()
    call.world.events.tell("callback_answer", callback_query_id=query.id, **query.answer)
    return True


def _own_message(call: Call) -> tuple[Chat, StoredMessage]:
    if "inline_message_id" in call.params:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = editable_chat_of(call)
    if "message_id" not in call.params:
        raise bad_request("message identifier is not specified")
    stored = chat.message(call.params["message_id"])
    if stored is None:
        raise bad_request("message to edit not found")
    if not stored.from_bot or stored.is_service or "forward_origin" in stored.body:
        raise bad_request("message can't be edited")
    return chat, stored


def _edit(call: Call, chat: Chat, stored: StoredMessage, replaced: tuple[str, ...], content: Json) -> Json:
    """An edit without reply_markup takes the keyboard away."""
    new: Json = {name: None for name in (*replaced, "reply_markup")} | content | shown_keyboard(call, chat)
    if all(stored.body.get(name) == value for name, value in new.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    # A keyboard alone leaves the message undated.
    call.world.change(chat, stored, new, dated=bool(replaced))
    return stored.body


def _may_delete(call: Call, chat: Chat, stored: StoredMessage) -> bool:
    """Own messages and those of a private chat for 48 hours; as administrator all, and in supergroups at any age."""
    young = call.world.timestamp() - stored.body["date"] < _DELETABLE_FOR.total_seconds()
    if call.world.bot_member(chat).may("can_delete_messages"):
        return young or chat.type == "supergroup"
    return young and (chat.is_private or (stored.from_bot and not stored.is_service))


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}
