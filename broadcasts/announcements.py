"""Announcements: one morning and one afternoon slot a day, while the move is announced and open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.transition import Phase, Transition

ANNOUNCED = {Phase.ANNOUNCING, Phase.OPEN}


@dataclass(frozen=True, slots=True)
class Slot:
    """``key``: local date and half of the day, so that an hour which a clock change repeats makes no second slot."""

    key: str
    at: datetime


def slots_between(times: Iterable[time], zone: ZoneInfo, after: datetime, until: datetime) -> list[Slot]:
    """The slots with after < at <= until, in order of time."""
    found = {slot.key: slot for local in times for slot in _occurrences(local, zone, after, until)}
    return sorted(found.values(), key=lambda slot: slot.at)


def announced(slots: Iterable[Slot], transition: Transition, zone: ZoneInfo) -> list[Slot]:
    """Those that fall into a phase which announces."""
    return [slot for slot in slots if transition.phase(slot.at, zone) in ANNOUNCED]


def next_slot(times: Iterable[time], zone: ZoneInfo, now: datetime) -> Slot:
    return slots_between(times, zone, now, now + timedelta(days=2))[0]


def _occurrences(local: time, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[Slot]:
    half = "morning" if local < time(12) else "afternoon"
    day, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        if (moment := _on(day, local, zone)) is not None and after < moment <= until:
            yield Slot(f"{day}/{half}", moment)
        day += timedelta(days=1)


@lru_cache(maxsize=512)
def _on(day: date, local: time, zone: ZoneInfo) -> datetime | None:
    """In UTC: two moments of one zone are compared by their wall clocks. None where the zone leaves this day out.

    Each day is asked for by itself: across a clock change the trigger may give the same moment for ever. Kept, as every
    look of the duties asks for the same few days, and the trigger takes its time.
    """
    trigger = CronTrigger(hour=local.hour, minute=local.minute, timezone=zone)
    at = trigger.get_next_fire_time(None, datetime.combine(day, time(), zone))
    return at.astimezone(UTC) if at is not None and at.date() == day else None
