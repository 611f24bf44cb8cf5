"""The lane of an update is its chat's, and no shape of it is a surprise."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lanes import NO_LANE, lane_of

CHAT = {"id": -500, "type": "group"}
ANN = {"id": 11, "is_bot": False}


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": {"chat": CHAT, "from": ANN}}, -500),
        ({"edited_message": {"chat": CHAT, "from": ANN}}, -500),
        ({"business_message": {"chat": {"id": 12}, "from": ANN}}, 12),
        ({"deleted_business_messages": {"chat": {"id": 12}, "message_ids": [1]}}, 12),
        ({"my_chat_member": {"chat": CHAT, "from": ANN}}, -500),
        ({"message_reaction": {"chat": CHAT, "user": ANN}}, -500),
        # A press belongs to the chat of its message, whoever pressed.
        ({"callback_query": {"from": ANN, "message": {"chat": CHAT, "from": {"id": 42}}}}, -500),
        # Where the message is too old to be shown, to the person.
        ({"callback_query": {"from": ANN, "inline_message_id": "x"}}, 11),
        ({"inline_query": {"from": ANN, "query": "q"}}, 11),
        ({"poll_answer": {"user": ANN, "poll_id": "1"}}, 11),
        ({"business_connection": {"id": "b", "user": ANN, "user_chat_id": 11}}, 11),
        ({"poll": {"id": "1", "options": []}}, NO_LANE),
        ({}, NO_LANE),
    ],
)
def test_each_kind_goes_by_its_chat_or_else_its_person(update: dict[str, Any], lane: int) -> None:
    assert lane_of({"update_id": 1, **update}) == lane


@pytest.mark.parametrize("chat_id", [None, "11", 1.5, True, [11], {"id": 11}, 2**63, -(2**63) - 1])
def test_a_chat_without_a_usable_number_gives_way_to_the_person(chat_id: object) -> None:
    assert lane_of({"message": {"chat": {"id": chat_id}, "from": ANN}}) == 11
    assert lane_of({"message": {"chat": {"id": chat_id}}}) == NO_LANE


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["message", "chat", "from", "user", "id", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "update_id", "chat", "id"]), json))
def test_any_shape_has_a_lane_that_a_database_can_hold(update: dict[str, Any]) -> None:
    lane = lane_of(update)
    assert type(lane) is int
    assert -(2**63) <= lane < 2**63
