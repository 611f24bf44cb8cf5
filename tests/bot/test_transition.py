"""The window of 20 to 30 days, the phases around it, and what may be moved when."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grants import GrantOutOfRange, extension_days, until_on
from bot.transition import (
    MAX_DAYS,
    MIN_DAYS,
    AlreadyClosed,
    DayLeftOut,
    DeadlineInThePast,
    LaunchTooFar,
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
    day = (window.launch + number * DAY).astimezone(zone).date()
    next_day = (window.launch + (number + 1) * DAY).astimezone(zone).date()
    # Where clocks are put back two days may end on one date: the later one is meant.
    meant = number + 1 if next_day == day and number < MAX_DAYS else number
    assert transition.until(day, now, zone) == transition.lasting(meant, now)


@given(windows, zones, st.integers(-3, 40))
def test_exactly_the_allowed_days_are_taken(window: Window, zone: ZoneInfo, number: int) -> None:
    transition = Transition(window)
    first, last = transition.allowed_deadlines(zone)
    day = window.launch.astimezone(zone).date() + number * DAY
    ends = {(window.launch + one * DAY).astimezone(zone).date() for one in range(MIN_DAYS, MAX_DAYS + 1)}
    assert (first, last) == (min(ends), max(ends))
    if day in ends:
        moved = transition.until(day, window.launch, zone).window
        assert moved.deadline.astimezone(zone).date() == day
        assert abs(moved.days - number) <= 1
    elif first < day < last:
        with pytest.raises(DayLeftOut):
            transition.until(day, window.launch, zone)
    else:
        with pytest.raises(WindowOutOfRange) as refused:
            transition.until(day, window.launch, zone)
        assert not MIN_DAYS <= refused.value.days <= MAX_DAYS


CLOCKS_CHANGE = [
    # Launch, its zone, the first and the last day on offer, and the moment of the last one there.
    ("2026-10-05T00:30", "Europe/Berlin", "2026-10-25", "2026-11-03", "2026-11-03T23:30"),
    ("2026-03-10T23:30", "Europe/Berlin", "2026-03-31", "2026-04-10", "2026-04-10T00:30"),
    ("2026-10-10T09:00", "America/New_York", "2026-10-30", "2026-11-09", "2026-11-09T08:00"),
    ("2026-10-01T09:00", "Europe/Berlin", "2026-10-21", "2026-10-31", "2026-10-31T08:00"),
    ("2028-02-10T09:00", "Pacific/Kiritimati", "2028-03-01", "2028-03-11", "2028-03-11T09:00"),
]


@pytest.mark.parametrize(("launched", "zone_name", "first", "last", "ends"), CLOCKS_CHANGE)
def test_where_clocks_change_each_day_on_offer_is_taken_and_none_lies_beyond_the_last(
    launched: str, zone_name: str, first: str, last: str, ends: str
) -> None:
    zone = ZoneInfo(zone_name)
    # As the database keeps it.
    launch = datetime.fromisoformat(launched).replace(tzinfo=zone).astimezone(UTC)
    transition = Transition(Window(launch, 20))
    assert [str(day) for day in transition.allowed_deadlines(zone)] == [first, last]
    for number in range(MIN_DAYS, MAX_DAYS + 1):
        day = transition.window.date_of(number, zone)
        deadline = transition.until(day, launch, zone).window.deadline
        assert deadline.astimezone(zone).date() == day
        assert (deadline - launch) % DAY == timedelta()
    assert f"{deadline.astimezone(zone):%Y-%m-%dT%H:%M}" == ends
    with pytest.raises(WindowOutOfRange) as beyond:
        transition.until(date.fromisoformat(last) + DAY, launch, zone)
    assert beyond.value.days == MAX_DAYS + 1


@pytest.mark.parametrize(("launched", "zone_name", "first", "last", "ends"), CLOCKS_CHANGE)
def test_where_clocks_change_more_time_may_be_given_to_the_last_day_on_offer(
    launched: str, zone_name: str, first: str, last: str, ends: str
) -> None:
    zone = ZoneInfo(zone_name)
    launch = datetime.fromisoformat(launched).replace(tzinfo=zone).astimezone(UTC)
    window = Window(launch, 20)
    offered = extension_days(window, zone)
    assert offered is not None
    assert str(offered[1]) == last
    assert until_on(offered[0], window, zone) == launch + 21 * DAY
    assert f"{until_on(offered[1], window, zone).astimezone(zone):%Y-%m-%dT%H:%M}" == ends
    with pytest.raises(GrantOutOfRange):
        until_on(offered[1] + DAY, window, zone)
    assert extension_days(Window(launch, 30), zone) is None


def test_a_date_that_clocks_skip_is_refused_and_of_two_on_one_date_the_later_is_meant() -> None:
    skipping = Transition(Window(datetime(2026, 3, 3, 22, 30, tzinfo=UTC), 21))  # 23:30 in Berlin
    with pytest.raises(DayLeftOut):
        skipping.until(date(2026, 3, 29), skipping.window.launch, BERLIN)
    with pytest.raises(DayLeftOut):
        until_on(date(2026, 3, 29), skipping.window, BERLIN)
    doubling = Transition(Window(datetime(2026, 10, 4, 22, 30, tzinfo=UTC), 25))  # 00:30 in Berlin
    assert doubling.window.date_of(20, BERLIN) == doubling.window.date_of(21, BERLIN) == date(2026, 10, 25)
    assert doubling.until(date(2026, 10, 25), doubling.window.launch, BERLIN).window.days == 21


def test_closed_early_it_has_lasted_fewer_days_than_planned() -> None:
    assert Window(LAUNCH, 30).lasts == 30
    assert Window(LAUNCH, 30, LAUNCH + 20 * DAY + HOUR).lasts == 20


def test_a_launch_is_within_two_years() -> None:
    transition = Transition(Window(NOW + DAY, 25))
    furthest = (NOW + 730 * DAY).astimezone(SHANGHAI)
    late = furthest.replace(hour=23, minute=59)
    assert transition.launching(late, None, NOW, SHANGHAI).window.launch == late
    for launch in (late + HOUR, datetime(9999, 12, 31, 23, 59, tzinfo=UTC)):
        with pytest.raises(LaunchTooFar) as refused:
            transition.launching(launch, None, NOW, SHANGHAI)
        assert refused.value.last == furthest.date()
