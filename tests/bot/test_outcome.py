"""What Telegram's words mean for a message and its chat."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.outcome import (
    Failed,
    FloodWait,
    Gone,
    GoneReason,
    Held,
    Outcome,
    Refused,
    Upgraded,
    flood_wait_seconds,
    outcome_of,
)
from bot.transport import NotSent, NotSentInTime


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "deactivated"),
        ("Forbidden: bot was kicked from the group chat", "kicked"),
        ("Forbidden: bot was kicked from the supergroup chat", "kicked"),
        ("Forbidden: bot was kicked from the channel chat", "kicked"),
        ("Forbidden: bot is not a member of the supergroup chat", "not_member"),
        ("Forbidden: bot is not a member of the channel chat", "not_member"),
        ("Forbidden: the group chat was deleted", "chat_deleted"),
        ("Forbidden: bot can't initiate conversation with a user", "not_started"),
    ],
)
def test_a_403_names_why_the_chat_is_gone(description: str, reason: GoneReason) -> None:
    assert outcome_of(Forbidden(description)) == Gone(reason)


@pytest.mark.parametrize("description", ["Bad Request: chat not found", "Bad Request: PEER_ID_INVALID"])
def test_a_chat_that_is_not_found_is_gone(description: str) -> None:
    assert outcome_of(BadRequest(description)) == Gone("chat_not_found")


@pytest.mark.parametrize(
    "description",
    [
        "BUSINESS_PEER_USAGE_MISSING",
        "BUSINESS_CONNECTION_INVALID",
        "BUSINESS_PEER_INVALID",
        "business connection not found",
        "BOT_ACCESS_FORBIDDEN",
    ],
)
def test_what_an_account_does_not_let_through_is_held_back(description: str) -> None:
    for error in (BadRequest(description), Forbidden(f"Forbidden: {description}")):
        assert isinstance(outcome_of(error), Held)


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("Bad Request: message is not modified"),
        BadRequest("Bad Request: message to edit not found"),
        BadRequest("Bad Request: message thread not found"),
        BadRequest("Bad Request: query is too old and response timeout expired or query ID is invalid"),
        BadRequest("Bad Request: file is too big"),
        BadRequest("Bad Request: not enough rights to send text messages to the chat"),
        BadRequest("Bad Request: can't parse entities: unclosed tag"),
        # The words of one code under another mean nothing for the chat.
        BadRequest("Bad Request: user is deactivated"),
        Forbidden("Forbidden: chat not found"),
        Forbidden("Forbidden: something new"),
        NetworkError("Request Entity Too Large"),
        NetworkError("HTTP 413, and no JSON"),
    ],
)
def test_any_other_refusal_is_about_the_message(error: BadRequest | Forbidden | NetworkError) -> None:
    assert outcome_of(error) == Refused(error.message)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ChatMigrated(-1009), Upgraded(-1009)),
        (RetryAfter(7), FloodWait(7)),
        (RetryAfter(timedelta(seconds=7.5)), FloodWait(7.5)),
        (NetworkError("Too Many Requests: retry after 0"), FloodWait(1)),
        (NotSent("refused"), Failed("refused", maybe_delivered=False)),
        (NotSentInTime("pool"), Failed("pool", maybe_delivered=False)),
        (InvalidToken("Unauthorized"), Failed("Unauthorized", maybe_delivered=False)),
        (EndPointNotFound("no such method"), Failed("no such method", maybe_delivered=False)),
        (Conflict("Conflict: x"), Failed("Conflict: x", maybe_delivered=False)),
        (TimedOut(), Failed("TimedOut: Timed out", maybe_delivered=True)),
        (NetworkError("HTTP 502, and no JSON"), Failed("NetworkError: HTTP 502, and no JSON", maybe_delivered=True)),
        (TelegramError("Invalid server response"), Failed("TelegramError: Invalid server response", True)),
        (KeyError("result"), Failed("KeyError: 'result'", maybe_delivered=True)),
    ],
)
def test_everything_else_says_whether_another_try_is_safe(error: Exception, outcome: Outcome) -> None:
    assert outcome_of(error) == outcome


def test_a_flood_wait_is_read_in_either_form(monkeypatch: pytest.MonkeyPatch) -> None:
    assert flood_wait_seconds(RetryAfter(7)) == 7
    monkeypatch.setenv("PTB_TIMEDELTA", "false")
    with pytest.warns(DeprecationWarning, match="retry_after"):
        assert flood_wait_seconds(RetryAfter(7)) == 7
