"""The company's working hours: promises are counted in them, and nobody is disturbed outside them. Pure rules."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from bot.office.countries import country_of, holidays_of, made_up_for
from bot.sections import Section
from bot.setting_types import Day

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)")
_FURTHEST_DAYS = 800
"""A calendar without any working day ends the search here."""

Span = tuple[time, time]
"""From, and until but not including; midnight as the end means the day's."""


def _span(value: Any) -> Any:
    """Such as "09:00-12:30", as it is written in forms and stored."""
    if not isinstance(value, str):
        return value
    written = value.replace(" ", "").replace("–", "-").replace("：", ":")
    if not _SPAN.fullmatch(written):
        raise ValueError("is not like 09:00-18:00")
    begins, ends = written.split("-")
    span = time.fromisoformat(begins), time() if ends == "24:00" else time.fromisoformat(ends)
    if span[1] != time() and span[1] <= span[0]:
        raise ValueError("ends before it begins")
    return span


def _written(span: Span) -> str:
    return f"{span[0]:%H:%M}-{'24:00' if span[1] == time() else f'{span[1]:%H:%M}'}"


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    ordered = tuple(sorted(spans))
    for (_, ends), (begins, _) in pairwise(ordered):
        if ends == time() or begins < ends:
            raise ValueError("overlaps")
    return ordered


Hours = Annotated[Span, BeforeValidator(_span), PlainSerializer(_written)]
HoursOfDay = Annotated[tuple[Hours, ...], Field(max_length=12), AfterValidator(_in_order)]
Days = Annotated[tuple[Day, ...], Field(max_length=1000), AfterValidator(lambda days: tuple(sorted(set(days))))]
OFFICE_HOURS: tuple[Span, ...] = ((time(9), time(18)),)


class WorkCalendar(Section):
    """``days_off`` and ``workdays`` are exceptions of the company's own and go before the country's holidays."""

    hours: tuple[HoursOfDay, ...] = Field(
        default=(*(OFFICE_HOURS for _ in range(5)), (), ()), min_length=7, max_length=7
    )
    """For each day of the week from Monday."""
    country: str | None = Field(default=None, max_length=2)
    """Whose public holidays are kept: a code such as CN; "" for none, None for that of the time zone."""
    days_off: Days = ()
    workdays: Days = ()

    def kept_in(self, zone: str) -> str | None:
        """The country whose holidays are kept; None for none."""
        return (country_of(zone) if self.country is None else self.country) or None

    def holiday(self, day: date, zone: str, code: str = "") -> str | None:
        """What the country calls it, in one of our languages where it can; None on a day that is none."""
        country = self.kept_in(zone)
        return holidays_of(country, day.year, code).get(day) if country else None

    def hours_of(self, day: date, zone: str) -> tuple[Span, ...]:
        usual = self.hours[day.weekday()]
        # A day that is worked in the place of another has the hours of the week's first working day.
        instead = usual or next((hours for hours in self.hours if hours), ())
        if day in self.workdays:
            return instead
        if day in self.days_off:
            return ()
        country = self.kept_in(zone)
        if country and day in made_up_for(country, day.year):
            return instead
        return () if self.holiday(day, zone) else usual

    def is_open(self, moment: datetime, zone: tzinfo) -> bool:
        day = moment.astimezone(zone).date()
        return any(begins <= moment < ends for begins, ends in self._spans(day, zone))

    def closes(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """When today's last working hour ends; None when it has ended, or there is none today."""
        spans = list(self._spans(moment.astimezone(zone).date(), zone))
        return spans[-1][1] if spans and spans[-1][1] > moment else None

    def opens(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """This moment when it is one of work, else the next such; None where the calendar knows none."""
        return next((max(begins, moment) for begins, ends in self._from(moment, zone) if ends > moment), None)

    def after(self, moment: datetime, work: timedelta, zone: tzinfo) -> datetime | None:
        """So much working time later; None where the calendar knows too little of it."""
        left = work
        for begins, ends in self._from(moment, zone):
            begun = max(begins, moment)
            if begun >= ends:
                continue
            if left <= ends - begun:
                return begun + left
            left -= ends - begun
        return None

    def days_after(self, moment: datetime, days: int, zone: tzinfo) -> datetime | None:
        """The same time of day, that many working days later, but within that day's hours."""
        local = moment.astimezone(zone)
        left = days
        for spans in self._days(local.date() + timedelta(days=1), zone):
            left -= 1
            if left == 0:
                wanted = datetime.combine(spans[0][0].astimezone(zone).date(), local.time(), zone).astimezone(UTC)
                return next((max(begins, wanted) for begins, ends in spans if wanted <= ends), spans[-1][1])
        return None

    def between(self, start: datetime, end: datetime, zone: tzinfo) -> timedelta:
        """How much working time lies between; nothing when the end comes first."""
        found = timedelta()
        for begins, ends in self._from(start, zone):
            if begins >= end:
                break
            found += max(min(ends, end) - max(begins, start), timedelta())
        return found

    def _from(self, moment: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        for spans in self._days(moment.astimezone(zone).date(), zone):
            yield from spans

    def _days(self, first: date, zone: tzinfo) -> Iterator[list[tuple[datetime, datetime]]]:
        """Days that have working hours."""
        for number in range(_FURTHEST_DAYS):
            if spans := list(self._spans(first + timedelta(days=number), zone)):
                yield spans

    def _spans(self, day: date, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        """In order, and never over one another: not even where the clocks go forward in the midst of them."""
        done = datetime.min.replace(tzinfo=UTC)
        for begins, ends in self.hours_of(day, str(zone)):
            last = day + timedelta(days=1) if ends == time() else day
            begun = max(datetime.combine(day, begins, zone).astimezone(UTC), done)
            done = max(datetime.combine(last, ends, zone).astimezone(UTC), done)
            if begun < done:
                yield begun, done
