"""What the transition allows: phase by act by role by date, and the rules of windows and grants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grants import LONGEST_REOPENING, Grant, GrantKind, GrantOutOfRange, NoReason, Scope, check
from bot.people import Role
from bot.steering import PHASES, Steer, is_allowed
from bot.storage.chats import Chat
from bot.transition import (
    MAX_DAYS,
    MIN_DAYS,
    AlreadyClosed,
    AnnouncedTooLate,
    LaunchInThePast,
    Phase,
    TooEarlyToClose,
    Transition,
    Window,
)

ZONE = ZoneInfo("Asia/Shanghai")
LAUNCH = datetime(2027, 3, 15, 1, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PLAN = Transition(Window(LAUNCH, 25), announce_from=(LAUNCH - 10 * DAY).date())
MOMENTS = {
    "before the first announcement": LAUNCH - 11 * DAY,
    "announcing": LAUNCH - DAY,
    "on the first day": LAUNCH,
    "just before day 20": LAUNCH + 20 * DAY - SECOND,
    "on day 20": LAUNCH + 20 * DAY,
    "just before the deadline": LAUNCH + 25 * DAY - SECOND,
    "at the deadline": LAUNCH + 25 * DAY,
    "a week later": LAUNCH + 32 * DAY,
}
BEFORE_LAUNCH = {"before the first announcement", "announcing"}
LATE = {"at the deadline", "a week later"}
EARLY_ENOUGH = MOMENTS.keys() - LATE
ALLOWED: dict[Steer, set[str]] = {
    Steer.MOVE_LAUNCH: BEFORE_LAUNCH,
    Steer.MOVE_DEADLINE: set(EARLY_ENOUGH),
    Steer.SET_TIMES: set(EARLY_ENOUGH),
    Steer.EXTEND: set(EARLY_ENOUGH),
    Steer.LEAVE_OPEN: set(EARLY_ENOUGH),
    Steer.CLOSE_EARLY: {"on day 20", "just before the deadline"},
    Steer.REOPEN: LATE,
    Steer.END_GRANT: set(MOMENTS),
}


def test_the_table_names_every_act_and_every_phase_is_met() -> None:
    assert set(ALLOWED) == set(Steer) == set(PHASES)
    assert {PLAN.phase(moment, ZONE) for moment in MOMENTS.values()} == set(Phase)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("act", list(Steer))
def test_an_act_is_allowed_to_admins_at_its_time_and_to_nobody_else(act: Steer, when: str, role: Role) -> None:
    expected = role is Role.ADMIN and when in ALLOWED[act]
    assert is_allowed(act, role, PLAN, MOMENTS[when], ZONE) is expected


def grant(kind: GrantKind, until: datetime | None, reason: str = "why") -> Grant:
    return Grant(kind, Scope.CHANNEL, 1, until, reason, LAUNCH, 501, "Ada")


days = st.integers(MIN_DAYS, MAX_DAYS)
seconds = st.integers(-60 * 86_400, 90 * 86_400)


@given(days, seconds)
def test_an_extension_lies_behind_the_deadline_and_within_thirty_days_of_the_launch(length: int, away: int) -> None:
    until = LAUNCH + away * SECOND
    plan = Transition(Window(LAUNCH, length))
    possible = plan.window.deadline < until <= LAUNCH + MAX_DAYS * DAY
    if possible:
        check(grant(GrantKind.EXTENSION, until), plan, LAUNCH)
    else:
        with pytest.raises(GrantOutOfRange) as refused:
            check(grant(GrantKind.EXTENSION, until), plan, LAUNCH)
        assert refused.value.last == LAUNCH + MAX_DAYS * DAY


@given(seconds)
def test_a_reopening_is_for_a_stated_short_time(away: int) -> None:
    now = LAUNCH + 30 * DAY
    until = now + away * SECOND
    if timedelta() < until - now <= LONGEST_REOPENING:
        check(grant(GrantKind.REOPENING, until), PLAN, now)
    else:
        with pytest.raises(GrantOutOfRange):
            check(grant(GrantKind.REOPENING, until), PLAN, now)


@pytest.mark.parametrize("kind", list(GrantKind))
def test_a_grant_without_a_reason_is_none(kind: GrantKind) -> None:
    with pytest.raises(NoReason):
        check(grant(kind, LAUNCH + 26 * DAY, " \n"), PLAN, LAUNCH)


@given(days, seconds, st.none() | seconds, st.booleans())
def test_a_channel_closes_once_its_own_time_is_over_and_never_before_the_deadline(
    length: int, at: int, more: int | None, left_open: bool
) -> None:
    window = Window(LAUNCH, length)
    open_until = None if more is None else LAUNCH + more * SECOND
    chat = Chat(1, "private", "x", None, LAUNCH, None, None, open_until=open_until, left_open=left_open)
    moment = LAUNCH + at * SECOND
    closed = chat.is_closed(moment, window.deadline)
    own_deadline = max(window.deadline, open_until or window.deadline)
    assert closed is (not left_open and moment >= own_deadline)
    if closed:
        assert moment >= LAUNCH + MIN_DAYS * DAY


@given(days, seconds)
def test_a_window_is_never_closed_before_day_twenty(length: int, at: int) -> None:
    plan, now = Transition(Window(LAUNCH, length)), LAUNCH + at * SECOND
    if now >= plan.window.deadline:
        with pytest.raises(AlreadyClosed):
            plan.closing_early(now)
    elif now < LAUNCH + MIN_DAYS * DAY:
        with pytest.raises(TooEarlyToClose) as refused:
            plan.closing_early(now)
        assert refused.value.earliest == LAUNCH + MIN_DAYS * DAY
    else:
        closed = plan.closing_early(now)
        assert closed.window.deadline == now < plan.window.deadline
        assert closed.window.days == length


def test_a_launch_is_moved_before_it_has_come_and_not_behind_its_first_announcement() -> None:
    now = LAUNCH - 20 * DAY
    moved = PLAN.launching(LAUNCH + 5 * DAY, None, now, ZONE)
    assert (moved.window.launch, moved.window.days, moved.announce_from) == (LAUNCH + 5 * DAY, 25, None)
    with pytest.raises(LaunchInThePast):
        PLAN.launching(LAUNCH + 5 * DAY, None, LAUNCH, ZONE)
    with pytest.raises(LaunchInThePast):
        PLAN.launching(now, None, now, ZONE)
    with pytest.raises(AnnouncedTooLate):
        PLAN.launching(LAUNCH, (LAUNCH + DAY).date(), now, ZONE)
