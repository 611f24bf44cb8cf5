"""What each simulated customer means to do, and when: drawn beforehand from the seed. Pure rules."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from sandbox.rehearsal import matters
from sandbox.rehearsal.cast import Customer
from sandbox.rehearsal.temperaments import TRAITS, Temperament, Traits

AFTER_CLOSING = timedelta(days=7)
GRID = timedelta(hours=1)
"""People begin what they do at one of these, so that many do something at the same moment: a rehearsal has no time for
each moment of a month. Five minutes beside the full hour, where staff begin a round."""
BESIDE = timedelta(minutes=5)
PAUSE = timedelta(minutes=10)
"""Between what somebody writes and what they add."""
WAKING_HOURS = (*range(8, 22), *range(9, 18), *range(9, 18))
"""The hours of day in which people write: in the working ones three times as often."""
ON_WEEKENDS = 0.25
"""How likely people do on a day of the weekend what chance meant for it; else they leave it for Monday."""


class Deed(StrEnum):
    START = "start"
    VANISH = "vanish"
    """Their Telegram account is deleted."""
    BLOCK = "block"
    SAY = "say"
    """``text`` in chat, wherever they write."""
    TALK = "talk"
    """As `SAY`, but only while they write matters in chat at all."""
    MATTER = "matter"
    """In chat before they have moved, on the desk from then on."""
    REACT = "react"
    """They look what there is in chat: answer what staff wrote, rate what was resolved."""
    LOOK = "look"
    """They open their link, and no more."""
    MOVE = "move"
    """They open their link, and file their first matter there."""
    COME = "come"
    """After the deadline: they open their link and send what waits there."""


@dataclass(frozen=True, slots=True)
class Intention:
    at: datetime
    deed: Deed
    text: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """The moments that the whole rehearsal turns on."""

    begins: datetime
    """The day before the first announcement, in the morning."""
    first_announced: datetime
    launch: datetime
    deadline: datetime

    @property
    def ends(self) -> datetime:
        return self.deadline + AFTER_CLOSING

    def at_share(self, share: float) -> datetime:
        return self.launch + share * (self.deadline - self.launch)


def script(customer: Customer, course: Course, seed: int) -> list[Intention]:
    """In order of time."""
    random = Random(f"customer/{seed}/{customer.number}")  # noqa: S311 - a play of chance that comes out the same again
    traits = TRAITS[customer.temperament]
    started = _grid(course.begins + timedelta(minutes=random.randrange(0, 480)))
    meant = [Intention(started, Deed.START)]
    if customer.temperament is Temperament.NEVER:
        return [*meant, Intention(started + timedelta(hours=1), Deed.VANISH)]
    if customer.temperament is Temperament.BLOCKS:
        days = timedelta(days=random.uniform(2, 12))
        meant.append(Intention(_awake(course.first_announced + days, customer, random), Deed.BLOCK))
    moves = _moves(customer, traits, course, random)
    if moves is not None:
        text = matters.matter(matters.language_of(customer.language), random)
        meant.append(Intention(moves, Deed.MOVE, text))
    if random.random() < traits.looks_first:
        last = (moves or course.deadline) - timedelta(days=1)
        if last > course.launch:
            looks = course.launch + random.random() * (last - course.launch)
            meant.append(Intention(_awake(looks, customer, random), Deed.LOOK))
    if random.random() < traits.comes_later:
        later = course.deadline + timedelta(days=random.uniform(0.5, 6))
        meant.append(Intention(_awake(later, customer, random), Deed.COME))
    for _ in range(random.randint(*traits.matters)):
        lasts = course.ends - timedelta(days=1) - course.first_announced
        meant += _matter(_awake(course.first_announced + random.random() * lasts, customer, random), customer, random)
    meant += [Intention(at, Deed.REACT) for at in _looks_at_chat(customer, traits, course, random)]
    return sorted(meant, key=lambda one: one.at)


def _moves(customer: Customer, traits: Traits, course: Course, random: Random) -> datetime | None:
    if traits.moves is None:
        return None
    # Nobody moves in the minutes before the end only because a night was over.
    latest = course.at_share(traits.moves[1]) - timedelta(hours=14)
    moment = _awake(course.at_share(random.uniform(*traits.moves)), customer, random)
    return moment if course.launch < moment <= latest else max(_before(latest), _grid(course.launch) + GRID)


def _matter(at: datetime, customer: Customer, random: Random) -> list[Intention]:
    """One matter and the words around it; on the desk only the matter itself remains of them."""
    language, traits = matters.language_of(customer.language), TRAITS[customer.temperament]
    meant = [Intention(at, Deed.MATTER, matters.matter(language, random))]
    if random.random() < traits.greets:
        meant.append(Intention(at - timedelta(seconds=30), Deed.TALK, random.choice(matters.GREETINGS[language])))
    if random.random() < traits.goes_on:
        more = random.choice((timedelta(seconds=3), PAUSE))
        meant.append(Intention(at + more, Deed.TALK, random.choice(matters.MORE[language])))
    if random.random() < traits.thanks:
        meant.append(Intention(at + 3 * PAUSE, Deed.TALK, random.choice(matters.THANKS[language])))
    elif random.random() < 0.1:
        meant.append(Intention(at + 3 * PAUSE, Deed.TALK, random.choice(matters.ABOUT_MOVE[language])))
    return meant


def _looks_at_chat(customer: Customer, traits: Traits, course: Course, random: Random) -> list[datetime]:
    """Some days a week, later in the day."""
    if not traits.matters[1]:
        return []
    days = (course.ends - course.first_announced) // timedelta(days=1)
    moments = []
    for number in range(days):
        if random.random() < 0.5:
            day = (course.first_announced + timedelta(days=number)).astimezone(customer.zone).date()
            moments.append(_grid(_local(day, random.choice((10, 12, 14, 16, 17, 19)), customer)) + PAUSE)
    return moments


def _awake(moment: datetime, customer: Customer, random: Random) -> datetime:
    """The same day, at an hour when this customer is awake; perhaps on Monday instead of on the weekend."""
    day = moment.astimezone(customer.zone).date()
    if day.weekday() > 4 and random.random() >= ON_WEEKENDS:
        day += timedelta(days=7 - day.weekday())
    return _grid(_local(day, random.choice(WAKING_HOURS), customer))


def _local(day: date, hour: int, customer: Customer) -> datetime:
    return datetime.combine(day, time(hour), customer.zone)


def _grid(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + BESIDE


def _before(moment: datetime) -> datetime:
    return _grid(moment) - GRID
