"""The demo's time and its simulated customers: they pause, go on, go faster, and play along when the clock jumps."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.app import App
from bot.clock import ManualClock
from bot.people import Role
from bot.storage import sessions, transitions
from sandbox.rehearsal.browser import Browser
from sandbox.rehearsal.cast import cast
from sandbox.rehearsal.colleague import Colleague, Tray, put_on_duty
from sandbox.rehearsal.journal import Journal
from sandbox.rehearsal.player import Player
from sandbox.rehearsal.rehearsal import play
from sandbox.rehearsal.scripts import Course, Deed, Intention, script
from sandbox.rehearsal.stage import Stage
from sandbox.rehearsal.temperaments import USUAL
from sandbox.rehearsal.timeline import Timeline
from sandbox.server import Sandbox

SPEEDS = (0, 1, 60, 900)
"""0 is a pause; at 900 a day takes a minute and a half."""
TICK = 0.25
CUSTOMERS, GROUPS, SEED = 10, 2, 7
TICKETS_A_DAY = 40

log = logging.getLogger(__name__)


class Showing:
    """``colleague``: the one of staff who works when the simulated customers are there."""

    def __init__(self, sandbox: Sandbox, clock: ManualClock, colleague: int) -> None:
        self._sandbox, self._clock, self._colleague = sandbox, clock, colleague
        self._app: App | None = None
        self._stage: Stage | None = None
        self._browser: Browser | None = None
        self._timeline = Timeline()
        self._jumping: asyncio.Task[None] | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._skipped = 0.0
        self.speed = 1

    @property
    def with_customers(self) -> bool:
        return self._stage is not None

    @property
    def is_jumping(self) -> bool:
        return self._jumping is not None and not self._jumping.done()

    def monotonic(self) -> float:
        """For the send budget: what the clock skips counts as waited, so that no jump holds up what comes after it."""
        return time.monotonic() + self._skipped

    def start(self, app: App) -> None:
        self._app = app
        self._ticking = asyncio.create_task(self._tick(app), name="demo clock")

    async def stop(self) -> None:
        tasks = [task for task in (self._jumping, self._ticking) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._browser is not None:
            await self._browser.close()

    def set_speed(self, speed: int) -> None:
        self.speed = speed
        if not self.is_jumping:
            self._clock.running = speed > 0

    def jump(self, target: datetime) -> None:
        """At once; with customers, all that they and the program do until then is played on the way."""
        if self._stage is None:
            self._move(target)
        elif not self.is_jumping:
            self._jumping = asyncio.create_task(self._play_until(self._stage, target), name="demo jump")

    async def invite(self) -> None:
        """The simulated customers come, and stay until the demo ends."""
        if self._stage is not None or self._app is None:
            return
        app, now, zone = self._app, self._clock.now(), self._app.settings.company.zone
        journal = Journal()
        async with app.database.transaction() as tx:
            window = (await transitions.current(tx)).window
            token = await sessions.issue_api_token(tx, "simulated staff", Role.STAFF, now)
        self._browser = Browser(journal)
        self._stage = stage = Stage(self._sandbox, app, self._clock, self._browser, journal, token)
        course = Course(now, now, window.launch, window.deadline)
        people = cast(customers=CUSTOMERS, groups=GROUPS, proportions=USUAL, rights_missing=0, zone=zone, seed=SEED)
        for one in people.customers:
            self._sandbox.world.add_user(one.name, id=one.id, language_code=one.language)
        for group in people.groups:
            members = [one.id for one in people.customers if one.group_id == group.id]
            self._sandbox.world.add_chat(group.title, id=group.id, members=members, bot=group.bot)
        for one in people.customers:
            player = Player(one, stage, self._timeline, None, SEED)
            for intention in script(one, course, SEED):
                if (meant := _still(intention, now, one.number)) is not None:
                    self._timeline.put(meant.at, partial(player.do, meant))
        tray = Tray(stage)
        colleague = Colleague(self._colleague, stage, tray, people.customers, TICKETS_A_DAY, SEED)
        put_on_duty([colleague], tray, stage, self._timeline, now + timedelta(minutes=5), course.ends)

    def _move(self, target: datetime) -> None:
        self._skipped += max(0.0, (target - self._clock.now()).total_seconds())
        self._clock.set(target)
        if self._app is not None:
            self._app.agenda.ring()
            self._app.outbox.ring()

    async def _play_until(self, stage: Stage, target: datetime) -> None:
        async with self._turn:
            self._clock.running = False
            try:
                await play(stage, self._timeline, target, self._noting())
            except Exception:
                log.exception("the demo's simulated customers stumbled")
            finally:
                self._clock.running = self.speed > 0

    def _noting(self) -> Callable[[datetime, Stage], None]:
        last = self._clock.now()

        def note(now: datetime, stage: Stage) -> None:
            nonlocal last
            self._skipped += (now - last).total_seconds()
            last = now

        return note

    async def _tick(self, app: App) -> None:
        while True:
            await asyncio.sleep(TICK)
            if self.is_jumping or not self.speed:
                continue
            async with self._turn:
                if self.speed > 1:
                    self._move(self._clock.now() + timedelta(seconds=(self.speed - 1) * TICK))
                for act in self._timeline.due(self._clock.now()):
                    try:
                        await act()
                    except Exception:
                        log.exception("a simulated customer stumbled")


def _still(intention: Intention, now: datetime, number: int) -> Intention | None:
    """What is still to be done of a script that began long ago: they come at once, and move when they would have."""
    if intention.deed is Deed.START:
        return replace(intention, at=now + timedelta(seconds=2 * number + 1))
    if intention.at > now:
        return intention
    return replace(intention, at=now + timedelta(minutes=10 + number)) if intention.deed is Deed.MOVE else None
