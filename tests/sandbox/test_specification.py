"""The check of values against the specification."""

import pytest

from sandbox.specification import METHODS, update_violations, violations

ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
CHAT = {"id": 7, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT}


def test_the_data_is_the_whole_bot_api() -> None:
    assert len(METHODS) == 180


@pytest.mark.parametrize(
    ("types", "value"),
    [
        (["User"], ANN),
        (["Float"], 1),
        (["Integer", "String"], "x"),
        (["Array of Array of KeyboardButton"], [[{"text": "x"}]]),
        (["MaybeInaccessibleMessage"], {**MESSAGE, "text": "x"}),
        (["ChatMember"], {"status": "left", "user": ANN}),
        (["ForumTopicClosed"], {}),
        (["Message", "Boolean"], True),
    ],
)
def test_what_keeps_to_it_has_no_violations(types: list[str], value: object) -> None:
    assert violations(types, value) == []


@pytest.mark.parametrize(
    ("types", "value", "found"),
    [
        (["User"], {"id": 7, "is_bot": False}, ["User.first_name: missing in User"]),
        (["User"], {**ANN, "shoe_size": 40}, ["User.shoe_size: unknown in User"]),
        (["User"], {**ANN, "id": "7"}, ["User.id: Integer expected, not str"]),
        (["Integer"], True, ["Integer: Integer expected, not bool"]),
        (["Float"], True, ["Float: Float expected, not bool"]),
        (["User"], [], ["User: User expected, not list"]),
        (["Array of Integer"], {}, ["Array of Integer: Array of Integer expected, not dict"]),
        (["Array of Integer"], [1, "2"], ["Array of Integer[1]: Integer expected, not str"]),
        (["ForumTopicClosed"], {"x": 1}, ["ForumTopicClosed.x: unknown in ForumTopicClosed"]),
        (
            ["Message"],
            {**MESSAGE, "entities": [{"type": "bold", "offset": 0}]},
            ["Message.entities[0].length: missing in MessageEntity"],
        ),
        (["ChatMember"], {"status": "left"}, ["ChatMember.user: missing in ChatMemberMember"]),
    ],
)
def test_a_violation_names_its_place(types: list[str], value: object, found: list[str]) -> None:
    assert violations(types, value) == found


def test_an_update_is_about_one_thing() -> None:
    update = {"update_id": 1, "message": MESSAGE}
    assert update_violations(update) == []
    assert update_violations({**update, "edited_message": MESSAGE}) != []
    assert update_violations({"update_id": 1}) != []
