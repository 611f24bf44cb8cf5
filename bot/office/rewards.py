"""Rewards for issues that are filed on the desk."""

from enum import StrEnum

from bot.categories import Name
from bot.sections import Section


class Earned(StrEnum):
    FIRST_ISSUE = "first-issue"
    """The first that a customer files on the desk."""
    ACCEPTED_BUG = "accepted-bug"
    """Resolved with the product as its cause."""
    SUGGESTION_USED = "suggestion-used"
    """Staff say so when they resolve it."""


class Reward(Section):
    rule: Earned
    gift: Name
