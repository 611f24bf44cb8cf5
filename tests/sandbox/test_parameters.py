"""Parameters from forms and JSON."""

import pytest

from sandbox.errors import BotApiError
from sandbox.files import Upload
from sandbox.parameters import typed

FILE = Upload("a", "text/plain", b"x")


def test_form_strings_become_what_the_method_takes() -> None:
    raw = {
        "chat_id": "-100123",
        "text": "5",
        "disable_notification": "True",
        "protect_content": "0",
        "link_preview_options": '{"is_disabled": true}',
        "reply_markup": "",
    }
    assert typed("sendMessage", raw)[0] == {
        "chat_id": -100123,
        "text": "5",
        "disable_notification": True,
        "protect_content": False,
        "link_preview_options": {"is_disabled": True},
    }


def test_a_chat_may_have_a_name_and_a_place_fractions() -> None:
    params, _ = typed("sendLocation", {"chat_id": "@news", "latitude": "1.5", "longitude": "2"})
    assert params == {"chat_id": "@news", "latitude": 1.5, "longitude": 2}


def test_files_are_parameters_or_attachments() -> None:
    params, attachments = typed("sendDocument", {"chat_id": 1, "document": FILE, "x": FILE})
    assert (params["document"], attachments) == (FILE, {"x": FILE})


@pytest.mark.parametrize(
    ("method", "raw", "refusal"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "can't parse parameter text: String expected, not int"),
        ("sendMessage", {"chat_id": 1, "text": "x", "tekst": "x"}, 'unknown parameter "tekst" of sendMessage'),
        ("sendMessage", {"chat_id": 1, "text": FILE}, "can't parse parameter text: String expected, not Upload"),
        ("sendMessage", {"chat_id": 1, "text": "x", "protect_content": "maybe"}, "JSON expected"),
        ("sendMessage", {"chat_id": 1, "text": "x", "protect_content": "2"}, "Boolean expected, not int"),
        ("sendMessage", {"chat_id": 1, "text": "x", "message_thread_id": "1.5"}, "Integer expected, not float"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_parameters": '{"message_id": 1, "msg": 2}'},
            "can't parse parameter reply_parameters.msg: unknown in ReplyParameters",
        ),
        ("sendPhoto", {"chat_id": 1}, "there is no photo in the request"),
        ("sendVideoNote", {"chat_id": 1}, "there is no video note in the request"),
        ("banChatMember", {"chat_id": 1}, "invalid user_id specified"),
        ("pinChatMessage", {"chat_id": 1}, "message identifier is not specified"),
        ("setWebhook", {"url": "x", "certificate": "x"}, "there is no file in parameter certificate"),
        ("getFile", {}, 'parameter "file_id" is required'),
    ],
)
def test_bad_parameters_are_refused(method: str, raw: dict[str, object], refusal: str) -> None:
    with pytest.raises(BotApiError) as refused:
        typed(method, raw)
    assert refused.value.description.startswith("Bad Request: ")
    assert refused.value.description.endswith(refusal)
