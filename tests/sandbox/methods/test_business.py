"""What a bot does on behalf of a business account: each method as with Telegram, or refused."""

from typing import Any

import pytest

from sandbox.chats import Business
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.conftest import Clock
from tests.sandbox.methods.test_media import PNG
from tests.sandbox.wire import Wire

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
ALL_RIGHTS = {"can_reply": True, "can_read_messages": True, "can_delete_all_messages": True}


@pytest.fixture
def business(bob: Person, sandbox: Sandbox) -> Business:
    return sandbox.world.connect_business(bob.id)


@pytest.fixture
def there(ann: Person, business: Business, sandbox: Sandbox) -> dict[str, Any]:
    """The chat in which Ann has written to Bob's account."""
    sandbox.world.say(ann.id, ann.id, "Hello Bob", business_connection_id=business.id)
    return {"chat_id": ann.id, "business_connection_id": business.id}


async def test_a_business_connection_is_looked_up(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    business = sandbox.world.connect_business(ann.id, {"can_reply": True})
    shown = await wire("getBusinessConnection", business_connection_id=business.id)
    assert (shown["user"]["id"], shown["rights"], shown["is_enabled"]) == (ann.id, {"can_reply": True}, True)
    refusal = await wire.refused("getBusinessConnection", business_connection_id="none")
    assert refusal == "400 Bad Request: business connection not found"


async def test_a_business_account_answers_in_its_owners_name(
    wire: Wire, ann: Person, bob: Person, sandbox: Sandbox
) -> None:
    business = sandbox.world.connect_business(bob.id)
    asked = sandbox.world.say(ann.id, ann.id, "Hello Bob", business_connection_id=business.id)[0]
    sent = await wire(
        "sendMessage",
        chat_id=ann.id,
        text="Hello",
        business_connection_id=business.id,
        reply_parameters={"message_id": asked.id},
    )
    assert (sent["from"]["id"], sent["sender_business_bot"]["id"]) == (bob.id, 42)
    assert (sent["business_connection_id"], sent["chat"]["id"]) == (business.id, ann.id)
    assert sandbox.world.chat(ann.id).messages == {}  # not the bot's own chat with Ann
    edited = await wire(
        "editMessageText",
        chat_id=ann.id,
        message_id=sent["message_id"],
        text="Hello!",
        business_connection_id=business.id,
    )
    assert edited["text"] == "Hello!"
    assert await wire.kinds() == ["business_connection", "business_message"]


async def test_a_business_account_answers_for_24_hours_only(
    wire: Wire, ann: Person, bob: Person, sandbox: Sandbox, clock: Clock
) -> None:
    business = sandbox.world.connect_business(bob.id)
    there = {"chat_id": ann.id, "text": "x", "business_connection_id": business.id}
    assert await wire.refused("sendMessage", **there) == "400 Bad Request: BUSINESS_PEER_USAGE_MISSING"
    sandbox.world.say(ann.id, ann.id, "Hello Bob", business_connection_id=business.id)
    sandbox.world.say(ann.id, bob.id, "Hello Ann", business_connection_id=business.id)
    clock.forward(hours=24)
    await wire("sendMessage", **there)
    clock.forward(seconds=1)
    assert await wire.refused("sendMessage", **there) == "400 Bad Request: BUSINESS_PEER_USAGE_MISSING"
    assert await wire.refused("sendMessage", **{**there, "chat_id": 5}) == "400 Bad Request: chat not found"


async def test_a_business_account_must_let_the_bot_reply(
    wire: Wire, ann: Person, bob: Person, sandbox: Sandbox
) -> None:
    business = sandbox.world.connect_business(bob.id, {"can_read_messages": True})
    sandbox.world.say(ann.id, ann.id, "Hello", business_connection_id=business.id)
    there = {"chat_id": ann.id, "text": "x", "business_connection_id": business.id}
    assert await wire.refused("sendMessage", **there) == "400 Bad Request: BOT_ACCESS_FORBIDDEN"
    sandbox.world.connect_business(bob.id, {"can_reply": True}, enabled=False)
    assert await wire.refused("sendMessage", **there) == "400 Bad Request: BUSINESS_CONNECTION_INVALID"


async def test_a_business_chat_has_inline_keyboards_only(wire: Wire, there: dict[str, Any]) -> None:
    sent = await wire("sendMessage", **there, text="Which?", reply_markup=KEYBOARD)
    assert sent["reply_markup"] == KEYBOARD
    edit = {**there, "message_id": sent["message_id"]}
    assert "reply_markup" not in await wire("editMessageReplyMarkup", **edit)
    for markup in ({"keyboard": [[{"text": "Yes"}]]}, {"remove_keyboard": True}, {"force_reply": True}):
        refusal = await wire.refused("sendMessage", **there, text="x", reply_markup=markup)
        assert refusal == "400 Bad Request: inline keyboard expected"


@pytest.mark.parametrize(
    "deed", [{"web_app": {"url": "https://example.com"}}, {"switch_inline_query": "x"}], ids=["app", "inline query"]
)
async def test_buttons_that_need_the_bots_own_chat_are_refused(
    wire: Wire, there: dict[str, Any], deed: dict[str, Any]
) -> None:
    markup = {"inline_keyboard": [[{"text": "x", **deed}]]}
    refusal = await wire.refused("sendMessage", **there, text="x", reply_markup=markup)
    assert refusal == "400 Bad Request: BUTTON_TYPE_INVALID"


async def test_files_go_out_in_the_owners_name(wire: Wire, bob: Person, there: dict[str, Any]) -> None:
    where = {name: str(value) for name, value in there.items()}
    photo = await wire.form("sendPhoto", files={"photo": ("p.png", PNG, "image/png")}, **where)
    document = await wire.form("sendDocument", files={"document": ("a.pdf", b"%PDF", "application/pdf")}, **where)
    for sent in (photo, document):
        assert (sent["from"]["id"], sent["sender_business_bot"]["id"]) == (bob.id, 42)
    assert await wire("sendChatAction", **there, action="typing") is True


async def test_pins_are_the_accounts_and_told_to_nobody(
    wire: Wire, ann: Person, bob: Person, there: dict[str, Any], business: Business, sandbox: Sandbox
) -> None:
    sent = await wire("sendMessage", **there, text="Keep this")
    pin = {**there, "message_id": sent["message_id"]}
    await wire.updates()
    assert await wire("pinChatMessage", **pin) is True
    chat = sandbox.world.chat(ann.id, business.id)
    assert chat.pinned == [sent["message_id"]]
    assert list(chat.messages.values())[-1].body["from"]["id"] == bob.id
    refusal = await wire.refused("unpinChatMessage", **there)
    assert refusal == "400 Bad Request: message identifier is not specified"
    assert await wire("unpinChatMessage", **pin) is True
    assert chat.pinned == []
    assert await wire.updates() == []


async def test_reading_is_for_what_the_customer_wrote(
    wire: Wire, ann: Person, bob: Person, there: dict[str, Any], business: Business, sandbox: Sandbox, clock: Clock
) -> None:
    asked, answered = (
        sandbox.world.say(ann.id, person.id, "x", business_connection_id=business.id)[0] for person in (ann, bob)
    )
    assert await wire("readBusinessMessage", **there, message_id=asked.id) is True
    assert (asked.read, answered.read) == (True, False)
    refusal = await wire.refused("readBusinessMessage", **there, message_id=answered.id)
    assert refusal == "400 Bad Request: message to read not found"
    clock.forward(hours=25)
    refusal = await wire.refused("readBusinessMessage", **there, message_id=asked.id)
    assert refusal == "400 Bad Request: BUSINESS_PEER_USAGE_MISSING"
    sandbox.world.connect_business(bob.id, {"can_reply": True})
    refusal = await wire.refused("readBusinessMessage", **there, message_id=asked.id)
    assert refusal == "400 Bad Request: BOT_ACCESS_FORBIDDEN"


async def test_deleting_needs_a_right_for_whose_message_it_is(
    wire: Wire, ann: Person, bob: Person, there: dict[str, Any], business: Business, sandbox: Sandbox
) -> None:
    said = next(iter(sandbox.world.chat(ann.id, business.id).messages.values()))
    sent = await wire("sendMessage", **there, text="x")
    here = {"business_connection_id": business.id}
    delete = "deleteBusinessMessages"
    refused = "400 Bad Request: BOT_ACCESS_FORBIDDEN"
    assert await wire.refused(delete, **here, message_ids=[sent["message_id"]]) == refused
    sandbox.world.connect_business(bob.id, {"can_delete_sent_messages": True})
    assert await wire.refused(delete, **here, message_ids=[said.id]) == refused
    assert await wire(delete, **here, message_ids=[sent["message_id"], 999]) is True
    sandbox.world.connect_business(bob.id, ALL_RIGHTS)
    assert await wire(delete, **here, message_ids=[said.id]) is True
    assert said.deleted


async def test_what_is_deleted_at_once_is_of_one_chat(
    wire: Wire, bob: Person, there: dict[str, Any], business: Business, sandbox: Sandbox
) -> None:
    dora = sandbox.world.add_user("Dora")
    sandbox.world.connect_business(bob.id, ALL_RIGHTS)
    other = sandbox.world.say(dora.id, dora.id, "x", business_connection_id=business.id)[0]
    sent = await wire("sendMessage", **there, text="x")
    here = {"business_connection_id": business.id}
    refusal = await wire.refused("deleteBusinessMessages", **here, message_ids=[other.id, sent["message_id"]])
    assert refusal == "400 Bad Request: message identifiers are of different chats"
    for ids, words in (([], "message identifiers are not specified"), (list(range(101)), "too many")):
        assert words in await wire.refused("deleteBusinessMessages", **here, message_ids=ids)


async def test_the_bots_own_deletions_do_not_reach_a_business_chat(wire: Wire, ann: Person, there: Any) -> None:
    sent = await wire("sendMessage", **there, text="x")
    refusal = await wire.refused("deleteMessage", chat_id=ann.id, message_id=sent["message_id"])
    assert refusal == "400 Bad Request: message to delete not found"
    refusal = await wire.refused("deleteMessage", **there, message_id=sent["message_id"])
    assert refusal == '400 Bad Request: unknown parameter "business_connection_id" of deleteMessage'


@pytest.mark.parametrize("who", ["customer", "owner"])
async def test_a_press_in_a_business_chat_carries_the_business_message(
    wire: Wire, ann: Person, bob: Person, there: dict[str, Any], business: Business, sandbox: Sandbox, who: str
) -> None:
    sent = await wire("sendMessage", **there, text="Which?", reply_markup=KEYBOARD)
    person = ann if who == "customer" else bob
    await wire.updates()
    query_id = sandbox.world.press(ann.id, sent["message_id"], person.id, "go", business.id)
    query = (await wire.updates())[0]["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (person.id, ann.id)
    assert query["message"]["business_connection_id"] == business.id
    assert query["message"]["sender_business_bot"]["id"] == 42
    assert await wire("answerCallbackQuery", callback_query_id=query_id, text="Noted") is True
    assert await sandbox.world.answer_to(query_id) == {"text": "Noted", "show_alert": False, "url": None}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"text": "x"}),
        ("editMessageText", {"text": "x", "message_id": 1}),
        ("sendChatAction", {"action": "typing"}),
        ("pinChatMessage", {"message_id": 1}),
        ("readBusinessMessage", {"message_id": 1}),
        ("deleteBusinessMessages", {"message_ids": [1]}),
    ],
)
async def test_a_connection_that_has_ended_is_refused(
    wire: Wire, bob: Person, there: dict[str, Any], sandbox: Sandbox, method: str, params: dict[str, Any]
) -> None:
    sandbox.world.connect_business(bob.id, enabled=False)
    where = {name: there[name] for name in there if not (name == "chat_id" and method == "deleteBusinessMessages")}
    assert await wire.refused(method, **where, **params) == "400 Bad Request: BUSINESS_CONNECTION_INVALID"
    shown = await wire("getBusinessConnection", business_connection_id=there["business_connection_id"])
    assert shown["is_enabled"] is False
