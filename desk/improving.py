"""What people write into the form of an improvement, read and judged. Pure rules."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import Form

from bot.reports import EARLIEST, LATEST
from bot.tickets import Cause
from desk.forms import MAX_TEXT, tidy, tidy_name

LONGEST_TITLE = 200
MOST_ISSUES = 100
MOST_DIGITS = 18


class Fault(StrEnum):
    """Why the form comes back; the template has the words."""

    NO_TITLE = "no-title"
    LONG_TITLE = "long-title"
    NO_CAUSE = "no-cause"
    NO_CATEGORY = "no-category"
    NO_OWNER = "no-owner"
    NO_DAY = "no-day"
    NO_ISSUES = "no-issues"
    LONG_RESULT = "long-result"


@dataclass(frozen=True, slots=True)
class Typed:
    """As it came, to be shown again."""

    title: str = ""
    cause: str = ""
    category: str = ""
    owner: str = ""
    due: str = ""
    issues: str = ""
    result: str = ""


Field = Annotated[str, Form()]
Title = Annotated[str, Form(alias="text")]
"""Under the name of all that is never lost, even to who was signed out meanwhile."""


async def typed(
    title: Title = "",
    cause: Field = "",
    category: Field = "",
    owner: Field = "",
    due: Field = "",
    issues: Field = "",
    result: Field = "",
) -> Typed:
    """A dependency."""
    return Typed(" ".join(tidy(title).split()), cause, category, owner, tidy_name(due), tidy_name(issues), tidy(result))


def day_of(written: str) -> date | None:
    """Raises ValueError for what is no day, or one too far off."""
    if not written:
        return None
    day = date.fromisoformat(written)
    if not EARLIEST <= day <= LATEST:
        raise ValueError(written)
    return day


def issues_of(written: str) -> tuple[int, ...]:
    """Of such as "12, #15": each once, in order. Raises ValueError for anything else."""
    parts = [part.removeprefix("#") for part in re.split(r"[\s,，、;；]+", written) if part]
    if any(not re.fullmatch("[0-9]+", part) or len(part) > MOST_DIGITS for part in parts) or len(parts) > MOST_ISSUES:
        raise ValueError(written)
    return tuple(sorted({int(part) for part in parts}))


def fault_of(form: Typed, categories: Collection[str], owners: Collection[int]) -> Fault | None:
    """The first thing that is wrong; whether the issues exist is for the database to say."""
    if not form.title:
        return Fault.NO_TITLE
    if len(form.title) > LONGEST_TITLE:
        return Fault.LONG_TITLE
    if form.cause not in set(Cause):
        return Fault.NO_CAUSE
    if form.category and form.category not in categories:
        return Fault.NO_CATEGORY
    if form.owner not in {str(owner) for owner in owners}:
        return Fault.NO_OWNER
    try:
        day_of(form.due)
    except ValueError:
        return Fault.NO_DAY
    try:
        issues_of(form.issues)
    except ValueError:
        return Fault.NO_ISSUES
    return Fault.LONG_RESULT if len(form.result) > MAX_TEXT else None
