"""Values as programs send them: bounded to what the database takes, and tidied as forms are."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from desk.forms import MAX_TEXT, Number, Problem, problem_of, tidy

MAX_LIMIT = 200
MAX_REASON = 500

Cursor = Annotated[Number, Query(description="From `next` of the page before; without it, the first page.")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Key = Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{0,31}$", description="Of a category or a department.")]


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside of all calendars") from None


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""With its offset from UTC."""


def _said(text: str) -> str:
    said = tidy(text)
    if problem_of(said) is Problem.EMPTY:
        raise ValueError("nothing is written")
    return said


Said = Annotated[
    str,
    Field(min_length=1, max_length=MAX_TEXT, description="Plain text; control characters are left out."),
    AfterValidator(_said),
]
Reason = Annotated[str, Field(max_length=MAX_REASON), AfterValidator(tidy)]


class Asked(BaseModel):
    """A body. What it does not know is refused, so that a slip of the pen is not mistaken for a wish."""

    model_config = ConfigDict(extra="forbid")
