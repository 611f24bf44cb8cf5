"""Changes of state are kept as text and read back."""

from datetime import UTC, datetime

import pytest

from bot.casework.statuses import Change, Status, status_of


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (Status(Change.ACCEPTED, datetime(2026, 4, 1, 10, tzinfo=UTC)), "accepted until 2026-04-01T10:00:00+00:00"),
        (Status(Change.ACCEPTED), "accepted"),
        (Status(Change.RESOLVED), "resolved"),
        (Status(Change.REOPENED), "reopened"),
        (Status(Change.CATEGORY, categories=("bug", "my_own-1")), "category from bug to my_own-1"),
    ],
)
def test_a_status_is_read_back_from_its_text(status: Status, text: str) -> None:
    assert str(status) == text
    assert status_of(text) == status


@pytest.mark.parametrize(
    "text", ["", "moved to another department", "accepted until soon", "accepted ", "category from bug to"]
)
def test_other_words_are_no_status(text: str) -> None:
    assert status_of(text) is None


@pytest.mark.parametrize(
    "status",
    [
        Status(Change.TRANSFERRED, about={"from": "李梅", "to": 'Eve "the" {boss}'}),
        Status(Change.RATED, about={"stars": 2, "words": "too\nslow until 5"}),
        Status(Change.UNDONE, about={"deed": "resolve"}),
        Status(Change.REASON, about={"reason": "into #7"}),
        Status(Change.RESUMED, datetime(2026, 4, 1, 10, tzinfo=UTC)),
    ],
)
def test_what_a_change_is_about_is_read_back_whatever_it_holds(status: Status) -> None:
    assert status_of(str(status)) == status
