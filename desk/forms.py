"""What people write into the desk's forms: made tidy, and judged."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.marks import BLANK, UNSEEN

MAX_TEXT = 10_000
MAX_NAME = 80

Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A row's number, as addresses and forms give it: no more than a database takes."""


class Problem(StrEnum):
    """Why a form comes back; the templates have the words."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    NO_CATEGORY = "no-category"
    NO_PROMISE = "no-promise"
    TOO_MANY_FILES = "too-many-files"
    NO_SUCH_ISSUE = "no-such-issue"
    NO_OTHER_ISSUE = "no-other-issue"
    NO_SUCH_MESSAGE = "no-such-message"
    RESOLVED_MEANWHILE = "resolved-meanwhile"
    TAKEN_MEANWHILE = "taken-meanwhile"
    CHANGED_MEANWHILE = "changed-meanwhile"
    MERGED = "merged"
    ERASED = "erased"
    NOT_ACCEPTED = "not-accepted"
    NO_REASON = "no-reason"
    NO_COLLEAGUE = "no-colleague"
    SAME_OWNER = "same-owner"
    NO_DEPARTMENT = "no-department"
    SAME_DEPARTMENT = "same-department"
    NO_CAUSE = "no-cause"
    NO_NUMBER = "no-number"
    NO_PLACE = "no-place"
    NOTHING_TO_UNDO = "nothing-to-undo"
    LOOK_AGAIN = "look-again"
    """The check of answers has found something."""
    TOO_MANY_ISSUES = "too-many-issues"
    NO_PHONE = "no-phone"
    NO_STARS = "no-stars"
    OPEN_AGAIN = "open-again"


def tidy(text: str) -> str:
    """As typed, with plain newlines and nothing around it."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def tidy_name(name: str) -> str:
    return " ".join(UNSEEN.sub("", name).split())[:MAX_NAME]


def tidy_line(text: str) -> str:
    return " ".join(tidy(text).split())


def problem_of(text: str) -> Problem | None:
    """``text``: tidy."""
    if BLANK.fullmatch(text):
        return Problem.EMPTY
    return Problem.TOO_LONG if len(text) > MAX_TEXT else None
