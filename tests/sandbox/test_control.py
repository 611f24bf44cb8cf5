"""The control API over HTTP."""

import asyncio
import base64
from typing import Any

import pytest

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Link, Sandbox
from tests.sandbox.wire import Wire

SVG = base64.b64encode(b"<svg onload='alert(1)'/>").decode()


async def test_a_whole_conversation_is_played_over_http(wire: Wire) -> None:
    ann = await wire.control("POST", "/users", {"first_name": "Ann", "language_code": "en"})
    assert (ann["started"], ann["blocked"], ann["deactivated"]) == (False, False, False)
    started = await wire.control("POST", f"/users/{ann['id']}/start", {"payload": "x7"})
    assert started["text"] == "/start x7"
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await wire("sendMessage", chat_id=ann["id"], text="Hi", reply_markup=markup)
    said = await wire.control("POST", "/messages", {"chat_id": ann["id"], "from_id": ann["id"], "text": "See /help"})
    assert said[0]["entities"][0]["type"] == "bot_command"
    edit = {"chat_id": ann["id"], "message_id": said[0]["message_id"], "text": "See"}
    assert (await wire.control("POST", "/edits", edit))["edited"] is True
    press = {"chat_id": ann["id"], "message_id": sent["message_id"], "user_id": ann["id"], "data": "go", "wait": 5}
    pressing = asyncio.create_task(wire.control("POST", "/presses", press))
    await wire.updates()
    query = (await wire("getUpdates", timeout=5))[0]["callback_query"]
    query_id = query["id"]
    await wire("answerCallbackQuery", callback_query_id=query_id, text="Went")
    answer = {"text": "Went", "show_alert": False, "url": None}
    assert await pressing == {"callback_query_id": query_id, "answer": answer}
    log = await wire.control("GET", f"/messages?chat_id={ann['id']}&after={started['message_id']}")
    assert [(one["text"], one["from_bot"], one["edited"], one["deleted"]) for one in log] == [
        ("Hi", True, False, False),
        ("See", False, True, False),
    ]


async def test_a_press_without_an_answer_has_none(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    sent = sandbox.world.post(sandbox.world.chat(ann.id), sandbox.world.bot.as_user(), {"text": "Hi"})
    press = {"chat_id": ann.id, "message_id": sent.id, "user_id": ann.id, "data": "x", "wait": 0.01}
    assert (await wire.control("POST", "/presses", press))["answer"] is None


async def test_the_state_shows_everybody_and_every_chat(
    wire: Wire, ann: Person, bob: Person, group: Chat, sandbox: Sandbox
) -> None:
    sandbox.control.links.append(Link("Desk", "http://127.0.0.1:8080/"))
    business = await wire.control("POST", f"/users/{bob.id}/business", {"rights": {"can_reply": True}})
    sandbox.world.say(ann.id, ann.id, "x", business_connection_id=business["id"])
    where = {"chat_id": ann.id, "business_connection_id": business["id"]}
    sent = await wire("sendMessage", **where, text="x")
    press = {**where, "message_id": sent["message_id"], "user_id": ann.id, "data": "go"}
    assert (await wire.control("POST", "/presses", press))["callback_query_id"]
    await wire("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    state = await wire.control("GET", "/state")
    assert (state["bot"]["id"], state["clock"]) == (42, False)
    assert state["now"] == "2026-11-02T09:00:00+00:00"
    assert state["links"] == [{"title": "Desk", "url": "http://127.0.0.1:8080/"}]
    assert state["commands"][str(ann.id)] == [{"command": "help", "description": "Help"}]
    chats = {(chat["id"], chat.get("business_connection_id")): chat for chat in state["chats"]}
    assert set(chats) == {(ann.id, None), (ann.id, business["id"]), (group.id, None), *chats}
    account = chats[(ann.id, business["id"])]
    assert (account["owner_id"], account["connected"]) == (bob.id, True)
    shown = chats[(group.id, None)]
    assert {"user_id": ann.id, "status": "member"} in shown["members"]
    assert shown["permissions"]["can_send_messages"] is True


async def test_groups_are_made_and_changed(wire: Wire, ann: Person) -> None:
    made = await wire.control(
        "POST", "/chats", {"type": "group", "title": "G", "members": [ann.id], "bot": "member", "admins": []}
    )
    assert made["members"] == [{"user_id": ann.id, "status": "member"}, {"user_id": 42, "status": "member"}]
    here = f"/chats/{made['id']}"
    changed = await wire.control("POST", f"{here}/members", {"user_id": 42, "status": "administrator"})
    assert {"user_id": 42, "status": "administrator"} in changed["members"]
    new = await wire.control("POST", f"{here}/upgrade", {})
    old = next(chat for chat in (await wire.control("GET", "/state"))["chats"] if chat["id"] == made["id"])
    assert old["migrated_to"] == new["id"]
    topic = await wire.control("POST", f"/chats/{new['id']}/topics", {"name": "Help"})
    assert topic["topics"][0]["name"] == "Help"
    await wire.control("POST", f"/chats/{new['id']}/delete")
    assert "deleted" in await wire.refused("getChat", chat_id=new["id"])


async def test_people_block_unblock_and_vanish(wire: Wire, ann: Person) -> None:
    assert (await wire.control("POST", f"/users/{ann.id}/block"))["blocked"] is True
    assert (await wire.control("POST", f"/users/{ann.id}/unblock"))["blocked"] is False
    assert (await wire.control("POST", f"/users/{ann.id}/deactivate"))["deactivated"] is True
    assert await wire.kinds() == ["my_chat_member", "my_chat_member"]


async def test_read_only_is_a_403_for_members(wire: Wire, ann: Person, group: Chat) -> None:
    await wire("setChatPermissions", chat_id=group.id, permissions={})
    status, _ = await wire.control_refused("POST", "/messages", {"chat_id": group.id, "from_id": ann.id, "text": "x"})
    assert status == 403


async def test_files_are_sent_and_looked_at_without_danger(wire: Wire, ann: Person) -> None:
    picture = {"kind": "photo", "name": "a.png", "mime": "image/png", "base64": base64.b64encode(b"x").decode()}
    drawing = {"kind": "document", "name": "../x.svg", "mime": "image/svg+xml", "base64": SVG, "size": 99}
    message = {"chat_id": ann.id, "from_id": ann.id, "files": [picture, drawing]}
    photo, document = await wire.control("POST", "/messages", message)
    assert (document["document"]["file_name"], document["document"]["file_size"]) == ("../x.svg", 99)

    async def headers(file_id: str) -> tuple[str, str]:
        async with wire.session.get(f"{wire.url}/sandbox/files/{file_id}") as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            return response.headers["Content-Type"], response.headers["Content-Disposition"]

    assert await headers(photo["photo"][-1]["file_id"]) == ("image/png", "inline")
    assert await headers(document["document"]["file_id"]) == ("application/octet-stream", "attachment")
    assert (await wire.control_refused("GET", "/files/none"))[0] == 404


async def test_privacy_mode_reactions_and_deletions_have_their_calls(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    await wire.control("PUT", "/bot", {"can_read_all_group_messages": True})
    assert (await wire("getMe"))["can_read_all_group_messages"] is True
    await wire.updates(allowed=["message_reaction"])
    said = sandbox.world.say(ann.id, ann.id, "x")[0]
    await wire.control(
        "POST", "/reactions", {"chat_id": ann.id, "message_id": said.id, "user_id": ann.id, "emoji": "👍"}
    )
    assert await wire.kinds() == ["message_reaction"]
    await wire.control("POST", "/deletes", {"chat_id": ann.id, "message_ids": [said.id]})
    assert said.deleted


async def test_the_log_of_calls_tells_chat_and_outcome(wire: Wire, ann: Person) -> None:
    await wire("sendMessage", chat_id=ann.id, text="1")
    await wire.form("sendDocument", chat_id="5", files={"document": ("a.txt", b"xyz", "text/plain")})
    await wire.updates()
    await wire.refused("setWebhook", url="ftp://x", secret_token="s3cret")
    calls: list[dict[str, Any]] = await wire.control("GET", "/calls")
    assert [(one["n"], one["method"], one["chat_id"], one["ok"], one["error_code"]) for one in calls] == [
        (1, "sendMessage", ann.id, True, None),
        (2, "sendDocument", 5, False, 400),
        (3, "setWebhook", None, False, 400),
    ]
    assert (calls[0]["message_id"], calls[0]["params"]["text"]) == (1, "1")
    assert calls[0]["at"] == "2026-11-02T09:00:00+00:00"
    assert calls[1]["description"] == "Bad Request: chat not found"
    assert calls[1]["params"]["document"] == {"file": "a.txt", "size": 3}
    assert "s3cret" not in str(calls)
    assert [one["n"] for one in await wire.control("GET", "/calls?after=1")] == [2, 3]
    assert [one["n"] for one in await wire.control("GET", "/calls?method=sendmessage")] == [1]
    assert [one["n"] for one in await wire.control("GET", "/calls?chat_id=5&method=")] == [2]


@pytest.mark.parametrize(
    ("method", "path", "given", "status"),
    [
        ("POST", "/users", {"first_name": "x", "shoe_size": 40}, 400),
        ("POST", "/users", {}, 400),
        ("POST", "/users/5/start", {}, 404),
        ("POST", "/chats", {"title": "x", "members": [5]}, 404),
        ("GET", "/messages", None, 400),
        ("GET", "/messages?chat_id=x", None, 400),
        ("POST", "/messages", {"chat_id": 1}, 400),
        ("POST", "/messages", {"chat_id": 1, "from_id": 1, "files": [{"kind": "photo", "base64": "?"}]}, 400),
        ("POST", "/messages", {"chat_id": 1, "from_id": 1, "files": [{"kind": "photo", "url": "x"}]}, 400),
        (
            "POST",
            "/messages",
            {"chat_id": 1, "from_id": 1, "text": "x", "entities": [{"offset": -1, "length": 1}]},
            400,
        ),
        ("POST", "/messages", {"chat_id": 1, "from_id": 1, "venue": {}}, 400),
        ("PUT", "/bot", {}, 400),
        ("POST", "/users", [], 400),
    ],
)
async def test_a_bad_request_says_what_is_wrong(
    wire: Wire, sandbox: Sandbox, method: str, path: str, given: Any, status: int
) -> None:
    sandbox.world.add_user("One", id=1)
    found, description = await wire.control_refused(method, path, given)
    assert found == status
    assert description
