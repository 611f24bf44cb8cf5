"""Where a call goes: the chat it names, and whether the bot may read or write there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sandbox.chats import Chat
from sandbox.errors import BotApiError, bad_request, forbidden
from sandbox.members import Member
from sandbox.methods.account import active_business_chat_of, business_chat_of, business_of
from sandbox.methods.call import Call

Json = dict[str, Any]

_WHAT: dict[str, str] = {
    "can_send_messages": "text messages",
    "can_send_photos": "photos",
    "can_send_documents": "documents",
    "can_send_videos": "videos",
    "can_send_audios": "music",
    "can_send_voice_notes": "voice notes",
    "can_send_video_notes": "video notes",
    "can_send_other_messages": "stickers and animations",
    "can_send_polls": "polls",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """`sender` and `extra` are what the message will say of who wrote it."""

    chat: Chat
    sender: Json
    extra: Json
    thread_id: int | None = None


def chat_of(call: Call, name: str = "chat_id") -> Chat:
    """The chat that a parameter names, where the bot is in; every way in which it is not has Telegram's error."""
    if (given := call.params.get(name)) is None:
        raise bad_request("chat_id is empty")
    chat = _find(call, given)
    if chat is None or (not chat.is_private and call.world.bot.id not in chat.members):
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise BotApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    if chat.deleted:
        raise forbidden("the group chat was deleted")
    if not chat.is_private:
        member = call.world.bot_member(chat)
        if member.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if not member.present:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def met_chat_of(call: Call, name: str = "chat_id") -> Chat:
    """As `chat_of`; a person who never pressed Start is nobody to the bot."""
    chat = chat_of(call, name)
    if chat.person is not None and not chat.person.started:
        raise bad_request("chat not found")
    return chat


def editable_chat_of(call: Call) -> Chat:
    """Where something that the bot wrote is changed: its own chat, or a business account's."""
    if "business_connection_id" in call.params:
        return business_chat_of(call, business_of(call, "can_reply"))
    chat = chat_of(call)
    _check_person(call, chat)
    return chat


def destination(call: Call, permissions: Collection[str] = ("can_send_messages",)) -> Destination:
    """Where a new message goes, checked as far as sending things with these permissions."""
    thread_id = call.params.get("message_thread_id")
    if "business_connection_id" in call.params:
        business = business_of(call, "can_reply")
        chat = active_business_chat_of(call, business)
        return Destination(chat, *author_in(call, chat))
    chat = chat_of(call)
    _check_person(call, chat)
    if not chat.is_private:
        _check_permissions(chat, call.world.bot_member(chat), permissions)
    if thread_id is not None:
        _check_topic(call, chat, thread_id)
    return Destination(chat, *author_in(call, chat), thread_id)


def author_in(call: Call, chat: Chat) -> tuple[Json, Json]:
    """Who writes there when the bot does, and what else the message says of it."""
    bot = call.world.bot.as_user()
    if chat.business is None:
        return bot, {}
    return chat.business.owner.as_user(), {"sender_business_bot": bot}


def require_right(call: Call, chat: Chat, right: str, deed: str) -> None:
    if not call.world.bot_member(chat).may(right):
        raise bad_request(f"not enough rights to {deed}")


def _find(call: Call, given: int | str) -> Chat | None:
    if isinstance(given, int):
        return call.world.chats.get(given)
    named = (chat for chat in call.world.chats.values() if chat.username and f"@{chat.username}" == given)
    return next(named, None)


def _check_person(call: Call, chat: Chat) -> None:
    if (person := chat.person) is None:
        return
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_permissions(chat: Chat, bot: Member, permissions: Collection[str]) -> None:
    """Read-only holds for the bot too, unless it is an administrator."""
    if bot.status == "administrator":
        return
    for permission in permissions:
        if not (chat.permissions.get(permission) and bot.permissions.get(permission, True)):
            raise bad_request(f"not enough rights to send {_WHAT.get(permission, 'messages')} to the chat")


def _check_topic(call: Call, chat: Chat, thread_id: int) -> None:
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not call.world.bot_member(chat).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
