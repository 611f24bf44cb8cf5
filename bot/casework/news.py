"""News: what customers are told by a message; each kind can be switched off."""

from enum import StrEnum


class News(StrEnum):
    ACCEPTED = "accepted"
    """Somebody takes care of it, and by when; a new time counts as well."""
    QUESTION = "question"
    ANSWER = "answer"
    SLIPPED = "slipped"
    RESOLVED = "resolved"
    REWARD = "reward"
