"""Working time between very many moments is the calendar's own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.office.calendar import WorkCalendar
from bot.office.worktime import WorkTime

BEGINS = int(datetime(2026, 1, 25, tzinfo=UTC).timestamp())
DAYS = 80
"""With the Spring Festival and its make-up days, and a change of the clocks in Berlin."""
ROUND_THE_CLOCK = WorkCalendar.model_validate({"hours": [["00:00-24:00"]] * 7, "country": ""})
PARTED = WorkCalendar.model_validate({"hours": [["09:00-12:00", "13:30-18:00"]] * 5 + [[], ["22:00-24:00"]]})
offsets = st.integers(0, DAYS * 86_400)


@given(
    offsets,
    offsets,
    st.sampled_from([WorkCalendar(), PARTED, ROUND_THE_CLOCK]),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]),
)
def test_it_counts_as_the_calendar_does(since: int, until: int, calendar: WorkCalendar, zone: str) -> None:
    time = WorkTime(calendar, ZoneInfo(zone), BEGINS, BEGINS + DAYS * 86_400)
    begun, ended = (datetime.fromtimestamp(BEGINS + offset, UTC) for offset in (since, until))
    expected = calendar.between(begun, ended, ZoneInfo(zone))
    assert timedelta(seconds=time.between(BEGINS + since, BEGINS + until)) == expected


def test_a_calendar_without_hours_has_no_working_time() -> None:
    never = WorkCalendar.model_validate({"hours": [[]] * 7})
    assert WorkTime(never, UTC, BEGINS, BEGINS + 86_400).between(BEGINS, BEGINS + 86_400) == 0
