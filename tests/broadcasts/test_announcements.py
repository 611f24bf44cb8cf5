"""The slots of announcements: over time zones, clock changes and phases."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transition import Transition, Window
from broadcasts.announcements import Slot, announced, next_slot, slots_between

TIMES = (time(9, 30), time(15, 30))
SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Asia/Shanghai",
        "Asia/Kathmandu",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Cairo",
        "Pacific/Chatham",
        "Pacific/Apia",
    )
]
START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=730)).map(lambda since: START + since)
mornings = st.times(max_value=time(11, 59)).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
afternoons = st.times(min_value=time(12)).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_a_day_has_a_morning_and_an_afternoon_slot() -> None:
    slots = slots_between(TIMES, SHANGHAI, at("2026-04-01T00:00"), at("2026-04-02T00:00"))
    assert slots == [
        Slot("2026-04-01/morning", at("2026-04-01T09:30")),
        Slot("2026-04-01/afternoon", at("2026-04-01T15:30")),
    ]


@pytest.mark.parametrize(
    ("after", "until", "keys"),
    [
        # A slot belongs to the time up to and with its moment, not to the time from it on.
        ("2026-04-01T09:29:59", "2026-04-01T09:30", ["2026-04-01/morning"]),
        ("2026-04-01T09:30", "2026-04-01T15:29:59", []),
        ("2026-04-01T09:30", "2026-04-01T15:30", ["2026-04-01/afternoon"]),
        ("2026-04-01T15:30", "2026-04-01T09:30", []),
    ],
)
def test_a_slot_is_found_at_its_moment_once(after: str, until: str, keys: list[str]) -> None:
    assert [slot.key for slot in slots_between(TIMES, SHANGHAI, at(after), at(until))] == keys


@pytest.mark.parametrize(
    ("zone", "local", "day", "moments"),
    [
        # 01:30 comes twice on 1 November: the first counts, at UTC-4.
        ("America/New_York", time(1, 30), date(2026, 11, 1), ["2026-11-01T05:30"]),
        # 02:30 comes twice on 25 October: the first counts, at UTC+2.
        ("Europe/Berlin", time(2, 30), date(2026, 10, 25), ["2026-10-25T00:30"]),
        # 02:30 does not exist on 8 March: an hour later by the clock, at UTC-4, or UTC-5 by the rule of PEP 495.
        ("America/New_York", time(2, 30), date(2026, 3, 8), ["2026-03-08T07:30"]),
        # On Lord Howe the clocks go back by half an hour, at 02:00 of 5 April, from UTC+11.
        ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 5), ["2026-04-04T14:45"]),
        # 6 September begins at 01:00 in Santiago.
        ("America/Santiago", time(0, 0), date(2026, 9, 6), ["2026-09-06T04:00"]),
        ("Asia/Kathmandu", time(9, 30), date(2026, 9, 6), ["2026-09-06T03:45"]),
    ],
)
def test_clock_changes_neither_double_nor_skip_a_slot(zone: str, local: time, day: date, moments: list[str]) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    slots = slots_between([local], ZoneInfo(zone), noon - timedelta(days=2), noon + timedelta(days=2))
    assert [slot.at for slot in slots if slot.key == f"{day}/morning"] == [
        at(moment, ZoneInfo("UTC")) for moment in moments
    ]


@given(st.sampled_from(ZONES), mornings, afternoons, st.lists(moments, min_size=2, max_size=5))
def test_looking_now_and_then_finds_what_one_look_finds(
    zone: ZoneInfo, morning: time, afternoon: time, looks: list[datetime]
) -> None:
    looks = [looks[0] + (look - looks[0]) / 200 for look in sorted(looks)]
    times = (morning, afternoon)
    found = [slot for after, until in pairwise(looks) for slot in slots_between(times, zone, after, until)]
    assert found == slots_between(times, zone, looks[0], looks[-1])
    keys = [slot.key for slot in found]
    assert len(keys) == len(set(keys))


@given(st.sampled_from(ZONES), mornings, afternoons, moments)
def test_every_day_has_both_slots(zone: ZoneInfo, morning: time, afternoon: time, start: datetime) -> None:
    slots = slots_between((morning, afternoon), zone, start, start + timedelta(days=4))
    day = start.astimezone(zone).date()
    for whole in (day + timedelta(days=1), day + timedelta(days=2)):
        assert {f"{whole}/morning", f"{whole}/afternoon"} <= {slot.key for slot in slots}
    assert [slot.at for slot in slots] == sorted(slot.at for slot in slots)


@given(st.sampled_from(ZONES), mornings, afternoons, moments)
def test_the_next_slot_is_ahead_and_nothing_lies_before_it(
    zone: ZoneInfo, morning: time, afternoon: time, now: datetime
) -> None:
    upcoming = next_slot((morning, afternoon), zone, now)
    assert upcoming.at > now
    assert slots_between((morning, afternoon), zone, now, upcoming.at) == [upcoming]


def test_only_what_falls_between_the_first_day_and_the_deadline_is_announced() -> None:
    window = Window(at("2026-04-10T12:00"), 20)
    transition = Transition(window, announce_from=date(2026, 4, 8))
    slots = slots_between(TIMES, SHANGHAI, at("2026-04-01T00:00"), at("2026-06-01T00:00"))
    keys = [slot.key for slot in announced(slots, transition, SHANGHAI)]
    # From the 8th of April to the 30th, whose afternoon comes after the deadline at noon.
    assert (keys[0], keys[-1], len(keys)) == ("2026-04-08/morning", "2026-04-30/morning", 22 * 2 + 1)


def test_without_a_first_day_announcing_begins_at_once() -> None:
    transition = Transition(Window(at("2026-04-10T12:00"), 20))
    slots = slots_between(TIMES, SHANGHAI, at("2026-01-01T00:00"), at("2026-01-02T00:00"))
    assert announced(slots, transition, SHANGHAI) == slots
