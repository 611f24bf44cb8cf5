"""Gathers a report from the database."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bookkeeping import Bookkeeper
from bot.casework.promises import Outcome
from bot.office.office import Office
from bot.office.worktime import WorkTime
from bot.reports import Period, by_length, per_day, spread
from bot.storage.reports import move, openings, quality, resolutions, work
from bot.storage.reports.spans import Person
from bot.storage.reports.work import Effort
from desk.reports.report import Colleague, Day, Lasting, Report

Key = TypeVar("Key")
Interval = tuple[int, int]
"""Seconds since 1970."""


async def gather(tx: AsyncConnection, period: Period, office: Office, books: Bookkeeper, now: datetime) -> Report:
    span = period.span(office.zone)
    opened = await openings.groups(tx, span)
    opened_times = await openings.times(tx, span)
    resolved = await resolutions.groups(tx, span)
    resolved_times = await resolutions.times(tx, span)
    promises = await quality.promised(tx, span)
    ratings = await quality.ratings(tx, span)
    spent = await work.spent(tx, span)
    intervals = (
        [(at, accepted) for at, accepted, _, _ in opened_times if accepted is not None],
        [(at, answered) for at, _, answered, _ in opened_times if answered is not None],
        resolved_times,
    )
    accept, answer, resolve = (_lasting(each, office, now) for each in intervals)
    return Report(
        period=period,
        made_at=now,
        categories=_counted((group.category, group.count) for group in opened),
        departments=_counted(
            (office.department_for(group.category, group.department), group.count) for group in opened
        ),
        channels=await openings.channels(tx, span),
        companies=await openings.companies(tx, span),
        states=_counted((group.state, group.count) for group in opened),
        reopened=sum(group.reopened for group in opened),
        standing=await openings.standing(tx, min(span[1], now)),
        days=await _days(tx, period, office, books, now, opened_times, resolved_times),
        accept=accept[0],
        answer=answer[0],
        resolve=resolve[0],
        lengths=tuple(by_length(resolve[1])),
        promises=_counted((outcome, count) for (_, outcome), count in promises.items()),
        ratings=_counted((stars, count) for (_, stars), count in ratings.items()),
        causes=_counted(((group.category, group.cause), group.count) for group in resolved),
        ways=_counted((group.way, group.count) for group in resolved),
        kept=_counted((group.kept, group.count) for group in resolved),
        escalations=Counter(await quality.escalated(tx, span)),
        people=_people(
            office,
            await openings.accepted_first(tx, span),
            await resolutions.owners(tx, span),
            promises,
            await work.answers(tx, span),
            ratings,
            spent,
        ),
        effort=_sum(spent.values()),
    )


async def _days(
    tx: AsyncConnection,
    period: Period,
    office: Office,
    books: Bookkeeper,
    now: datetime,
    opened: list[tuple[int, int | None, int | None, bool]],
    resolved: list[Interval],
) -> tuple[Day, ...]:
    bounds, days = period.bounds(office.zone), period.days
    messages = await move.messages(tx, days)
    today = now.astimezone(office.zone).date()
    if today in days:
        messages[today] = move.said(await books.count(tx, today))
    counts = (
        per_day((at for at, _, _, _ in opened), bounds),
        per_day((at for _, at in resolved), bounds),
        per_day((at for at, _, _, by_desk in opened if by_desk), bounds),
    )
    return tuple(
        Day(day, came, done, by_desk, messages.get(day)) for day, came, done, by_desk in zip(days, *counts, strict=True)
    )


def _lasting(intervals: list[Interval], office: Office, now: datetime) -> tuple[Lasting, list[int]]:
    """And each one's working time."""
    if not intervals:
        return Lasting(spread([]), spread([])), []
    first = min(since for since, _ in intervals)
    time = WorkTime(office.calendar, office.zone, first, max(until for _, until in intervals))
    worked = [time.between(since, until) for since, until in intervals]
    return Lasting(spread(worked), spread(max(until - since, 0) for since, until in intervals)), worked


def _people(
    office: Office,
    accepted: dict[Person, int],
    resolved: dict[Person, int],
    promises: dict[tuple[Person, Outcome | None], int],
    answers: dict[Person, int],
    ratings: dict[tuple[Person | None, int], int],
    spent: dict[Person, Effort],
) -> tuple[Colleague, ...]:
    """Whoever did most first. One person may have had several names."""
    found: dict[int | str, Colleague] = {}

    def of(person: Person) -> Colleague:
        number, name = person
        member = office.member(number) if number is not None else None
        return found.setdefault(name if number is None else number, Colleague(member.name if member else name))

    for person, count in accepted.items():
        of(person).accepted += count
    for person, count in resolved.items():
        of(person).resolved += count
    for (person, outcome), count in promises.items():
        of(person).promises[outcome] += count
    for person, count in answers.items():
        of(person).answers += count
    for (owner, stars), count in ratings.items():
        if owner is not None:
            of(owner).ratings[stars] += count
    for person, effort in spent.items():
        of(person).effort = _sum([of(person).effort, effort])
    return tuple(sorted(found.values(), key=lambda one: (-one.resolved, -one.accepted, -one.answers, one.name)))


def _sum(efforts: Iterable[Effort]) -> Effort:
    each = list(efforts)
    return Effort(sum(one.minutes for one in each), sum(one.cents for one in each), sum(one.gestures for one in each))


def _counted(counts: Iterable[tuple[Key, int]]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for key, count in counts:
        found[key] += count
    return found
