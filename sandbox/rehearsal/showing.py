"""The demo's time and its simulated customers: they pause, go on, go faster, and play along when the clock jumps."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.app import App
from bot.budget import SendBudget
from bot.clock import ManualClock
from bot.errors import ChatferryError
from bot.people import Role
from bot.storage import sessions, transitions
from sandbox.rehearsal.browser import Browser
from sandbox.rehearsal.cast import Cast, cast
from sandbox.rehearsal.colleague import Colleague, Tray, put_on_duty
from sandbox.rehearsal.journal import Journal
from sandbox.rehearsal.leaping import LeapingBudget
from sandbox.rehearsal.player import Player
from sandbox.rehearsal.rehearsal import play
from sandbox.rehearsal.scripts import Course, Deed, Intention, script
from sandbox.rehearsal.stage import Stage
from sandbox.rehearsal.stillness import held
from sandbox.rehearsal.temperaments import USUAL
from sandbox.rehearsal.timeline import Timeline
from sandbox.server import Sandbox

SPEEDS = (0, 1, 60, 900)
"""0 is a pause; at 900 a day takes a minute and a half."""
TICK = 0.25
CUSTOMERS, GROUPS, SEED = 10, 2, 7
TICKETS_A_DAY = 40

log = logging.getLogger(__name__)


class JumpEnded(ChatferryError):
    """The demo is paused while its clock jumps."""


class Showing:
    """``colleague``: the one of staff who works when the simulated customers are there."""

    def __init__(self, sandbox: Sandbox, clock: ManualClock, colleague: int) -> None:
        self._sandbox, self._clock, self._colleague = sandbox, clock, colleague
        self._app: App | None = None
        self._stage: Stage | None = None
        self._people: Cast | None = None
        self._timeline = Timeline()
        self._jumping: asyncio.Task[None] | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._skipped = 0.0
        self._halting = False
        self.speed = 1
        self.with_customers = False
        # For the send budget: what the clock skips counts as waited, so that no jump holds up what comes after it.
        self.budget: SendBudget = LeapingBudget(
            is_jumping=lambda: self.is_jumping, monotonic=lambda: time.monotonic() + self._skipped
        )

    @property
    def is_jumping(self) -> bool:
        return self._jumping is not None and not self._jumping.done()

    def start(self, app: App) -> None:
        self._app = app
        self._ticking = asyncio.create_task(self._tick(app), name="demo clock")

    async def stop(self) -> None:
        tasks = [task for task in (self._jumping, self._ticking) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._stage is not None:
            await self._stage.browser.close()

    def set_speed(self, speed: int) -> None:
        """A pause ends a jump as well, at the moment that it has come to."""
        self.speed = speed
        self._halting = not speed
        if not self.is_jumping:
            self._clock.running = speed > 0

    def jump(self, target: datetime) -> None:
        """At once; with customers, all that they and the program do until then is played on the way."""
        if self._stage is None or not self.with_customers:
            self._move(target)
        elif not self.is_jumping:
            self._halting = False
            self._jumping = asyncio.create_task(self._play_until(self._stage, target), name="demo jump")

    async def invite(self) -> None:
        """The simulated customers come, or come back: they do what is still ahead in their scripts."""
        if self.with_customers or self._app is None:
            return
        self.with_customers = True
        app, now = self._app, self._clock.now()
        async with app.database.reading() as tx:
            window = (await transitions.current(tx)).window
        if self._stage is None:
            self._stage = await self._opened(app, now)
        if self._people is None:
            self._people = self._populated(app)
        stage, people = self._stage, self._people
        course = Course(now, now, window.launch, window.deadline)
        for one in people.customers:
            player = Player(one, stage, self._timeline, None, SEED)
            for intention in script(one, course, SEED):
                if (meant := _still(intention, now, one.number)) is not None:
                    self._timeline.put(meant.at, partial(player.do, meant))
        tray = Tray(stage)
        colleague = Colleague(self._colleague, stage, tray, people.customers, TICKETS_A_DAY, SEED)
        put_on_duty([colleague], tray, stage, self._timeline, now + timedelta(minutes=5), course.ends)

    def dismiss(self) -> None:
        """They do nothing more of their own; what they wrote stays."""
        self.with_customers = False
        self._timeline.clear()

    async def _opened(self, app: App, now: datetime) -> Stage:
        journal = Journal()
        async with app.database.transaction() as tx:
            token = await sessions.issue_api_token(tx, "simulated staff", Role.STAFF, now)
        return Stage(self._sandbox, app, self._clock, Browser(journal), journal, token)

    def _populated(self, app: App) -> Cast:
        zone, world = app.settings.company.zone, self._sandbox.world
        people = cast(customers=CUSTOMERS, groups=GROUPS, proportions=USUAL, rights_missing=0, zone=zone, seed=SEED)
        for one in people.customers:
            world.add_user(one.name, id=one.id, language_code=one.language)
        for group in people.groups:
            members = [one.id for one in people.customers if one.group_id == group.id]
            world.add_chat(group.title, id=group.id, members=members, bot=group.bot)
        return people

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
                with held(stage.app):
                    await play(stage, self._timeline, target, self._noting())
            except JumpEnded:
                log.info("the demo's clock was paused on its way")
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
            if self._halting:
                raise JumpEnded

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
