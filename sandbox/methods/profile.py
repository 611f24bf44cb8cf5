"""The bot about itself: who it is, its commands and its menu button."""

import re
from typing import Any

from sandbox.commands import Audience
from sandbox.errors import bad_request
from sandbox.methods.call import Call
from sandbox.methods.destination import met_chat_of

Json = dict[str, Any]

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS = 100
_DESCRIPTION = range(1, 257)
_SCOPES_WITH_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}) | _SCOPES_WITH_CHAT


def get_me(call: Call) -> Json:
    return call.world.bot.as_me()


def set_my_commands(call: Call) -> bool:
    commands: list[Json] = call.params["commands"]
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not _COMMAND.fullmatch(one["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if len(one["description"]) not in _DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.world.commands.set(_audience(call), commands)
    return True


def get_my_commands(call: Call) -> list[Json]:
    return call.world.commands.get(_audience(call))


def delete_my_commands(call: Call) -> bool:
    call.world.commands.remove(_audience(call))
    return True


def set_chat_menu_button(call: Call) -> bool:
    chat_id = _private_chat_id(call)
    call.world.menu_buttons[chat_id] = call.params.get("menu_button", {"type": "default"})
    return True


def get_chat_menu_button(call: Call) -> Json:
    """A chat without one of its own shows the default one."""
    buttons = call.world.menu_buttons
    return buttons.get(_private_chat_id(call)) or buttons.get(None) or {"type": "commands"}


def _private_chat_id(call: Call) -> int | None:
    if "chat_id" not in call.params:
        return None
    chat = met_chat_of(call)
    if not chat.is_private:
        raise bad_request("chat not found")
    return chat.id


def _audience(call: Call) -> Audience:
    scope: Json = call.params.get("scope", {"type": "default"})
    language = call.params.get("language_code", "")
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    chat_id = 0
    if kind in _SCOPES_WITH_CHAT:
        chat_id = met_chat_of(Call(call.world, call.method, scope)).id
    return Audience(kind, chat_id, int(scope.get("user_id", 0)), language)


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
