"""How far what goes up, and the words that customers ask for it with."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.casework.statuses import Change, Status
from bot.escalation import Reason, accept_by, asks_for_manager, holds, level_for, mentions, reason_in
from bot.office.documents import Document
from bot.office.members import Level
from bot.office.office import Office
from bot.office.rules import Rules
from bot.tickets import EntryKind, State
from tests.bot.issues import RECEIVED
from tests.bot.moments import NOW

RULES = Rules()
QUIET = Rules(complaints=False, low_rating=False, manager_words=(), urgent_words=())


@pytest.mark.parametrize(
    ("reason", "levels"),
    [
        (Reason.NOT_ACCEPTED, [1, 2, 2]),
        (Reason.STILL_NOT_ACCEPTED, [1, 2, 2]),
        (Reason.SLIPPED, [1, 2, 2]),
        (Reason.COMPLAINT, [1, 1, 2]),
        (Reason.LOW_RATING, [2, 2, 2]),
        (Reason.MANAGER, [2, 2, 2]),
    ],
)
def test_each_reason_leads_up_and_none_down(reason: Reason, levels: list[int]) -> None:
    assert [level_for(reason, level) for level in Level] == levels


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We were HACKED!", True),
        ("ｈａｃｋｅｄ", True),
        ("it was\n  data\n loss", True),
        ("昨晚被黑了", True),
        ("hackedly, unhacked", False),
        ("", False),
        ("\x00\u202e<b>", False),
    ],
)
def test_words_are_found_whole_in_latin_and_anywhere_in_chinese(text: str, found: bool) -> None:
    assert mentions(text, RULES.urgent_words) is found


def test_of_the_words_for_the_management_titles_have_to_be_asked_for_and_no_others() -> None:
    assert asks_for_manager("I want a Manager", RULES.manager_words)
    assert not asks_for_manager("I want a Manager", ["supervisor"])
    assert not asks_for_manager("the file manager", RULES.manager_words)
    assert asks_for_manager("Is the ombudsman in?", [*RULES.manager_words, "Ombudsman"])
    assert asks_for_manager("the file manager", ["file manager"])
    assert not asks_for_manager("I want a manager", [])


def test_hostile_words_and_texts_cost_little_and_mean_only_themselves() -> None:
    assert mentions("a.b (c", ["a.b (c", "\u3000"])
    assert not mentions("axb", ["a.b"])
    assert not mentions("anything", [])
    began = time.perf_counter()
    for text in ("managermanager" * 500_000, "want the " * 9_000, "你们的" * 9_000, "your senior " * 9_000):
        asks_for_manager(text, RULES.manager_words)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (EntryKind.MESSAGE, "your boss", Reason.MANAGER),
        (EntryKind.EDIT, "your boss", Reason.MANAGER),
        (EntryKind.REPLY, "your boss", None),
        (EntryKind.NOTE, "your boss", None),
        (EntryKind.TRACE, "your boss", None),
        (EntryKind.STATUS, str(Status(Change.CATEGORY, categories=("bug", "complaint"))), Reason.COMPLAINT),
        (EntryKind.STATUS, str(Status(Change.CATEGORY, categories=("complaint", "bug"))), None),
        (EntryKind.STATUS, str(Status(Change.RATED, about={"stars": 1})), Reason.LOW_RATING),
        (EntryKind.STATUS, "odd", None),
        (EntryKind.STATUS, "reopened", None),
    ],
)
def test_what_is_written_goes_up_where_the_rules_say_so(kind: EntryKind, text: str, reason: Reason | None) -> None:
    assert reason_in(kind, text, RULES) is reason
    assert reason_in(kind, text, QUIET) is None


@pytest.mark.parametrize(
    ("reason", "changes", "holding"),
    [
        (Reason.NOT_ACCEPTED, {}, True),
        (Reason.NOT_ACCEPTED, {"state": State.ACCEPTED}, False),
        (Reason.SLIPPED, {"state": State.ACCEPTED, "slipped_at": NOW}, True),
        (Reason.SLIPPED, {"state": State.ACCEPTED}, False),
        (Reason.SLIPPED, {"state": State.RESOLVED, "slipped_at": NOW}, False),
        (Reason.LOW_RATING, {"state": State.RESOLVED, "rating": 2}, True),
        (Reason.LOW_RATING, {"state": State.RESOLVED, "rating": 3}, False),
        (Reason.LOW_RATING, {}, False),
        (Reason.COMPLAINT, {"category": "complaint"}, True),
        (Reason.COMPLAINT, {"category": "complaint", "state": State.RESOLVED}, False),
        (Reason.MANAGER, {}, True),
        (Reason.MANAGER, {"erased_at": NOW}, False),
        (Reason.MANAGER, {"merged_into_id": 7}, False),
    ],
)
def test_what_has_been_mended_disturbs_nobody(reason: Reason, changes: dict[str, object], holding: bool) -> None:
    assert holds(reason, replace(RECEIVED, **changes)) is holding  # type: ignore[arg-type]


def test_a_calendar_without_working_hours_waits_for_nobody() -> None:
    office = Office(ZoneInfo("UTC"))
    wednesday = datetime(2026, 4, 1, 17, 30, tzinfo=UTC)
    assert accept_by(wednesday, office) == wednesday + timedelta(hours=16)
    office.load({Document.CALENDAR.value: {"hours": [[]] * 7}})
    assert accept_by(wednesday, office) is None
