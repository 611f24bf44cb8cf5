"""What a manager should look at in the plan, as a rehearsal has shown it. Pure rules; `wording.py` has the words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.languages import NAMES, language
from bot.office.calendar import WorkCalendar
from sandbox.rehearsal.cast import Cast
from sandbox.rehearsal.facts import Facts, share_of
from sandbox.rehearsal.scripts import Course

NIGHT = (22, 7)
"""From this hour, until that one."""


class Concern(StrEnum):
    NIGHT = "night"
    HOLIDAY = "holiday"
    NO_DEADLINE = "no-deadline"
    NO_RIGHTS = "no-rights"
    UNHEARD = "unheard"
    TOO_MANY_TICKETS = "too-many-tickets"
    SLOW = "slow"
    TOO_MANY_MESSAGES = "too-many-messages"
    BUSY = "busy"
    CLOSED_OUT_OF_HOURS = "closed-out-of-hours"
    LAUNCHED_OUT_OF_HOURS = "launched-out-of-hours"


@dataclass(frozen=True, slots=True)
class Warned:
    concern: Concern
    where: str = ""
    """A time of day, a zone, a holiday: data, no words of ours."""
    zone: str = ""
    count: int = 0
    most: int = 0
    days: tuple[date, ...] = ()


def concerns(
    facts: Facts,
    people: Cast,
    course: Course,
    *,
    calendar: WorkCalendar,
    zone: ZoneInfo,
    most_a_day: int,
    code: str = "",
) -> list[Warned]:
    """``code``: the language that holidays are named in, where their country can."""
    return [
        *_nights(facts, people, zone),
        *_holidays(facts, calendar, zone, code),
        *_without_deadline(facts, course, zone),
        *_out_of_hours(course, calendar, zone),
        *_rights(facts),
        *_staff(facts),
        *_customers(facts, most_a_day),
    ]


def _nights(facts: Facts, people: Cast, zone: ZoneInfo) -> Iterator[Warned]:
    """Each time of day in each zone, once, with whom it would wake."""
    living = {one: sum(customer.zone.key == one.key for customer in people.customers) for one in people.zones}
    seen = set()
    for slot in facts.slots:
        ours = f"{slot.at.astimezone(zone):%H:%M}"
        for home, count in living.items():
            there = slot.at.astimezone(home)
            if (there.hour >= NIGHT[0] or there.hour < NIGHT[1]) and (ours, home.key) not in seen:
                seen.add((ours, home.key))
                yield Warned(Concern.NIGHT, f"{ours} → {there:%H:%M}", home.key, count)


def _holidays(facts: Facts, calendar: WorkCalendar, zone: ZoneInfo, code: str) -> Iterator[Warned]:
    by_name: dict[str, list[date]] = {}
    for day in sorted({slot.at.astimezone(zone).date() for slot in facts.slots}):
        if name := calendar.holiday(day, zone.key, code):
            by_name.setdefault(name, []).append(day)
    for name, days in by_name.items():
        yield Warned(Concern.HOLIDAY, name, count=len(days), days=tuple(days))


def _without_deadline(facts: Facts, course: Course, zone: ZoneInfo) -> Iterator[Warned]:
    """From the launch on; before it, the texts are about the launch."""
    for code in NAMES:
        said = language(code).moment(course.deadline, zone)
        missing = [
            slot.at.astimezone(zone).date()
            for slot in facts.slots
            if slot.at >= course.launch and said not in slot.texts.get(code, "")
        ]
        if missing:
            yield Warned(Concern.NO_DEADLINE, NAMES[code], count=len(missing), days=tuple(sorted(set(missing))))


def _out_of_hours(course: Course, calendar: WorkCalendar, zone: ZoneInfo) -> Iterator[Warned]:
    for concern, moment in (
        (Concern.LAUNCHED_OUT_OF_HOURS, course.launch),
        (Concern.CLOSED_OUT_OF_HOURS, course.deadline),
    ):
        if not calendar.is_open(moment, zone):
            yield Warned(concern, _when(moment, zone))


def _rights(facts: Facts) -> Iterator[Warned]:
    for said, count in facts.closed.failed.items():
        yield Warned(Concern.NO_RIGHTS, said, count=count)
    if facts.unheard:
        yield Warned(Concern.UNHEARD, count=facts.unheard)


def _staff(facts: Facts) -> Iterator[Warned]:
    over = [one.day for one in facts.tickets if one.waiting > facts.capacity]
    if over:
        most = max(one.waiting for one in facts.tickets)
        yield Warned(Concern.TOO_MANY_TICKETS, count=facts.capacity, most=most, days=tuple(over))
    late = _hours(share_of([one.total_seconds() for one in facts.to_accept], 0.95))
    if late > 8:
        yield Warned(Concern.SLOW, count=late)


def _customers(facts: Facts, most_a_day: int) -> Iterator[Warned]:
    above = sum(days for count, days in facts.a_day.items() if count > most_a_day)
    if above:
        yield Warned(Concern.TOO_MANY_MESSAGES, count=above, most=most_a_day)
    busiest = facts.busiest
    if busiest.most and busiest.calls >= 0.9 * busiest.most:
        yield Warned(Concern.BUSY, count=busiest.calls, most=busiest.most)


def _hours(seconds: float) -> int:
    return round(seconds / timedelta(hours=1).total_seconds())


def _when(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
