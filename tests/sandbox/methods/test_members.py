"""Who is in a chat, and restricting and banning them."""

import pytest

from sandbox.chats import Chat
from sandbox.errors import RefusedAct
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.conftest import Clock
from tests.sandbox.wire import Wire

PARTIAL = {"can_send_messages": True}


async def test_everybody_has_a_status(wire: Wire, ann: Person, bob: Person, group: Chat, sandbox: Sandbox) -> None:
    stranger = sandbox.world.add_user("Carl")
    statuses = [
        (await wire("getChatMember", chat_id=group.id, user_id=user_id))["status"]
        for user_id in (ann.id, bob.id, 42, stranger.id)
    ]
    assert statuses == ["member", "administrator", "administrator", "left"]
    assert await wire("getChatMemberCount", chat_id=group.id) == 3
    administrators = await wire("getChatAdministrators", chat_id=group.id)
    assert {one["user"]["id"] for one in administrators} == {bob.id, 42}
    assert all(one["can_send_welcome_messages"] for one in administrators)
    assert await wire.refused("getChatMember", chat_id=group.id, user_id=5) == "400 Bad Request: user not found"


async def test_a_private_chat_has_two_members_and_nobody_in_charge(wire: Wire, ann: Person, bob: Person) -> None:
    assert (await wire("getChatMember", chat_id=ann.id, user_id=ann.id))["status"] == "member"
    assert await wire.refused("getChatMember", chat_id=ann.id, user_id=bob.id) == "400 Bad Request: user not found"
    assert await wire("getChatMemberCount", chat_id=ann.id) == 2
    refusal = await wire.refused("getChatAdministrators", chat_id=ann.id)
    assert refusal == "400 Bad Request: there are no administrators in the private chat"


async def test_a_restricted_member_is_held_to_it_until_the_time_is_over(
    wire: Wire, ann: Person, group: Chat, sandbox: Sandbox, clock: Clock
) -> None:
    await wire.updates(allowed=["chat_member"])
    until = int(clock().timestamp()) + 3600
    restriction = {"chat_id": group.id, "user_id": ann.id, "permissions": {}, "until_date": until}
    assert await wire("restrictChatMember", **restriction) is True
    shown = await wire("getChatMember", chat_id=group.id, user_id=ann.id)
    assert (shown["status"], shown["can_send_messages"], shown["until_date"]) == ("restricted", False, until)
    with pytest.raises(RefusedAct):
        sandbox.world.say(group.id, ann.id, "Why?")
    change = (await wire.updates())[0]["chat_member"]
    assert (change["from"]["id"], change["new_chat_member"]["status"]) == (42, "restricted")
    clock.forward(hours=1)
    sandbox.world.say(group.id, ann.id, "Thanks")


async def test_all_permissions_lift_a_restriction(wire: Wire, ann: Person, group: Chat) -> None:
    here = {"chat_id": group.id, "user_id": ann.id}
    await wire("restrictChatMember", **here, permissions=PARTIAL)
    everything = dict.fromkeys(group.permissions, True)
    await wire("restrictChatMember", **here, permissions=everything)
    assert (await wire("getChatMember", **here))["status"] == "member"


async def test_a_ban_is_told_and_lifted(wire: Wire, ann: Person, group: Chat, sandbox: Sandbox) -> None:
    here = {"chat_id": group.id, "user_id": ann.id}
    assert await wire("banChatMember", **here) is True
    assert (await wire("getChatMember", **here))["status"] == "kicked"
    with pytest.raises(RefusedAct, match="not a member"):
        sandbox.world.say(group.id, ann.id, "Why?")
    told = (await wire.updates())[-1]["message"]
    assert (told["left_chat_member"]["id"], told["from"]["id"]) == (ann.id, 42)
    assert await wire("unbanChatMember", **here, only_if_banned=True) is True
    assert (await wire("getChatMember", **here))["status"] == "left"
    refusal = await wire.refused("restrictChatMember", **here, permissions=PARTIAL)
    assert refusal == "400 Bad Request: PARTICIPANT_ID_INVALID"


@pytest.mark.parametrize(("only_if_banned", "status"), [(True, "member"), (False, "left")])
async def test_unbanning_who_is_there_removes_them_unless_asked_not_to(
    wire: Wire, ann: Person, group: Chat, only_if_banned: bool, status: str
) -> None:
    here = {"chat_id": group.id, "user_id": ann.id}
    await wire("unbanChatMember", **here, only_if_banned=only_if_banned)
    assert (await wire("getChatMember", **here))["status"] == status


async def test_some_cannot_be_restricted(wire: Wire, ann: Person, bob: Person, group: Chat, sandbox: Sandbox) -> None:
    async def refusal(chat_id: int, user_id: int) -> str:
        return await wire.refused("restrictChatMember", chat_id=chat_id, user_id=user_id, permissions=PARTIAL)

    assert await refusal(group.id, bob.id) == "400 Bad Request: user is an administrator of the chat"
    assert await refusal(group.id, 42) == "400 Bad Request: can't restrict self"
    assert await refusal(group.id, 5) == "400 Bad Request: user not found"
    assert await refusal(ann.id, ann.id) == "400 Bad Request: can't restrict members in private chats"
    small = sandbox.world.add_chat("Small", type="group", members=[ann.id])
    assert await refusal(small.id, ann.id) == "400 Bad Request: method is available only for supergroups"
    assert await wire("banChatMember", chat_id=small.id, user_id=ann.id) is True
    sandbox.world.set_member(group.id, 42, "administrator", rights={"can_restrict_members": False})
    lacking = "400 Bad Request: not enough rights to restrict/unrestrict chat member"
    assert await refusal(group.id, ann.id) == lacking
    assert await wire.refused("banChatMember", chat_id=group.id, user_id=ann.id) == lacking
