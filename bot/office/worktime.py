"""Working time between very many moments: the calendar is looked at once for each day, not for each of them."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta, tzinfo

from bot.office.calendar import WorkCalendar


class WorkTime:
    """All moments are seconds since 1970, from ``first`` to ``last``."""

    def __init__(self, calendar: WorkCalendar, zone: tzinfo, first: int, last: int) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        """The working time before each span."""
        done = 0
        day = datetime.fromtimestamp(first, UTC).astimezone(zone).date()
        final = datetime.fromtimestamp(last, UTC).astimezone(zone).date()
        while day <= final:
            for begins, ends in calendar.hours_of(day, str(zone)):
                closing = day if ends > begins else day + timedelta(days=1)
                since = int(datetime.combine(day, begins, zone).timestamp())
                until = int(datetime.combine(closing, ends, zone).timestamp())
                self._begins.append(since)
                self._ends.append(until)
                self._before.append(done)
                done += until - since
            day += timedelta(days=1)

    def between(self, since: int, until: int) -> int:
        """Seconds; nothing when the end comes first."""
        return max(self._worked(until) - self._worked(since), 0)

    def _worked(self, moment: int) -> int:
        at = bisect_right(self._begins, moment) - 1
        return 0 if at < 0 else self._before[at] + min(moment, self._ends[at]) - self._begins[at]
