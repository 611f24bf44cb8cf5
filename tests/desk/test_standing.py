"""Where a ticket stands for its customer."""

from dataclasses import replace
from datetime import timedelta

from bot.casework.statuses import Change, Status
from bot.storage.entries import Entry
from bot.tickets import EntryKind, State, Ticket, Via
from desk.standing import standing
from tests.desk.served import ANN, NOW, STAFF

HOUR = timedelta(hours=1)
TICKET = Ticket(
    id=1,
    customer_id=ANN,
    chat_id=ANN,
    title="x",
    category="bug",
    state=State.ACCEPTED,
    via=Via.CHAT,
    opened_at=NOW,
    changed_at=NOW,
    resolved_at=None,
    owner_id=STAFF,
    owner_name="Sam",
    promised_at=NOW + HOUR,
    link_generation=0,
    first_owner_id=STAFF,
    first_owner_name="Sam",
)


def said(kind: EntryKind, text: str) -> Entry:
    return Entry(1, kind, Via.DESK, STAFF, "Sam", text, NOW)


def noted(change: Change) -> Entry:
    return said(EntryKind.STATUS, str(Status(change)))


def test_a_promise_stands_until_it_has_passed() -> None:
    assert standing(TICKET, [], NOW).promised_at == NOW + HOUR
    late = standing(TICKET, [], NOW + HOUR)
    assert (late.promised_at, late.late, late.was_late) == (None, True, False)
    assert not standing(replace(TICKET, state=State.RESOLVED), [], NOW + HOUR).late


def test_a_new_time_after_one_that_slipped_comes_with_a_word() -> None:
    thread = [noted(Change.SLIPPED), noted(Change.ACCEPTED)]
    assert standing(TICKET, thread, NOW).was_late
    assert standing(replace(TICKET, slipped_at=NOW), thread, NOW).late
    # Opened again, it is a new matter.
    assert not standing(TICKET, [*thread, noted(Change.REOPENED)], NOW).was_late


def test_while_the_customer_is_asked_no_promise_runs() -> None:
    reply = said(EntryKind.REPLY, "which page?")
    later = said(EntryKind.REPLY, "by the way")
    waiting = replace(TICKET, waiting_since=NOW)
    found = standing(waiting, [said(EntryKind.MESSAGE, "help"), reply, noted(Change.ASKED), later], NOW + 2 * HOUR)
    assert (found.question, found.promised_at, found.late) == (reply, None, False)
    assert standing(TICKET, [reply, noted(Change.ASKED)], NOW).question is None
    # Their answer was erased, or it came from somewhere else: then there is nothing to show.
    assert standing(waiting, [], NOW).question is None


def test_what_a_customer_writes_is_no_change_of_state() -> None:
    assert not standing(TICKET, [said(EntryKind.MESSAGE, "slipped")], NOW).was_late


def test_the_first_owner_is_named_where_another_one_owns_it_now() -> None:
    assert standing(TICKET, [], NOW).first_owner is None
    assert standing(replace(TICKET, owner_id=7, owner_name="Kim"), [], NOW).first_owner == "Sam"
