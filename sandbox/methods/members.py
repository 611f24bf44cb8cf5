"""Looking at the members of a chat, and restricting or removing them."""

from typing import Any

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.members import Member
from sandbox.methods.call import Call
from sandbox.methods.chats import permissions_of
from sandbox.methods.destination import chat_of, met_chat_of, require_right

Json = dict[str, Any]

_SHORTEST_SECONDS, _LONGEST_SECONDS = 30, 366 * 24 * 3600


def get_chat_member(call: Call) -> Json:
    chat, user_id = met_chat_of(call), call.params["user_id"]
    user = call.world.user(user_id)
    if user is None:
        raise bad_request("user not found")
    if chat.is_private:
        if user_id not in {chat.id, call.world.bot.id}:
            raise bad_request("user not found")
        return Member("member").as_chat_member(user)
    return call.world.member(chat, user_id).as_chat_member(user)


def get_chat_administrators(call: Call) -> list[Json]:
    chat = met_chat_of(call)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member.as_chat_member(user)
        for user_id, member in chat.members.items()
        if member.status == "administrator" and (user := call.world.user(user_id))
    ]


def get_chat_member_count(call: Call) -> int:
    chat = met_chat_of(call)
    if chat.is_private:
        return 2
    return sum(call.world.member(chat, user_id).present for user_id in list(chat.members))


def restrict_chat_member(call: Call) -> bool:
    chat, old = _target(call, supergroups_only=True)
    permissions = permissions_of(call)
    everything = all(permissions.values())
    new = Member("member") if everything else Member("restricted", {}, permissions, _until(call))
    if not old.present:
        raise bad_request("PARTICIPANT_ID_INVALID")
    _change(call, chat, new)
    return True


def ban_chat_member(call: Call) -> bool:
    chat, _ = _target(call)
    _change(call, chat, Member("kicked", until=_until(call)))
    return True


def unban_chat_member(call: Call) -> bool:
    """Without only_if_banned a member who is there is removed, which surprises many; Telegram does it."""
    chat, old = _target(call, supergroups_only=True)
    if old.status == "kicked" or not call.params.get("only_if_banned"):
        _change(call, chat, Member("left"))
    return True


def _target(call: Call, *, supergroups_only: bool = False) -> tuple[Chat, Member]:
    chat, user_id = chat_of(call), call.params["user_id"]
    if chat.is_private:
        raise bad_request("can't restrict members in private chats")
    if supergroups_only and chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    if user_id == call.world.bot.id:
        raise bad_request("can't restrict self")
    if call.world.user(user_id) is None:
        raise bad_request("user not found")
    require_right(call, chat, "can_restrict_members", "restrict/unrestrict chat member")
    member = call.world.member(chat, user_id)
    if member.status == "administrator":
        raise bad_request("user is an administrator of the chat")
    return chat, member


def _until(call: Call) -> int:
    """Under half a minute and over 366 days mean for ever."""
    until = int(call.params.get("until_date", 0))
    return until if _SHORTEST_SECONDS <= until - call.world.timestamp() <= _LONGEST_SECONDS else 0


def _change(call: Call, chat: Chat, new: Member) -> None:
    call.world.change_member(chat, call.params["user_id"], new, call.world.bot.as_user())


METHODS = {
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "restrictChatMember": restrict_chat_member,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
}
