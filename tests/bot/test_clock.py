"""The clocks tell aware UTC, and the manual one moves only as told."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.clock import Clock, ManualClock, SystemClock

START = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)


def test_the_system_clock_tells_the_machines_time_in_utc() -> None:
    clock: Clock = SystemClock()
    before, told, after = time.clock_gettime(time.CLOCK_REALTIME), clock.now(), time.clock_gettime(time.CLOCK_REALTIME)
    assert told.tzinfo is UTC
    assert before - 0.001 <= told.timestamp() <= after + 0.001


def test_a_manual_clock_stands_still_unless_it_runs() -> None:
    clock: Clock = ManualClock(START)
    time.sleep(0.01)
    assert clock.now() == START


def test_a_running_manual_clock_runs_on_from_where_it_was_set() -> None:
    clock = ManualClock(START, running=True)
    first = clock.now()
    time.sleep(0.01)
    second = clock.now()
    assert START <= first < second < START + timedelta(minutes=1)
    assert second - first >= timedelta(milliseconds=10)


def test_a_clock_that_is_stopped_keeps_the_time_it_had_and_goes_on_from_there() -> None:
    clock = ManualClock(START, running=True)
    time.sleep(0.01)
    clock.running = False
    stopped = clock.now()
    time.sleep(0.01)
    assert stopped >= START + timedelta(milliseconds=10)
    assert clock.now() == stopped
    clock.running = True
    assert clock.running
    assert stopped <= clock.now() < stopped + timedelta(minutes=1)


def test_forward_adds_to_the_time_told() -> None:
    clock = ManualClock(START)
    clock.forward(timedelta(days=20))
    clock.forward(timedelta(hours=1))
    assert clock.now() == START + timedelta(days=20, hours=1)


def test_set_may_go_back_but_forward_may_not() -> None:
    clock = ManualClock(START)
    clock.set(START - timedelta(days=1))
    assert clock.now() == START - timedelta(days=1)
    with pytest.raises(ValueError, match="forward"):
        clock.forward(timedelta(seconds=-1))


def test_moments_are_told_in_utc_whatever_offset_they_were_given_in() -> None:
    clock = ManualClock(datetime(2026, 4, 1, 17, 30, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == START
    assert clock.now().tzinfo is UTC


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        ManualClock(datetime(2026, 4, 1, 9, 30))  # noqa: DTZ001
