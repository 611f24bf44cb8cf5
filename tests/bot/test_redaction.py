"""One person is taken out of a raw update, whoever caused it."""

from typing import Any

import pytest

from bot.redaction import without_person

ANN: dict[str, Any] = {"id": 11, "first_name": "Ann", "username": "ann"}
BOB: dict[str, Any] = {"id": 12, "first_name": "Bob"}
GROUP: dict[str, Any] = {"id": -5, "type": "group", "title": "Harbour"}
HERS: dict[str, Any] = {"message_id": 1, "from": ANN, "chat": GROUP, "text": "secret"}


def bobs(**content: Any) -> dict[str, Any]:
    return {"update_id": 7, "message": {"message_id": 2, "from": BOB, "chat": GROUP, **content}}


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 7, "message": HERS},
        {"update_id": 7, "edited_message": HERS},
        {"update_id": 7, "callback_query": {"id": "1", "from": ANN, "message": {"from": BOB}, "data": "x"}},
        {"update_id": 7, "my_chat_member": {"from": ANN, "chat": GROUP}},
        {"update_id": 7, "message_reaction": {"user": ANN, "chat": GROUP}},
    ],
)
def test_of_what_they_did_only_the_number_is_left(raw: dict[str, Any]) -> None:
    assert without_person(raw, 11) == {"update_id": 7}


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ({"reply_to_message": HERS, "text": "hi"}, {"reply_to_message": {}, "text": "hi"}),
        ({"new_chat_members": [BOB, ANN]}, {"new_chat_members": [BOB, {"id": 11}]}),
        ({"entities": [{"type": "text_mention", "user": ANN}]}, {"entities": [{}]}),
        (
            {"forward_origin": {"type": "user", "sender_user": ANN}},
            {"forward_origin": {"type": "user", "sender_user": {"id": 11}}},
        ),
        ({"contact": {"phone_number": "1", "first_name": "Ann", "user_id": 11}}, {"contact": {}}),
    ],
)
def test_of_what_others_did_all_but_them_is_left(content: dict[str, Any], left: dict[str, Any]) -> None:
    assert without_person(bobs(**content), 11) == bobs(**left)


@pytest.mark.parametrize("raw", [bobs(text="I am 11"), {"update_id": 11}, {"update_id": 7, "message": "11"}, {}])
def test_where_they_are_not_nothing_changes(raw: dict[str, Any]) -> None:
    assert without_person(raw, 11) is None
