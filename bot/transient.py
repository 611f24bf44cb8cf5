"""Which errors pass by themselves, so that trying again is right for as long as they last."""

from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.storage.database import is_storage_trouble

PASSING = (
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    RestartingTelegram,
    # A proxy's HTML page in the place of an answer.
    ClientDecodeError,
)


def is_transient(error: Exception) -> bool:
    return isinstance(error, PASSING) or is_storage_trouble(error)
