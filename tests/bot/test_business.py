"""Business chats: their ids, and when a bot may write on behalf of an account."""

from datetime import timedelta

import pytest

from bot.business import FIRST_CHANNEL, HELD, Line, channel_id, is_business
from tests.bot.moments import NOW


def line(*, enabled: bool = True, may_reply: bool = True, heard_ago: timedelta | None = timedelta()) -> Line:
    return Line("biz", 11, enabled, may_reply, None if heard_ago is None else NOW - heard_ago)


def test_a_business_chat_has_an_id_that_no_chat_of_telegram_s_has_and_json_can_carry() -> None:
    # Telegram's ids have at most 52 significant bits; a JSON number is exact up to 2**53.
    assert channel_id(1) > 2**52 - 1
    assert channel_id(2**40) < 2**53
    assert is_business(channel_id(1))
    assert not any(is_business(chat_id) for chat_id in (0, 11, -1001, 2**52 - 1, -FIRST_CHANNEL))


@pytest.mark.parametrize("heard_ago", [timedelta(), timedelta(hours=23, minutes=59, seconds=59)])
def test_within_a_day_of_the_customer_s_last_word_the_bot_may_write(heard_ago: timedelta) -> None:
    assert line(heard_ago=heard_ago).shut(NOW) is None


@pytest.mark.parametrize(
    ("shut", "why"),
    [
        (line(enabled=False), "not connected"),
        (line(may_reply=False), "does not let the bot reply"),
        (line(heard_ago=timedelta(hours=24)), "24 hours"),
        (line(heard_ago=None), "24 hours"),
    ],
)
def test_otherwise_what_is_to_be_said_is_held_back(shut: Line, why: str) -> None:
    reason = shut.shut(NOW) or ""
    assert reason.startswith(HELD)
    assert why in reason
