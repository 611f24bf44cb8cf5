"""Keyboards: which buttons pass."""

from collections.abc import Mapping

import aiohttp
import pytest

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import TOKEN, Wire

Button = Mapping[str, object]


async def refusal_of(wire: Wire, chat_id: int, *buttons: Button) -> str:
    markup = {"inline_keyboard": [list(buttons)]}
    return await wire.refused("sendMessage", chat_id=chat_id, text="x", reply_markup=markup)


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "x", "callback_data": "й" * 33}, "BUTTON_DATA_INVALID"),  # 66 bytes
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "url": "javascript:alert(1)"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "http://[::1"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "https://"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "ftp://example.com"}, "Wrong HTTP URL"),
    ],
)
async def test_a_bad_button_is_refused(wire: Wire, ann: Person, button: Button, refusal: str) -> None:
    assert refusal in await refusal_of(wire, ann.id, button)


async def test_callback_data_may_have_64_bytes(wire: Wire, ann: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "й" * 32}]]}
    await wire("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)


async def test_a_hundred_buttons_are_the_most(wire: Wire, ann: Person) -> None:
    button = {"text": "x", "callback_data": "x"}
    assert "REPLY_MARKUP_TOO_LONG" in await refusal_of(wire, ann.id, *[button] * 101)


async def test_mini_apps_open_from_private_chats_only(wire: Wire, ann: Person, group: Chat) -> None:
    button = {"text": "x", "web_app": {"url": "https://example.com"}}
    assert "BUTTON_TYPE_INVALID" in await refusal_of(wire, group.id, button)
    await wire("sendMessage", chat_id=ann.id, text="x", reply_markup={"inline_keyboard": [[button]]})


async def test_a_keyboard_below_the_composer_is_no_part_of_the_message(wire: Wire, ann: Person) -> None:
    markup = {"keyboard": [[{"text": "Yes"}]], "one_time_keyboard": True}
    sent = await wire("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    assert "reply_markup" not in sent
    listed = await wire.control("GET", f"/messages?chat_id={ann.id}")
    assert [one["client_markup"] for one in listed] == [markup]


async def test_numbers_and_places_are_asked_for_in_private_only(wire: Wire, ann: Person, group: Chat) -> None:
    for name, what in (("request_contact", "phone number"), ("request_location", "location")):
        markup = {"keyboard": [[{"text": "Share", name: True}]]}
        refusal = await wire.refused("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
        assert refusal == f"400 Bad Request: {what} can be requested in private chats only"
        await wire("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    refusal = await wire.refused("sendMessage", chat_id=ann.id, text="x", reply_markup={"keyboard": [[{"text": " "}]]})
    assert refusal == "400 Bad Request: keyboard button text must be non-empty"


async def test_what_is_no_keyboard_is_refused(wire: Wire, ann: Person) -> None:
    refusal = await wire.refused("sendMessage", chat_id=ann.id, text="x", reply_markup={"inline_keybord": []})
    assert refusal.startswith("400 Bad Request: can't parse parameter reply_markup")


@pytest.mark.parametrize("url", ["http://localhost:8080/t/x", "http://127.0.0.1/", "https://desk.local/"])
async def test_local_addresses_pass_unless_the_sandbox_is_strict(wire: Wire, ann: Person, url: str) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "url": url}]]}
    await wire("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    strict = Sandbox(TOKEN, validate=True, refuse_local_urls=True)
    strict.world.add_user("Ann", id=ann.id, started=True)
    await strict.start()
    async with aiohttp.ClientSession() as session:
        strict_wire = Wire(session, strict.url)
        assert "Wrong HTTP URL" in await refusal_of(strict_wire, ann.id, {"text": "x", "url": url})
        app = {"text": "x", "web_app": {"url": "http://example.com"}}
        assert "Only HTTPS links are allowed" in await refusal_of(strict_wire, ann.id, app)
        refusal = await strict_wire.refused("setWebhook", url="http://example.com")
        assert refusal == "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    await strict.stop()
