"""Where the bot may write, and in whose name."""

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import Wire


async def refusal_in(wire: Wire, chat_id: int | str) -> str:
    return await wire.refused("sendMessage", chat_id=chat_id, text="x")


async def test_nobody_lives_at_an_unknown_id(wire: Wire) -> None:
    assert await refusal_in(wire, 123) == "400 Bad Request: chat not found"
    assert await refusal_in(wire, "@nobody") == "400 Bad Request: chat not found"


async def test_a_public_group_is_found_by_its_name(wire: Wire, sandbox: Sandbox) -> None:
    public = sandbox.world.add_chat("News", username="harbour_news")
    assert (await wire("sendMessage", chat_id="@harbour_news", text="x"))["chat"]["id"] == public.id


async def test_the_bot_does_not_write_first(wire: Wire, bob: Person, sandbox: Sandbox) -> None:
    assert await refusal_in(wire, bob.id) == "403 Forbidden: bot can't initiate conversation with a user"
    sandbox.world.start(bob.id)
    await wire("sendMessage", chat_id=bob.id, text="x")


async def test_who_blocked_the_bot_is_reached_again_after_start(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    sandbox.world.block(ann.id)
    assert await refusal_in(wire, ann.id) == "403 Forbidden: bot was blocked by the user"
    sandbox.world.start(ann.id)
    await wire("sendMessage", chat_id=ann.id, text="x")
    assert await wire.kinds() == ["my_chat_member", "my_chat_member", "message"]


async def test_a_deleted_account_is_told_apart(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    sandbox.world.deactivate(ann.id)
    assert await refusal_in(wire, ann.id) == "403 Forbidden: user is deactivated"


async def test_a_group_that_the_bot_was_never_in_is_unknown_to_it(wire: Wire, sandbox: Sandbox) -> None:
    foreign = sandbox.world.add_chat("Theirs", bot="none")
    assert await refusal_in(wire, foreign.id) == "400 Bad Request: chat not found"


async def test_having_left_and_having_been_thrown_out_differ(wire: Wire, group: Chat, sandbox: Sandbox) -> None:
    sandbox.world.set_member(group.id, 42, "left")
    assert await refusal_in(wire, group.id) == "403 Forbidden: bot is not a member of the supergroup chat"
    sandbox.world.set_member(group.id, 42, "kicked")
    assert await refusal_in(wire, group.id) == "403 Forbidden: bot was kicked from the supergroup chat"
    small = sandbox.world.add_chat("Small", type="group")
    sandbox.world.set_member(small.id, 42, "kicked")
    assert await refusal_in(wire, small.id) == "403 Forbidden: bot was kicked from the group chat"


async def test_a_deleted_group_is_gone(wire: Wire, group: Chat, sandbox: Sandbox) -> None:
    sandbox.world.delete_chat(group.id)
    assert await refusal_in(wire, group.id) == "403 Forbidden: the group chat was deleted"


async def test_an_upgraded_group_tells_its_new_id(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    small = sandbox.world.add_chat("Small", type="group", members=[ann.id])
    new = sandbox.world.upgrade(small.id)
    answer = await wire.answer("sendMessage", chat_id=small.id, text="x")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    assert (await wire("sendMessage", chat_id=new.id, text="x"))["message_id"] > 0
    messages = [update["message"] for update in await wire.updates() if "message" in update]
    assert [one.get("migrate_to_chat_id") or one.get("migrate_from_chat_id") for one in messages[-2:]] == [
        new.id,
        small.id,
    ]


async def test_read_only_binds_a_bot_that_is_a_plain_member(wire: Wire, group: Chat, sandbox: Sandbox) -> None:
    await wire("setChatPermissions", chat_id=group.id, permissions={})
    await wire("sendMessage", chat_id=group.id, text="x")  # still an administrator
    sandbox.world.set_member(group.id, 42, "member")
    assert await refusal_in(wire, group.id) == "400 Bad Request: not enough rights to send text messages to the chat"
