"""Working hours: seven days, the country whose holidays are kept, and days that are other than the calendar says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from bot.office.calendar import WorkCalendar
from bot.office.countries import holidays_of, known, made_up_for
from bot.office.differences import dumped
from bot.office.documents import Document
from bot.office.office import Office
from desk.office.sheet import Fault, Reading, Row

OF_THE_ZONE = "zone"
NO_COUNTRY = "none"
PROMISED = timedelta(hours=4)
CLOSED = frozenset({"", "-", "–", "closed", "休息", "休"})
_BETWEEN = re.compile("[\n,，、;；]")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a calendar means: now, for a promise, and over this year and the next."""

    is_open: bool
    opens: datetime | None
    promised: datetime | None
    years: dict[int, list[tuple[date, str, bool]]]
    """Days off with their names and days worked instead, in order; the bool: whether it is worked."""


class Hours:
    document = Document.CALENDAR
    texts = frozenset({"days_off", "workdays"})
    is_ordered = False

    def blank(self, office: Office) -> None:
        return None

    def is_blank(self, row: Row) -> bool:
        return False

    def written(self, value: WorkCalendar, office: Office) -> list[Row]:
        dump = dumped(self.document, value)
        row = {f"hours.{day}": ", ".join(spans) for day, spans in enumerate(dump["hours"])}
        row["country"] = OF_THE_ZONE if value.country is None else value.country or NO_COUNTRY
        return [row | {name: "\n".join(dump[name]) for name in ("days_off", "workdays")}]

    def read(self, rows: Sequence[Row], office: Office) -> Reading:
        row = rows[0] if rows else {}
        chosen = row.get("country", "")
        faults = [] if chosen in known() | {OF_THE_ZONE, NO_COUNTRY} else [Fault("no-choice", 0, "country")]
        days_off, workdays = _parts(row.get("days_off", "")), _parts(row.get("workdays", ""))
        raw = {
            "hours": [_parts(row.get(f"hours.{day}", "").casefold()) for day in range(7)],
            "country": {OF_THE_ZONE: None, NO_COUNTRY: ""}.get(chosen, chosen[:2]),
            "days_off": days_off,
            "workdays": workdays,
        }
        both = set(days_off) & set(workdays)
        faults += [Fault("both", 0, "workdays", min(both))] if both else []
        return Reading(raw, faults=faults)


def preview(calendar: WorkCalendar, zone: tzinfo, now: datetime, code: str) -> Preview:
    """``code``: the language of ours in which holidays are named."""
    country, this_year = calendar.kept_in(str(zone)), now.astimezone(zone).year
    years = {}
    for year in (this_year, this_year + 1) if country else ():
        off = [(day, name, False) for day, name in holidays_of(country or "", year, code).items()]
        years[year] = sorted(off + [(day, "", True) for day in made_up_for(country or "", year)])
    return Preview(calendar.is_open(now, zone), calendar.opens(now, zone), calendar.after(now, PROMISED, zone), years)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip() not in CLOSED]


HOURS = Hours()
