"""The rehearsal itself: everything that happens, moment by moment, until a week after the deadline."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.budget import Priority
from bot.clock import ManualClock
from bot.office.calendar import WorkCalendar
from bot.rate import FREE_PER_SECOND, PAID_PER_SECOND
from bot.settings import Settings
from sandbox.rehearsal.cast import Cast, cast
from sandbox.rehearsal.colleague import Colleague, Tray, put_on_duty
from sandbox.rehearsal.facts import Busiest, Facts
from sandbox.rehearsal.gathering import gather
from sandbox.rehearsal.guard import Guard
from sandbox.rehearsal.haste import HastyLoop, rarely_swept
from sandbox.rehearsal.journal import Asked
from sandbox.rehearsal.player import Player
from sandbox.rehearsal.scripts import Course, script
from sandbox.rehearsal.stage import Stage, kept_files, on_stage
from sandbox.rehearsal.stillness import Stillness
from sandbox.rehearsal.timeline import Timeline
from sandbox.rehearsal.turns import Turn, turns_of
from sandbox.rehearsal.wish import Wish

LEAD = timedelta(days=3)
"""Where the plan does not say when announcements begin, so long before the launch."""
AT_LEAST = timedelta(seconds=1)
"""A duty that still wishes to be asked at once when all is done is asked a second later."""


def course_of(settings: Settings) -> Course:
    zone, plan = settings.company.zone, settings.transition
    first_day = plan.announce_from or (plan.launch - LEAD).astimezone(zone).date()
    first = datetime.combine(first_day, min(settings.announcements.times), zone)
    begins = datetime.combine(first_day - timedelta(days=1), time(8), zone)
    return Course(
        *(moment.astimezone(UTC) for moment in (begins, first, plan.launch, plan.launch + timedelta(days=plan.days)))
    )


@dataclass(frozen=True, slots=True)
class Played:
    """What remains of a rehearsal once its folder is gone."""

    facts: Facts
    people: Cast
    course: Course
    calendar: WorkCalendar
    asked: list[Asked]
    per_second: float


MENDED_AFTER = timedelta(hours=6)
"""So long after the deadline somebody gives the bot the rights that it lacked in some groups."""

Watch = Callable[[datetime, Stage], None]


async def play(stage: Stage, timeline: Timeline, ends: datetime, watch: Watch) -> None:
    """From moment to moment: to the next one only when all that follows from this one is done. For a `held` app."""
    stillness, app, clock = Stillness(stage.app, stage.sandbox), stage.app, stage.clock
    await stillness.reached()
    while True:
        wishes = [timeline.next_at, app.timekeeper.next_due, app.sender.next_due]
        earliest = min((wish for wish in wishes if wish is not None), default=ends)
        now = max(earliest, clock.now() + (AT_LEAST if earliest <= clock.now() else timedelta()))
        if now >= ends:
            break
        clock.set(now)
        # Whoever rang since did so by a timer of the world outside: what they rang for has been seen already.
        app.agenda.hush()
        await stillness.reached()
        if acts := timeline.due(now):
            for act in acts:
                await act()
                # One after the other: whose message is handled first must not be a matter of chance.
                await stillness.quiet()
            # The program would look for what has been written in a few seconds, which are a matter of chance, too.
            app.agenda.ring()
            await stillness.reached()
        watch(now, stage)
    clock.set(ends)
    app.agenda.ring()
    await stillness.reached()


async def rehearse(settings: Settings, wish: Wish, folder: Path, guard: Guard, watch: Watch) -> Played:
    course = course_of(settings)
    clock = ManualClock(course.begins - timedelta(hours=1))
    first_day = course.first_announced.astimezone(settings.company.zone).date()
    async with on_stage(settings, clock, folder, guard, wish.seed, first_day) as stage:
        people = cast(
            customers=wish.customers,
            groups=wish.groups,
            proportions=wish.proportions,
            rights_missing=wish.rights_missing,
            zone=settings.company.zone,
            seed=wish.seed,
        )
        timeline = Timeline()
        # The bot must have asked for updates first: until then Telegram keeps some kinds of them from it.
        await Stillness(stage.app, stage.sandbox).reached()
        staff = sorted(settings.people.staff or settings.people.admins)
        _populate(stage, people)
        lines = [stage.sandbox.world.connect_business(person_id).id for person_id in staff[:1]]
        for number, customer in enumerate(people.customers):
            line = lines[number % len(lines)] if customer.knows_staff and lines else None
            player = Player(customer, stage, timeline, line, wish.seed)
            for intention in script(customer, course, wish.seed):
                timeline.put(intention.at, partial(player.do, intention))
        tray = Tray(stage)
        colleagues = [
            Colleague(person_id, stage, tray, people.customers, wish.tickets_a_day, wish.seed) for person_id in staff
        ]
        timeline.put(course.deadline + MENDED_AFTER, partial(_give_rights, stage, people))
        put_on_duty(colleagues, tray, stage, timeline, course.begins, course.ends)
        await play(stage, timeline, course.ends, watch)
        zone, capacity = settings.company.zone, len(staff) * wish.tickets_a_day
        facts = await gather(stage, people, course, zone, capacity)
        calendar, paid = stage.app.office.calendar, settings.telegram.paid_broadcasts
        per_second = PAID_PER_SECOND if paid else FREE_PER_SECOND
        return Played(facts, people, course, calendar, stage.journal.asked, per_second)


def _populate(stage: Stage, people: Cast) -> None:
    world = stage.sandbox.world
    for person_id in sorted(stage.app.people.everyone):
        world.start(person_id)
    for one in people.customers:
        world.add_user(one.name, id=one.id, language_code=one.language)
    for group in people.groups:
        members = [one.id for one in people.customers if one.group_id == group.id]
        world.add_chat(group.title, id=group.id, members=members, bot=group.bot)


async def _give_rights(stage: Stage, people: Cast) -> None:
    world = stage.sandbox.world
    for group in people.groups:
        if group.bot == "member":
            world.set_member(group.id, world.bot.id, "administrator")


def run(settings: Settings, wish: Wish, watch: Watch) -> Played:
    """Raises NotInARehearsal, and whatever the program itself raises."""
    guard = Guard(kept_files(settings))
    with tempfile.TemporaryDirectory(prefix="chatferry-rehearsal-") as folder, guard.standing(), rarely_swept():
        with asyncio.Runner(loop_factory=HastyLoop) as runner:
            played = runner.run(rehearse(settings, wish, Path(folder), guard, watch))
        turns = turns_of(played.asked, played.per_second)
    return replace(played, facts=replace(played.facts, busiest=busiest(turns, played.per_second)))


def busiest(turns: Sequence[Turn], per_second: float) -> Busiest:
    """The clock's own minutes, the earliest of the busiest ones."""
    minutes = Counter(turn.at.replace(second=0, microsecond=0) for turn in turns)
    at = min(minutes, key=lambda minute: (-minutes[minute], minute), default=None)
    answers = [turn.waited for turn in turns if turn.priority is Priority.ANSWER]
    return Busiest(
        at,
        minutes[at] if at else 0,
        int(per_second * 60),
        max((turn.waited for turn in turns), default=timedelta()),
        max(answers, default=timedelta()),
    )
