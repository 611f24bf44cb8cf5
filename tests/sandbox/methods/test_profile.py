"""getMe, commands by scope and language, menu buttons."""

import pytest

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import Wire

HELP = [{"command": "help", "description": "Help"}]
HILFE = [{"command": "help", "description": "帮助"}]


async def test_the_bot_knows_itself_and_its_privacy_mode(wire: Wire, sandbox: Sandbox) -> None:
    me = await wire("getMe")
    assert (me["id"], me["username"], me["can_read_all_group_messages"]) == (42, "chatferry_bot", False)
    sandbox.world.bot.can_read_all_group_messages = True
    assert (await wire.form("getMe"))["can_read_all_group_messages"] is True


async def test_each_scope_and_language_has_its_own_commands(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    chat = {"type": "chat", "chat_id": ann.id}
    await wire("setMyCommands", commands=HELP)
    await wire("setMyCommands", commands=HILFE, language_code="zh")
    assert await wire("getMyCommands") == HELP
    assert await wire("getMyCommands", language_code="zh") == HILFE
    assert await wire("getMyCommands", scope=chat) == []
    assert sandbox.world.commands.shown_to(ann) == HELP
    await wire("setMyCommands", commands=HILFE, scope=chat)
    assert sandbox.world.commands.shown_to(ann) == HILFE
    await wire("deleteMyCommands", scope=chat)
    await wire("deleteMyCommands")
    assert sandbox.world.commands.shown_to(ann) == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"commands": [{"command": "Help!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": HELP * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": HELP, "language_code": "chinese"}, "LANG_CODE_INVALID"),
        ({"commands": HELP, "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        ({"commands": HELP, "scope": {"type": "all"}}, "can't parse BotCommandScope: unsupported type specified"),
        ({"commands": "{"}, "can't parse parameter commands: JSON expected"),
    ],
)
async def test_bad_commands_are_refused(wire: Wire, params: dict[str, object], refusal: str) -> None:
    assert await wire.refused("setMyCommands", **params) == f"400 Bad Request: {refusal}"


async def test_commands_for_somebody_unmet_are_refused(wire: Wire, bob: Person) -> None:
    scope = {"type": "chat", "chat_id": bob.id}
    assert await wire.refused("setMyCommands", commands=HELP, scope=scope) == "400 Bad Request: chat not found"


async def test_a_menu_button_is_set_for_one_or_for_all(wire: Wire, ann: Person, group: Chat) -> None:
    app = {"type": "web_app", "text": "Desk", "web_app": {"url": "https://example.com"}}
    assert await wire("getChatMenuButton") == {"type": "commands"}
    await wire("setChatMenuButton", chat_id=ann.id, menu_button=app)
    assert await wire("getChatMenuButton", chat_id=ann.id) == app
    assert await wire("getChatMenuButton") == {"type": "commands"}
    await wire("setChatMenuButton")
    assert await wire("getChatMenuButton") == {"type": "default"}
    assert await wire.refused("setChatMenuButton", chat_id=group.id) == "400 Bad Request: chat not found"
