"""What people do, and what the bot hears of it."""

from typing import Any

import pytest

from sandbox.chats import Chat
from sandbox.errors import RefusedAct
from sandbox.files import Upload
from sandbox.media import SentFile
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.conftest import Clock
from tests.sandbox.wire import Wire


async def heard(wire: Wire) -> list[str]:
    """The texts of the messages that reached the bot."""
    return [update["message"].get("text", "(service)") for update in await wire.updates() if "message" in update]


@pytest.fixture
def plain_group(sandbox: Sandbox, ann: Person) -> Chat:
    """The bot is a member without rights."""
    return sandbox.world.add_chat("Plain", members=[ann.id], bot="member")


async def test_start_carries_its_payload_and_opens_the_chat(wire: Wire, bob: Person, sandbox: Sandbox) -> None:
    sandbox.world.start(bob.id, "invite-7")
    message = (await wire.updates())[0]["message"]
    assert (message["text"], message["entities"]) == (
        "/start invite-7",
        [{"type": "bot_command", "offset": 0, "length": 6}],
    )
    assert bob.started


@pytest.mark.parametrize("payload", ["a b", "x" * 65, "é"])
async def test_a_start_link_cannot_carry_everything(bob: Person, sandbox: Sandbox, payload: str) -> None:
    with pytest.raises(RefusedAct):
        sandbox.world.start(bob.id, payload)


async def test_with_privacy_mode_a_bot_hears_what_is_meant_for_it(
    wire: Wire, ann: Person, plain_group: Chat, sandbox: Sandbox
) -> None:
    sent = await wire("sendMessage", chat_id=plain_group.id, text="Anything?")
    await wire.updates()
    for text in ("chatter", "/help", "/help@chatferry_bot", "/help@other_bot", "say /help"):
        sandbox.world.say(plain_group.id, ann.id, text)
    sandbox.world.say(plain_group.id, ann.id, "to you", reply_to_message_id=sent["message_id"])
    other = sandbox.world.say(plain_group.id, ann.id, "a thing")[0]
    sandbox.world.say(plain_group.id, ann.id, "to myself", reply_to_message_id=other.id)
    sandbox.world.set_member(plain_group.id, ann.id, "left")
    assert await heard(wire) == ["/help", "/help@chatferry_bot", "to you", "(service)"]


@pytest.mark.parametrize("how", ["administrator", "no privacy mode"])
async def test_without_privacy_mode_or_as_administrator_it_hears_all(
    wire: Wire, ann: Person, plain_group: Chat, sandbox: Sandbox, how: str
) -> None:
    if how == "administrator":
        sandbox.world.set_member(plain_group.id, 42, "administrator")
    else:
        sandbox.world.bot.can_read_all_group_messages = True
    await wire.updates()
    sandbox.world.say(plain_group.id, ann.id, "chatter")
    assert await heard(wire) == ["chatter"]


async def test_outside_a_group_nothing_is_heard_of_it(wire: Wire, ann: Person, group: Chat, sandbox: Sandbox) -> None:
    sandbox.world.set_member(group.id, 42, "kicked")
    await wire.updates()
    sandbox.world.say(group.id, ann.id, "/help")
    assert await heard(wire) == []


async def test_a_bot_learns_where_it_was_added_and_as_what(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    sandbox.world.add_chat("Small", type="group", admins=[ann.id], bot="member")
    sandbox.world.add_chat("Large", admins=[ann.id], bot="member")
    updates = await wire.updates()
    change = updates[0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")
    assert change["from"]["id"] == ann.id
    assert updates[1]["message"]["group_chat_created"] is True
    assert "my_chat_member" in updates[2]
    assert updates[3]["message"]["new_chat_members"][0]["id"] == 42


async def test_members_come_and_go_with_updates_and_service_messages(
    wire: Wire, ann: Person, group: Chat, sandbox: Sandbox
) -> None:
    await wire.updates(allowed=["message", "chat_member"])
    sandbox.world.set_member(group.id, ann.id, "left")
    sandbox.world.set_member(group.id, ann.id, "member")
    sandbox.world.set_member(group.id, ann.id, "administrator")
    sandbox.world.set_member(group.id, ann.id, "administrator")  # nothing new
    sandbox.world.set_member(group.id, ann.id, "kicked")
    told = [
        update["chat_member"]["new_chat_member"]["status"]
        if "chat_member" in update
        else next(name for name in ("left_chat_member", "new_chat_members") if name in update["message"])
        for update in await wire.updates()
    ]
    assert told == [
        "left",
        "left_chat_member",
        "member",
        "new_chat_members",
        "administrator",
        "kicked",
        "left_chat_member",
    ]


async def test_a_long_text_is_split_as_clients_do_it(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    text = "👋" * 2047 + "abc" + "x" * 5000
    said = sandbox.world.say(ann.id, ann.id, text)
    assert "".join(one.body["text"] for one in said) == text
    assert [len(one.body["text"].encode("utf-16-le")) // 2 for one in said] == [4096, 4096, 905]


async def test_an_album_has_its_caption_once(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    files = [SentFile("photo", Upload("a.jpg", "image/jpeg", b"x"))] * 3
    sandbox.world.say(ann.id, ann.id, caption="Look https://x.org", files=files)
    messages = [update["message"] for update in await wire.updates()]
    assert len({one["media_group_id"] for one in messages}) == 1
    assert [one.get("caption") for one in messages] == ["Look https://x.org", None, None]
    assert messages[0]["caption_entities"][0]["type"] == "url"


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "audio", "sticker", "animation", "video_note"])
async def test_every_kind_of_file_can_be_sent(wire: Wire, ann: Person, sandbox: Sandbox, kind: str) -> None:
    sandbox.world.say(ann.id, ann.id, files=[SentFile(kind, Upload("a", "application/x-none", b"x"))])
    assert kind in (await wire.updates())[0]["message"]


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("contact", {"phone_number": "+49", "first_name": "Ann"}),
        ("location", {"latitude": 52.5, "longitude": 13.4}),
        ("venue", {"location": {"latitude": 52.5, "longitude": 13.4}, "title": "Port", "address": "Quay 1"}),
        ("poll", {"question": "When?", "options": ["now", {"text": "later"}]}),
        ("dice", {}),
    ],
)
async def test_other_things_can_be_sent(wire: Wire, ann: Person, sandbox: Sandbox, kind: str, given: Any) -> None:
    sandbox.world.say(ann.id, ann.id, **{kind: given})
    assert kind in (await wire.updates())[0]["message"]


async def test_a_message_may_be_forwarded_dated_and_marked_by_hand(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    entities = [{"type": "bold", "offset": 0, "length": 3}]
    sandbox.world.say(ann.id, ann.id, "Old news", forward_origin=origin, date=1_700_000_000, entities=entities)
    message = (await wire.updates())[0]["message"]
    assert (message["forward_origin"], message["date"], message["entities"]) == (origin, 1_700_000_000, entities)


async def test_an_edit_is_told_with_its_date(wire: Wire, ann: Person, sandbox: Sandbox, clock: Clock) -> None:
    said = sandbox.world.say(ann.id, ann.id, "Brokn")[0]
    clock.forward(seconds=5)
    sandbox.world.edit(ann.id, said.id, "Broken, see /help")
    edited = (await wire.updates())[1]["edited_message"]
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("Broken, see /help", 5)
    assert edited["entities"][0]["type"] == "bot_command"
    photo = sandbox.world.say(ann.id, ann.id, caption="A", files=[SentFile("photo", Upload("a", "image/png", b"x"))])[0]
    sandbox.world.edit(ann.id, photo.id, caption="B")
    assert (await wire.updates())[1]["edited_message"]["caption"] == "B"


async def test_bots_are_not_told_of_deletions(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    said = sandbox.world.say(ann.id, ann.id, "x")[0]
    await wire.updates()
    sandbox.world.delete(ann.id, [said.id])
    assert said.deleted
    assert await wire.updates() == []


async def test_ids_count_per_supergroup_and_together_elsewhere(ann: Person, bob: Person, sandbox: Sandbox) -> None:
    world = sandbox.world
    one, other = (world.add_chat(title, members=[ann.id], bot="none") for title in "AB")
    ids = [world.say(chat_id, ann.id, "x")[0].id for chat_id in (ann.id, one.id, one.id, other.id, ann.id)]
    assert ids == [1, 1, 2, 1, 2]
    assert world.say(bob.id, bob.id, "x")[0].id == 3


async def test_what_telegram_would_not_let_happen_is_refused(
    ann: Person, bob: Person, group: Chat, sandbox: Sandbox
) -> None:
    world = sandbox.world
    stranger = world.add_user("Carl")
    forum = world.add_chat("F", members=[ann.id], topics=["Help"])
    small = world.add_chat("Small", type="group", members=[ann.id])
    world.upgrade(small.id)
    bot_wrote = world.post(world.chat(ann.id), world.bot.as_user(), {"text": "Hi"})
    said = world.say(ann.id, ann.id, "x")[0]
    in_group = world.post(group, world.bot.as_user(), {"text": "Hi"})
    world.block(ann.id)
    acts: list[tuple[int, str, Any]] = [
        (403, "somebody else's", lambda: world.say(ann.id, bob.id, "x")),
        (403, "has blocked", lambda: world.say(ann.id, ann.id, "x")),
        (403, "not a member", lambda: world.say(group.id, stranger.id, "x")),
        (403, "not a member", lambda: world.press(group.id, in_group.id, stranger.id, "x")),
        (404, "no such topic", lambda: world.say(forum.id, ann.id, "x", message_thread_id=99)),
        (404, "to reply to", lambda: world.say(group.id, ann.id, "x", reply_to_message_id=99)),
        (400, "gone", lambda: world.say(small.id, ann.id, "x")),
        (400, "nothing to send", lambda: world.say(group.id, ann.id)),
        (400, "no such content", lambda: world.say(group.id, ann.id, "x", invoice={})),
        (400, "no such kind", lambda: world.say(group.id, ann.id, files=[SentFile("hologram", Upload("", "", b""))])),
        (400, "1024", lambda: world.say(group.id, ann.id, caption="x" * 1025)),
        (404, "no such user", lambda: world.say(group.id, 5, "x")),
        (404, "no such chat", lambda: world.say(5, ann.id, "x")),
        (404, "business", lambda: world.say(ann.id, ann.id, "x", business_connection_id="none")),
        (404, "of a person's", lambda: world.edit(ann.id, bot_wrote.id, "x")),
        (400, "nothing to change", lambda: world.edit(ann.id, said.id, caption="")),
        (404, "with buttons", lambda: world.press(ann.id, said.id, ann.id, "x")),
        (404, "no message", lambda: world.react(ann.id, 99, ann.id, "👍")),
        (400, "once", lambda: world.upgrade(small.id)),
        (400, "taken", lambda: world.add_user("Double", id=ann.id)),
        (400, "taken", lambda: world.add_chat("Double", id=group.id)),
        (400, "no such chat", lambda: world.add_chat("Odd", type="channel")),
        (400, "no such membership", lambda: world.set_member(ann.id, ann.id, "left")),
        (400, "no such right", lambda: world.set_member(group.id, 42, "administrator", rights={"can_fly": True})),
        (400, "unknown in", lambda: world.connect_business(bob.id, {"can_fly": True})),
        (400, "only a group", lambda: world.delete_chat(ann.id)),
    ]
    for status, reason, act in acts:
        with pytest.raises(RefusedAct, match=reason) as refused:
            act()
        assert refused.value.status == status
    world.deactivate(stranger.id)
    with pytest.raises(RefusedAct, match="deleted"):
        world.say(stranger.id, stranger.id, "x")
    business = world.connect_business(bob.id)
    world.start(ann.id)
    world.say(ann.id, ann.id, "Hello", business_connection_id=business.id)
    by_bot = {"sender_business_bot": world.bot.as_user(), "text": "x"}
    written = world.post(world.chat(ann.id, business.id), bob.as_user(), by_bot)
    dora = world.add_user("Dora")
    with pytest.raises(RefusedAct, match="not a person of this chat"):
        world.say(ann.id, dora.id, "x", business_connection_id=business.id)
    with pytest.raises(RefusedAct, match="not a person of this chat"):
        world.press(ann.id, written.id, dora.id, "x", business.id)
    with pytest.raises(RefusedAct, match="with themselves"):
        world.say(bob.id, bob.id, "x", business_connection_id=business.id)
