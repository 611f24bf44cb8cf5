"""The window of 20 to 30 days, the phases around it, and what may be moved when."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transition import (
    MAX_DAYS,
    MIN_DAYS,
    AlreadyClosed,
    DeadlineInThePast,
    Phase,
    Transition,
    Window,
    WindowOutOfRange,
)
from tests.bot.moments import DAY, HOUR, LAUNCH, MINUTE, NOW, SECOND, SHANGHAI

BERLIN = ZoneInfo("Europe/Berlin")
TICK = timedelta(microseconds=1)
OPEN = Transition(Window(LAUNCH, 25))

days = st.integers(MIN_DAYS, MAX_DAYS)
zones = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"]).map(
    ZoneInfo
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=zones)  # noqa: DTZ001 - gets its zone
windows = st.builds(Window, moments, days)


@pytest.mark.parametrize("number", [20, 30])
def test_the_shortest_and_the_longest_window_are_allowed(number: int) -> None:
    assert Window(LAUNCH, number).days == number


@pytest.mark.parametrize("number", [-1, 0, 19, 31])
def test_any_other_window_is_refused(number: int) -> None:
    with pytest.raises(WindowOutOfRange) as refused:
        Window(LAUNCH, number)
    assert refused.value.days == number
    assert str(refused.value) == f"transition window of {number} days is outside 20..30"


def test_the_window_ends_before_the_deadline_itself() -> None:
    window = Window(LAUNCH, 20)
    assert window.deadline == datetime(2027, 4, 4, 9, tzinfo=SHANGHAI)  # 15 March + 20 days; March has 31
    assert LAUNCH in window
    assert window.deadline - TICK in window
    assert window.deadline not in window
    assert LAUNCH - TICK not in window


@given(windows, st.timedeltas(-40 * DAY, 40 * DAY))
def test_a_moment_is_in_the_window_exactly_when_the_transition_is_open(window: Window, away: timedelta) -> None:
    moment = (window.launch.astimezone(UTC) + away).astimezone(SHANGHAI)
    phase = Transition(window).phase(moment, SHANGHAI)
    assert (phase is Phase.OPEN) == (moment in window)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (datetime(2027, 3, 9, 23, 59, 59, tzinfo=SHANGHAI), Phase.WAITING),
        (datetime(2027, 3, 10, tzinfo=SHANGHAI), Phase.ANNOUNCING),  # announcements begin with the day
        (datetime(2027, 3, 9, 16, tzinfo=UTC), Phase.ANNOUNCING),  # the same moment
        (LAUNCH - TICK, Phase.ANNOUNCING),
        (LAUNCH, Phase.OPEN),
        (LAUNCH + 25 * DAY - TICK, Phase.OPEN),
        (LAUNCH + 25 * DAY, Phase.CLOSED),
        (LAUNCH + 9999 * DAY, Phase.CLOSED),
    ],
)
def test_the_phases_follow_each_other_at_their_moments(now: datetime, phase: Phase) -> None:
    assert Transition(Window(LAUNCH, 25), announce_from=date(2027, 3, 10)).phase(now, SHANGHAI) is phase


def test_without_a_first_day_announcing_begins_at_once() -> None:
    assert OPEN.phase(LAUNCH - 300 * DAY, SHANGHAI) is Phase.ANNOUNCING


@pytest.mark.parametrize(
    ("before_deadline", "left"),
    [
        (25 * DAY, 25),
        (24 * DAY + SECOND, 25),  # a begun day counts whole
        (24 * DAY, 24),
        (DAY + TICK, 2),
        (DAY, 1),
        (MINUTE, 1),
        (TICK, 1),
        (timedelta(), 0),
        (-9 * DAY, 0),
    ],
)
def test_days_left_count_a_begun_day_whole(before_deadline: timedelta, left: int) -> None:
    assert OPEN.days_left(OPEN.window.deadline - before_deadline) == left


@given(windows, st.timedeltas(timedelta(), 35 * DAY))
def test_while_it_is_open_there_is_a_day_left_and_never_more_than_the_window(window: Window, gone: timedelta) -> None:
    now = window.launch.astimezone(UTC) + gone
    left = Transition(window).days_left(now)
    # The deadline is days of the local calendar after launch: a change to winter time adds its hour.
    assert (left == 0) == (now >= window.deadline)
    assert left <= window.days + 1


@pytest.mark.parametrize(
    ("launch", "deadline"),
    [
        # Summer time begins on 28 March 2027: nine o'clock stays nine o'clock.
        (datetime(2027, 3, 15, 9, tzinfo=BERLIN), datetime(2027, 4, 9, 9, tzinfo=BERLIN)),
        # and ends on 25 October 2026.
        (datetime(2026, 10, 10, 9, tzinfo=BERLIN), datetime(2026, 11, 4, 9, tzinfo=BERLIN)),
        # A fixed offset, as the configuration has it, keeps its own nine o'clock.
        (
            datetime(2027, 3, 15, 9, tzinfo=timezone(HOUR)),
            datetime(2027, 4, 9, 9, tzinfo=timezone(HOUR)),
        ),
    ],
)
def test_the_deadline_is_at_launchs_hour_of_the_zone_that_launch_was_given_in(
    launch: datetime, deadline: datetime
) -> None:
    assert Window(launch, 25).deadline == deadline


def test_moving_keeps_all_but_the_number_of_days() -> None:
    planned = Transition(Window(LAUNCH, 25), announce_from=date(2027, 3, 1))
    moved = planned.lasting(28, NOW)
    assert moved == Transition(Window(LAUNCH, 28), announce_from=date(2027, 3, 1))
    assert planned.window.days == 25


@pytest.mark.parametrize("number", [19, 31])
def test_moving_outside_the_window_is_refused(number: int) -> None:
    with pytest.raises(WindowOutOfRange):
        OPEN.lasting(number, NOW)


def test_a_deadline_that_has_gone_by_is_refused() -> None:
    # On day 21 the channel would close at once and unannounced.
    with pytest.raises(DeadlineInThePast) as refused:
        OPEN.lasting(20, LAUNCH + 21 * DAY)
    assert refused.value.deadline == LAUNCH + 20 * DAY
    with pytest.raises(DeadlineInThePast):
        OPEN.lasting(20, LAUNCH + 20 * DAY)
    assert OPEN.lasting(20, LAUNCH + 20 * DAY - TICK).window.days == 20


@pytest.mark.parametrize(
    ("transition", "now"),
    [
        (OPEN, OPEN.window.deadline),
        (OPEN, OPEN.window.deadline + 100 * DAY),
        # Closing has begun: also when the clock was set back since.
        (Transition(Window(LAUNCH, 25), closed_at=LAUNCH + 25 * DAY), LAUNCH + 24 * DAY),
    ],
)
def test_once_closed_nothing_moves_any_more(transition: Transition, now: datetime) -> None:
    for number in (20, 25, 30, 99):
        with pytest.raises(AlreadyClosed):
            transition.lasting(number, now)


def test_a_date_means_launchs_hour_on_that_day_of_the_companys_calendar() -> None:
    assert OPEN.until(date(2027, 4, 12), NOW, SHANGHAI).window.deadline == datetime(2027, 4, 12, 9, tzinfo=SHANGHAI)
    with pytest.raises(WindowOutOfRange):
        OPEN.until(date(2027, 4, 3), NOW, SHANGHAI)  # 19 days
    with pytest.raises(WindowOutOfRange):
        OPEN.until(date(2027, 4, 15), NOW, SHANGHAI)  # 31 days


def test_the_first_and_the_last_day_of_the_allowed_ones() -> None:
    # 15 March + 20 and + 30 days
    assert OPEN.allowed_deadlines(SHANGHAI) == (date(2027, 4, 4), date(2027, 4, 14))
    # Nine in Shanghai is the evening before in New York.
    assert OPEN.allowed_deadlines(ZoneInfo("America/New_York")) == (date(2027, 4, 3), date(2027, 4, 13))


@given(windows, days, zones)
def test_lasting_so_many_days_is_until_the_day_that_they_lead_to(window: Window, number: int, zone: ZoneInfo) -> None:
    transition, now = Transition(window), window.launch
    day = window.launch.astimezone(zone).date() + number * DAY
    assert transition.until(day, now, zone) == transition.lasting(number, now)


@given(windows, zones, st.integers(-3, 40))
def test_exactly_the_allowed_days_are_taken(window: Window, zone: ZoneInfo, number: int) -> None:
    transition = Transition(window)
    first, last = transition.allowed_deadlines(zone)
    day = window.launch.astimezone(zone).date() + number * DAY
    if first <= day <= last:
        assert transition.until(day, window.launch, zone).window.days == number
    else:
        with pytest.raises(WindowOutOfRange):
            transition.until(day, window.launch, zone)
