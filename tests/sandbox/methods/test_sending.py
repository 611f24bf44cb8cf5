"""sendMessage, copyMessage, forwardMessage, sendChatAction."""

import pytest

from sandbox.chats import Chat
from sandbox.files import Upload
from sandbox.media import SentFile
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import Wire


async def test_a_message_arrives_with_its_markup_read(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    sent = await wire("sendMessage", chat_id=ann.id, text="<b>Hi</b> 👋 <i>Ann</i>", parse_mode="HTML")
    assert sent["text"] == "Hi 👋 Ann"
    assert [(one["type"], one["offset"], one["length"]) for one in sent["entities"]] == [
        ("bold", 0, 2),
        ("italic", 6, 3),
    ]
    assert sandbox.world.chat(ann.id).messages[sent["message_id"]].from_bot
    assert await wire.updates() == []  # bots do not hear themselves


async def test_entities_may_be_given_instead_of_a_parse_mode(wire: Wire, ann: Person) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 2}]
    sent = await wire.form("sendMessage", chat_id=str(ann.id), text="Hi Ann", entities=entities)
    assert sent["entities"] == entities
    past = [{"type": "bold", "offset": 3, "length": 9}]
    assert "after the end of the text" in await wire.refused("sendMessage", chat_id=ann.id, text="Hi", entities=past)


async def test_links_and_commands_are_found_without_markup(wire: Wire, ann: Person) -> None:
    sent = await wire("sendMessage", chat_id=ann.id, text="/help or http://127.0.0.1:8080/t/x, @ann_w")
    found = {one["type"]: sent["text"][one["offset"] :][: one["length"]] for one in sent["entities"]}
    assert found == {"bot_command": "/help", "url": "http://127.0.0.1:8080/t/x", "mention": "@ann_w"}


async def test_white_space_around_a_text_is_cut_off(wire: Wire, ann: Person) -> None:
    sent = await wire("sendMessage", chat_id=ann.id, text="\n  <b>Hi</b> \n", parse_mode="HTML")
    assert sent["text"] == "Hi"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: text must be non-empty"),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "x", "parse_mode": "BBCode"}, "400 Bad Request: unsupported parse_mode"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "a.b", "parse_mode": "MarkdownV2"},
            "400 Bad Request: can't parse entities: "
            "Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "400 Bad Request: message to be replied not found"),
        ({"text": "x", "message_thread_id": 7}, "400 Bad Request: message thread not found"),
        ({"text": "x", "txet": "y"}, '400 Bad Request: unknown parameter "txet" of sendMessage'),
        (
            {"text": "x", "business_connection_id": "none"},
            "400 Bad Request: business connection not found",
        ),
    ],
)
async def test_a_bad_message_is_refused(wire: Wire, ann: Person, params: dict[str, object], refusal: str) -> None:
    assert await wire.refused("sendMessage", chat_id=ann.id, **params) == refusal


async def test_4096_characters_after_parsing_are_allowed(wire: Wire, ann: Person) -> None:
    sent = await wire("sendMessage", chat_id=ann.id, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(sent["text"]) == 4096


async def test_without_a_chat_there_is_no_message(wire: Wire) -> None:
    assert await wire.refused("sendMessage", text="x") == "400 Bad Request: chat_id is empty"


async def test_a_reply_shows_what_it_answers(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    asked = sandbox.world.say(ann.id, ann.id, "Is it broken?")[0]
    sent = await wire(
        "sendMessage", chat_id=ann.id, text="Yes", reply_parameters={"message_id": asked.id, "quote": "it"}
    )
    assert sent["reply_to_message"]["text"] == "Is it broken?"
    assert sent["quote"] == {"text": "it", "position": 3, "is_manual": True}
    wrong = {"message_id": asked.id, "quote": "nothing of the kind"}
    assert "QUOTE_TEXT_INVALID" in await wire.refused("sendMessage", chat_id=ann.id, text="x", reply_parameters=wrong)


async def test_a_reply_to_nothing_may_be_sent_anyway(wire: Wire, ann: Person) -> None:
    wanted = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await wire("sendMessage", chat_id=ann.id, text="x", reply_parameters=wanted)
    assert "reply_to_message" not in sent


async def test_what_belongs_to_a_message_comes_back(wire: Wire, ann: Person) -> None:
    sent = await wire(
        "sendMessage",
        chat_id=ann.id,
        text="https://example.com",
        link_preview_options={"is_disabled": True},
        protect_content=True,
        message_effect_id="5104841245755180586",
        reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]},
    )
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["has_protected_content"] is True
    assert sent["effect_id"] == "5104841245755180586"
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "go"


async def test_a_topic_takes_messages_until_it_is_closed_for_the_bot(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    forum = sandbox.world.add_chat("F", members=[ann.id], topics=["Help"], bot_rights={"can_manage_topics": False})
    thread = next(iter(forum.topics))
    sent = await wire("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    forum.topics[thread].closed = True
    refusal = await wire.refused("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread)
    assert refusal == "400 Bad Request: TOPIC_CLOSED"


async def test_a_copy_does_not_tell_where_it_comes_from(wire: Wire, ann: Person, group: Chat, sandbox: Sandbox) -> None:
    said = sandbox.world.say(ann.id, ann.id, "It is **broken**")[0]
    copied = await wire("copyMessage", chat_id=group.id, from_chat_id=ann.id, message_id=said.id)
    body = group.messages[copied["message_id"]].body
    assert body["text"] == "It is **broken**"
    assert "forward_origin" not in body
    refusal = await wire.refused("copyMessage", chat_id=group.id, from_chat_id=ann.id, message_id=999)
    assert refusal == "400 Bad Request: message to copy not found"


async def test_a_copy_may_get_another_caption(wire: Wire, ann: Person, group: Chat, sandbox: Sandbox) -> None:
    photo = SentFile("photo", Upload("a.png", "image/png", b"x"))
    said = sandbox.world.say(ann.id, ann.id, caption="Look https://x.org", files=[photo])[0]
    where = {"chat_id": group.id, "from_chat_id": ann.id, "message_id": said.id}
    kept, changed, gone = [
        group.messages[(await wire("copyMessage", **where, **more))["message_id"]].body
        for more in ({}, {"caption": "_Seen_", "parse_mode": "Markdown"}, {"caption": " "})
    ]
    assert (kept["caption"], kept["caption_entities"][0]["type"]) == ("Look https://x.org", "url")
    assert (changed["caption"], changed["caption_entities"][0]["type"]) == ("Seen", "italic")
    assert not {"caption", "caption_entities"} & set(gone)


async def test_people_the_bot_knows_can_be_mentioned_by_id(wire: Wire, ann: Person) -> None:
    text = f'<a href="tg://user?id={ann.id}">Ann</a> and <a href="tg://user?id=5">Nobody</a>'
    sent = await wire("sendMessage", chat_id=ann.id, text=text, parse_mode="HTML")
    assert [one["user"]["first_name"] for one in sent["entities"]] == ["Ann"]


async def test_service_messages_are_neither_copied_nor_forwarded(wire: Wire, ann: Person, group: Chat) -> None:
    service = next(iter(group.messages))
    where = {"chat_id": ann.id, "from_chat_id": group.id, "message_id": service}
    assert await wire.refused("copyMessage", **where) == "400 Bad Request: message can't be copied"
    assert await wire.refused("forwardMessage", **where) == "400 Bad Request: message can't be forwarded"


async def test_a_forward_tells_who_wrote_it(wire: Wire, ann: Person, group: Chat, sandbox: Sandbox) -> None:
    said = sandbox.world.say(ann.id, ann.id, "Broken")[0]
    sent = await wire("forwardMessage", chat_id=group.id, from_chat_id=ann.id, message_id=said.id)
    assert sent["forward_origin"]["sender_user"]["id"] == ann.id
    refusal = await wire.refused("forwardMessage", chat_id=group.id, from_chat_id=ann.id, message_id=999)
    assert refusal == "400 Bad Request: message to forward not found"


async def test_a_chat_action_is_one_of_those_that_exist(wire: Wire, ann: Person) -> None:
    assert await wire("sendChatAction", chat_id=ann.id, action="typing") is True
    refusal = await wire.refused("sendChatAction", chat_id=ann.id, action="dancing")
    assert refusal == "400 Bad Request: wrong parameter action in request"
