"""What became of a send: a value, because all of it is expected."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.business import REFUSALS
from bot.transport import NotSent

GoneReason = Literal["blocked", "deactivated", "kicked", "not_member", "chat_deleted", "chat_not_found", "not_started"]


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: int
    further_message_ids: tuple[int, ...] = ()
    """Of an album: the messages after the first."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The group is a supergroup now: the same message may go to the new id."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """Nothing will reach this chat until the person or the group takes the bot back."""

    reason: GoneReason


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will not take this message in this chat; the same again is refused again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing passes through this account of staff's just now; it may go out later."""

    reason: str


@dataclass(frozen=True, slots=True)
class FloodWait:
    """Not sent; the whole token waits for so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Network or server: worth another try, unless it `maybe_delivered` and must not come twice."""

    reason: str
    maybe_delivered: bool


Outcome = Sent | Upgraded | Gone | Refused | Held | FloodWait | Failed

# Beginnings of Telegram's descriptions in lower case, without "Forbidden: " and "Bad Request: ".
_GONE: dict[type[Exception], dict[str, GoneReason]] = {
    Forbidden: {
        "bot was blocked by the user": "blocked",
        "user is deactivated": "deactivated",
        "bot was kicked from": "kicked",
        "bot is not a member of": "not_member",
        "the group chat was deleted": "chat_deleted",
        "bot can't initiate conversation": "not_started",
    },
    BadRequest: {
        "chat not found": "chat_not_found",
        "peer_id_invalid": "chat_not_found",
    },
}
_TOO_LARGE = ("request entity too large", "http 413")
_TOO_MANY = "too many requests"
_FLOOD_WAIT_SECONDS = 1.0  # where Telegram says "too many" without saying how long


def outcome_of(error: Exception) -> Outcome:
    """Tell what an error of `ExtBot` means for the message and for the chat."""
    match error:
        case ChatMigrated():
            return Upgraded(error.new_chat_id)
        case RetryAfter():
            return FloodWait(flood_wait_seconds(error))
        case Forbidden() | BadRequest():
            return _gone(error) or _held(error) or Refused(error.message)
        case InvalidToken() | EndPointNotFound() | Conflict() | NotSent():
            return Failed(str(error), maybe_delivered=False)
        case NetworkError() if error.message.casefold().startswith(_TOO_LARGE):
            return Refused(error.message)
        case NetworkError() if error.message.casefold().startswith(_TOO_MANY):
            return FloodWait(_FLOOD_WAIT_SECONDS)
    return Failed(f"{type(error).__name__}: {error}", maybe_delivered=True)


def flood_wait_seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _gone(error: Forbidden | BadRequest) -> Gone | None:
    text = error.message.casefold().removeprefix("forbidden: ")
    for beginning, reason in _GONE[type(error)].items():
        if text.startswith(beginning):
            return Gone(reason)
    return None


def _held(error: Forbidden | BadRequest) -> Held | None:
    text = error.message.casefold().removeprefix("forbidden: ")
    return Held(error.message) if text.startswith(REFUSALS) else None
