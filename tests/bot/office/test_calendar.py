"""Working time: its algebra, on any calendar and across changes of the clocks, and holidays as they are kept."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.office.calendar import WorkCalendar
from bot.office.countries import country_of, holidays_of, names

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ZONES = [SHANGHAI, BERLIN, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC"))]
QUARTER = timedelta(minutes=15)

quarters = st.sets(st.integers(0, 96), min_size=2, max_size=6).map(sorted)


def _spans(cuts: list[int]) -> list[str]:
    """Every other piece of a day that is cut at these quarters of an hour."""
    told = [f"{cut // 4:02}:{cut % 4 * 15:02}" for cut in cuts]
    return [f"{begins}-{ends}" for begins, ends in zip(told[::2], told[1::2], strict=False)]


calendars = st.builds(
    lambda hours, country, off, work: WorkCalendar.model_validate(
        {"hours": hours, "country": country, "days_off": off, "workdays": work}
    ),
    st.lists(quarters.map(_spans) | st.just([]), min_size=7, max_size=7),
    st.sampled_from([None, "", "CN", "DE"]),
    st.lists(st.dates(date(2026, 3, 1), date(2026, 4, 30)), max_size=5),
    st.lists(st.dates(date(2026, 3, 1), date(2026, 4, 30)), max_size=5),
)
# Around the days on which the clocks go forward, and back, in all of these zones.
moments = st.builds(
    lambda begins, minutes: begins + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 9, 25, tzinfo=UTC)]),
    st.integers(0, 60 * 24 * 60),
)
spells = st.integers(1, 400).map(lambda count: count * QUARTER)
zones = st.sampled_from(ZONES)


@settings(deadline=None, max_examples=100)
@given(calendars, moments, spells, zones)
def test_after_and_between_undo_each_other(
    calendar: WorkCalendar, moment: datetime, work: timedelta, zone: ZoneInfo
) -> None:
    done = calendar.after(moment, work, zone)
    assume(done is not None)
    assert done is not None
    assert calendar.between(moment, done, zone) == work


@settings(deadline=None, max_examples=100)
@given(calendars, moments, spells, zones)
def test_nothing_is_promised_outside_working_hours(
    calendar: WorkCalendar, moment: datetime, work: timedelta, zone: ZoneInfo
) -> None:
    done, opens = calendar.after(moment, work, zone), calendar.opens(moment, zone)
    if done is None:
        # All the working time that it knows is not enough.
        known = calendar.between(moment, datetime.max.replace(tzinfo=UTC), zone)
        assert known < work
        assert (opens is None) == (known == timedelta())
    else:
        assert opens is not None
        # The end of a span is not within it, but the moment before is.
        assert calendar.is_open(done - timedelta(microseconds=1), zone)
        assert calendar.is_open(opens, zone)
        assert calendar.between(moment, opens, zone) == timedelta()


@settings(deadline=None, max_examples=100)
@given(calendars, moments, st.integers(0, 200), st.integers(0, 200), zones)
def test_time_between_adds_up_and_is_no_more_than_the_clocks(
    calendar: WorkCalendar, moment: datetime, hours: int, more: int, zone: ZoneInfo
) -> None:
    middle = moment + timedelta(hours=hours)
    end = middle + timedelta(hours=more)
    first, second = calendar.between(moment, middle, zone), calendar.between(middle, end, zone)
    assert calendar.between(moment, end, zone) == first + second
    assert first <= middle - moment
    assert calendar.between(end, moment, zone) == timedelta()


@settings(deadline=None, max_examples=100)
@given(calendars, moments, st.integers(1, 5), zones)
def test_so_many_days_later_is_a_working_moment_of_a_later_day(
    calendar: WorkCalendar, moment: datetime, days: int, zone: ZoneInfo
) -> None:
    found = calendar.days_after(moment, days, zone)
    if found is not None:
        assert found.astimezone(zone).date() > moment.astimezone(zone).date()
        assert calendar.is_open(found, zone) or calendar.is_open(found - timedelta(microseconds=1), zone)


@pytest.mark.parametrize(
    ("day", "open_at_ten"),
    [
        (date(2026, 2, 14), True),  # a Saturday, worked for the Friday after the Spring Festival
        (date(2026, 2, 28), True),
        (date(2026, 2, 21), False),  # an ordinary Saturday
        (date(2026, 2, 17), False),  # the Spring Festival itself, a Tuesday
        (date(2026, 2, 20), False),  # the Friday that was moved
        (date(2026, 2, 24), True),
        (date(2026, 10, 10), True),
    ],
)
def test_chinese_holidays_and_the_days_worked_for_them_are_kept(day: date, open_at_ten: bool) -> None:
    assert WorkCalendar().is_open(datetime.combine(day, time(10), SHANGHAI), SHANGHAI) is open_at_ten


def test_a_promise_before_the_spring_festival_is_kept_after_it() -> None:
    # Sunday, 15 February: the next working day is Tuesday the 24th.
    given_at = datetime(2026, 2, 15, 12, tzinfo=SHANGHAI)
    promised = WorkCalendar().after(given_at, timedelta(hours=4), SHANGHAI)
    assert promised == datetime(2026, 2, 24, 13, tzinfo=SHANGHAI)


def test_days_of_the_companys_own_go_before_the_countrys() -> None:
    calendar = WorkCalendar(days_off=(date(2026, 2, 14), date(2026, 4, 1)), workdays=(date(2026, 2, 17),))
    at_ten = [datetime.combine(day, time(10), SHANGHAI) for day in (*calendar.days_off, *calendar.workdays)]
    assert [calendar.is_open(moment, SHANGHAI) for moment in at_ten] == [False, False, True]


def test_no_country_means_that_every_week_is_like_the_other() -> None:
    assert WorkCalendar(country="").is_open(datetime(2026, 2, 17, 10, tzinfo=SHANGHAI), SHANGHAI)
    assert WorkCalendar(country="XX").is_open(datetime(2026, 2, 17, 10, tzinfo=SHANGHAI), SHANGHAI)


def test_without_any_hours_nothing_is_ever_due() -> None:
    never = WorkCalendar.model_validate({"hours": [[]] * 7, "workdays": ["2026-04-01"]})
    now = datetime(2026, 4, 1, 10, tzinfo=SHANGHAI)
    assert not never.is_open(now, SHANGHAI)
    assert never.opens(now, SHANGHAI) is None
    assert never.after(now, QUARTER, SHANGHAI) is None
    assert never.days_after(now, 1, SHANGHAI) is None
    assert never.closes(now, SHANGHAI) is None
    assert never.between(now, now + timedelta(days=30), SHANGHAI) == timedelta()


def test_where_the_clocks_go_forward_no_hour_counts_twice() -> None:
    # On 29 March 2026 it is 3 in the morning in Berlin right after 2, and half past two is taken for half past three.
    hours = [[], [], [], [], [], [], ["01:00-02:30", "03:00-04:00"]]
    nights = WorkCalendar.model_validate({"hours": hours, "country": ""})
    midnight = datetime(2026, 3, 29, tzinfo=BERLIN)
    # From 1 to 2, then from 3 to half past three, then on to 4: no half hour twice.
    assert nights.between(midnight, midnight + timedelta(days=1), BERLIN) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (["9-18"], "is not like 09:00-18:00"),
        (["18:00-09:00"], "ends before it begins"),
        (["09:00-09:00"], "ends before it begins"),
        (["09:00-12:00", "11:00-13:00"], "overlaps"),
        (["20:00-24:00", "21:00-22:00"], "overlaps"),
        (["25:00-26:00"], "is not like 09:00-18:00"),
    ],
)
def test_hours_that_cannot_be_are_refused(hours: list[str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        WorkCalendar.model_validate({"hours": [hours, *[[]] * 6]})


def test_hours_are_put_in_order_and_read_as_people_write_them() -> None:
    hours = [["13:30 – 18:00", "09：00-12:00", "20:00-24:00"], *[[]] * 6]
    calendar = WorkCalendar.model_validate({"hours": hours})
    assert calendar.model_dump(mode="json")["hours"][0] == ["09:00-12:00", "13:30-18:00", "20:00-24:00"]


def test_countries_and_their_holidays_have_names_in_our_languages() -> None:
    assert country_of("Asia/Shanghai") == "CN"
    assert country_of("UTC") is None
    assert names("zh")["CN"] == "中国"
    assert holidays_of("CN", 2026, "zh")[date(2026, 1, 1)] == "元旦"
    assert holidays_of("DE", 2026, "zh")[date(2026, 1, 1)] == "New Year's Day"
    assert holidays_of("XX", 2026) == {}
