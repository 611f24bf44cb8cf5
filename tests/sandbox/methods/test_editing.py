"""Edits, deletions, reactions and answers to presses."""

from typing import Any

import pytest

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.conftest import Clock
from tests.sandbox.methods.test_media import PNG
from tests.sandbox.wire import Wire

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def sent(wire: Wire, chat_id: int, text: str = "First", **more: Any) -> dict[str, int]:
    message = await wire("sendMessage", chat_id=chat_id, text=text, **more)
    return {"chat_id": chat_id, "message_id": message["message_id"]}


async def photo(wire: Wire, chat_id: int, **more: str) -> dict[str, int]:
    message = await wire.form("sendPhoto", chat_id=str(chat_id), files={"photo": ("p", PNG, "image/png")}, **more)
    return {"chat_id": chat_id, "message_id": message["message_id"]}


async def test_an_edit_replaces_text_and_keyboard(wire: Wire, ann: Person, clock: Clock) -> None:
    there = await sent(wire, ann.id, reply_markup=KEYBOARD)
    clock.forward(minutes=1)
    edited = await wire("editMessageText", **there, text="<b>Second</b>", parse_mode="HTML")
    assert (edited["text"], edited["entities"][0]["type"]) == ("Second", "bold")
    assert edited["edit_date"] == edited["date"] + 60
    assert "reply_markup" not in edited
    assert await wire.updates() == []


async def test_the_same_again_is_no_edit(wire: Wire, ann: Person) -> None:
    there = await sent(wire, ann.id, reply_markup=KEYBOARD)
    refusal = await wire.refused("editMessageText", **there, text="First", reply_markup=KEYBOARD)
    assert refusal.startswith("400 Bad Request: message is not modified: specified new message content")
    await wire("editMessageText", **there, text="First")  # the keyboard goes
    assert "not modified" in await wire.refused("editMessageReplyMarkup", **there)


async def test_a_keyboard_is_edited_without_dating_the_message(wire: Wire, ann: Person) -> None:
    there = await sent(wire, ann.id)
    edited = await wire("editMessageReplyMarkup", **there, reply_markup=KEYBOARD)
    assert edited["reply_markup"] == KEYBOARD
    assert "edit_date" not in edited


async def test_only_what_the_bot_wrote_can_be_edited(wire: Wire, ann: Person, group: Chat, sandbox: Sandbox) -> None:
    said = sandbox.world.say(ann.id, ann.id, "Mine")[0]
    text = {"text": "x"}
    edit = "editMessageText"
    refusal = await wire.refused(edit, chat_id=ann.id, message_id=said.id, **text)
    assert refusal == "400 Bad Request: message can't be edited"
    forwarded = await wire("forwardMessage", chat_id=group.id, from_chat_id=ann.id, message_id=said.id)
    refusal = await wire.refused(edit, chat_id=group.id, message_id=forwarded["message_id"], **text)
    assert refusal == "400 Bad Request: message can't be edited"
    refusal = await wire.refused(edit, chat_id=ann.id, message_id=999, **text)
    assert refusal == "400 Bad Request: message to edit not found"
    assert await wire.refused(edit, inline_message_id="x", **text) == "400 Bad Request: MESSAGE_ID_INVALID"
    assert "message identifier is not specified" in await wire.refused(edit, chat_id=ann.id, **text)
    assert "chat_id is empty" in await wire.refused(edit, message_id=said.id, **text)
    assert "message text is empty" in await wire.refused(edit, chat_id=ann.id, message_id=said.id)


async def test_a_blocked_bot_edits_nothing(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    there = await sent(wire, ann.id)
    sandbox.world.block(ann.id)
    assert await wire.refused("editMessageText", **there, text="x") == "403 Forbidden: bot was blocked by the user"


async def test_captions_belong_to_files_and_texts_to_texts(wire: Wire, ann: Person) -> None:
    text, picture = await sent(wire, ann.id), await photo(wire, ann.id, caption="Old")
    assert (await wire("editMessageCaption", **picture, caption="New"))["caption"] == "New"
    assert "caption" not in await wire("editMessageCaption", **picture)
    refusal = await wire.refused("editMessageCaption", **text, caption="x")
    assert refusal == "400 Bad Request: there is no caption in the message to edit"
    refusal = await wire.refused("editMessageText", **picture, text="x")
    assert refusal == "400 Bad Request: there is no text in the message to edit"


async def test_media_are_exchanged(wire: Wire, ann: Person) -> None:
    picture = await photo(wire, ann.id, caption="Old")
    media = {"type": "document", "media": "attach://d", "caption": "New"}
    files = {"d": ("a.pdf", b"%PDF", "application/pdf")}
    edited = await wire.form(
        "editMessageMedia", files=files, media=media, **{name: str(value) for name, value in picture.items()}
    )
    assert edited["document"]["file_name"] == "a.pdf"
    assert edited["caption"] == "New"
    assert "photo" not in edited


async def test_nothing_is_put_into_a_service_message(wire: Wire, ann: Person, group: Chat) -> None:
    service = next(iter(group.messages))
    media = {"type": "document", "media": "x"}
    refusal = await wire.refused("editMessageMedia", chat_id=group.id, message_id=service, media=media)
    assert refusal == "400 Bad Request: message can't be edited"


async def test_rich_messages_are_beyond_the_sandbox(wire: Wire, ann: Person) -> None:
    there = await sent(wire, ann.id)
    refusal = await wire.refused("editMessageText", **there, rich_message={"html": "x"})
    assert refusal == "501 Not Implemented: the sandbox does not play rich_message"


async def test_a_deleted_message_is_gone(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    there = await sent(wire, ann.id)
    assert await wire("deleteMessage", **there) is True
    assert await wire.refused("deleteMessage", **there) == "400 Bad Request: message to delete not found"
    assert await wire.refused("editMessageText", **there, text="x") == "400 Bad Request: message to edit not found"
    assert sandbox.world.chat(ann.id).messages[there["message_id"]].deleted


async def test_after_48_hours_a_message_stays(wire: Wire, ann: Person, clock: Clock) -> None:
    there = await sent(wire, ann.id)
    clock.forward(hours=48)
    assert await wire.refused("deleteMessage", **there) == "400 Bad Request: message can't be deleted"


async def test_others_messages_need_the_right_to_delete(
    wire: Wire, ann: Person, sandbox: Sandbox, clock: Clock
) -> None:
    group = sandbox.world.add_chat("G", members=[ann.id], bot_rights={"can_delete_messages": False})
    said = sandbox.world.say(group.id, ann.id, "x")[0]
    there = {"chat_id": group.id, "message_id": said.id}
    assert await wire.refused("deleteMessage", **there) == "400 Bad Request: message can't be deleted"
    sandbox.world.set_member(group.id, 42, "administrator")
    clock.forward(days=30)
    assert await wire("deleteMessage", **there) is True


async def test_in_a_basic_group_even_an_administrator_has_48_hours(
    wire: Wire, ann: Person, sandbox: Sandbox, clock: Clock
) -> None:
    small = sandbox.world.add_chat("Small", type="group", members=[ann.id])
    said = sandbox.world.say(small.id, ann.id, "x")[0]
    clock.forward(hours=48)
    refusal = await wire.refused("deleteMessage", chat_id=small.id, message_id=said.id)
    assert refusal == "400 Bad Request: message can't be deleted"


async def test_many_are_deleted_at_once_and_the_missing_skipped(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    ids = [(await sent(wire, ann.id))["message_id"] for _ in range(3)]
    assert await wire("deleteMessages", chat_id=ann.id, message_ids=[*ids[:2], 999]) is True
    assert [sandbox.world.chat(ann.id).messages[one].deleted for one in ids] == [True, True, False]
    refusal = await wire.refused("deleteMessages", chat_id=ann.id, message_ids=list(range(101)))
    assert refusal == "400 Bad Request: too many message identifiers"
    refusal = await wire.refused("deleteMessages", chat_id=ann.id, message_ids=[])
    assert refusal == "400 Bad Request: message identifiers are not specified"


async def test_the_bot_reacts_once_and_takes_it_back(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    said = sandbox.world.say(ann.id, ann.id, "Broken")[0]
    there = {"chat_id": ann.id, "message_id": said.id}
    thumb = {"type": "emoji", "emoji": "👍"}
    assert await wire("setMessageReaction", **there, reaction=[thumb]) is True
    assert said.bot_reaction == [thumb]
    assert "REACTIONS_TOO_MANY" in await wire.refused("setMessageReaction", **there, reaction=[thumb, thumb])
    star = {"type": "paid"}
    assert "REACTION_INVALID" in await wire.refused("setMessageReaction", **there, reaction=[star])
    await wire("setMessageReaction", **there)
    assert said.bot_reaction == []
    refusal = await wire.refused("setMessageReaction", chat_id=ann.id, message_id=999)
    assert refusal == "400 Bad Request: message to react not found"


async def test_a_press_is_answered_once(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    there = await sent(wire, ann.id, reply_markup=KEYBOARD)
    query_id = sandbox.world.press(ann.id, there["message_id"], ann.id, "go")
    query = (await wire.updates())[0]["callback_query"]
    assert (query["id"], query["data"], query["message"]["text"]) == (query_id, "go", "First")
    assert await wire("answerCallbackQuery", callback_query_id=query_id, text="Gone", show_alert=True) is True
    assert await sandbox.world.answer_to(query_id) == {"text": "Gone", "show_alert": True, "url": None}
    refusal = await wire.refused("answerCallbackQuery", callback_query_id=query_id)
    assert refusal.startswith("400 Bad Request: query is too old")


@pytest.mark.parametrize(("minutes", "accepted"), [(15, True), (16, False)])
async def test_a_press_waits_for_15_minutes(
    wire: Wire, ann: Person, sandbox: Sandbox, clock: Clock, minutes: int, accepted: bool
) -> None:
    there = await sent(wire, ann.id, reply_markup=KEYBOARD)
    query_id = sandbox.world.press(ann.id, there["message_id"], ann.id, "go")
    clock.forward(minutes=minutes)
    assert (await wire.answer("answerCallbackQuery", callback_query_id=query_id))["ok"] is accepted


async def test_an_answer_has_200_characters_at_most(wire: Wire) -> None:
    refusal = await wire.refused("answerCallbackQuery", callback_query_id="1", text="x" * 201)
    assert refusal == "400 Bad Request: MESSAGE_TOO_LONG"
    assert "query is too old" in await wire.refused("answerCallbackQuery", callback_query_id="1", text="x" * 200)
