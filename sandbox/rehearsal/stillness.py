"""Stillness: when all that follows from what happened at one moment has been done, one kind of work after the other.

First all updates are handled, then all is sent that is due, then the duties look, until none of them has more to do.
In production they overlap as chance has it; here nobody looks while another is in the middle of something, so that the
same comes of the same moment however fast the machine is.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.app import App
from bot.errors import ChatferryError
from sandbox.rehearsal.haste import pace
from sandbox.server import Sandbox

LOOK_EVERY = 0.001
"""Seconds of the world's: no selector waits for less."""
STEPS = 60
"""Of the loop, before it is left to wait for something."""
STUCK_AFTER = 1200.0
"""Seconds of the loop's own time in which it has nothing to do: nothing takes so long."""
MOST_LOOKS = 20
"""A duty that wishes to be asked at once again and again is asked so often at one moment."""


class Stuck(ChatferryError):
    """Something never comes to rest."""


@contextmanager
def held(app: App) -> Iterator[None]:
    """Sender and duties look when `Stillness` says so, and not by themselves."""
    bells = (app.outbox, app.agenda)
    for bell in bells:
        bell.hold()
    try:
        yield
    finally:
        for bell in bells:
            bell.let_go()


class Stillness:
    """For an app that is `held`."""

    def __init__(self, app: App, sandbox: Sandbox) -> None:
        self._app = app
        self._updates = sandbox.world.updates

    async def reached(self) -> None:
        """Returns once everything is at rest. Raises Stuck."""
        app, now, looks = self._app, self._app.clock.now(), 0
        taken = app.sender.taken
        try:
            async with asyncio.timeout(STUCK_AFTER):
                while True:
                    await self.quiet()
                    if self._has_to_send():
                        app.outbox.sound()
                    elif app.sender.taken != taken:
                        # What has been sent is seen by the duties at the same moment, always.
                        taken = app.sender.taken
                        app.agenda.ring()
                    elif app.agenda.is_rung:
                        app.agenda.sound()
                    elif (wish := app.timekeeper.next_due) is not None and wish <= now and looks < MOST_LOOKS:
                        looks += 1
                        app.agenda.sound()
                    else:
                        return
        except TimeoutError:
            raise Stuck(f"the rehearsal came to a stop at {now}: something is never done") from None

    async def quiet(self) -> None:
        """Returns once nothing is under way; something may wait to be sent or looked at."""
        while True:
            # No event tells: it is the absence of all of them.
            steps = 0
            while not self._is_quiet():
                # As long as there is something to do, the loop does it between two looks.
                await asyncio.sleep(0 if steps < STEPS else LOOK_EVERY * pace())
                steps += 1
            await self._app.inbox.settled()
            if self._is_quiet():
                return

    def _has_to_send(self) -> bool:
        """Rung for, left behind for want of room, or due by now."""
        sender = self._app.sender
        is_due = sender.next_due is not None and sender.next_due <= self._app.clock.now()
        return self._app.outbox.is_rung or sender.has_more or is_due

    def _is_quiet(self) -> bool:
        app = self._app
        if app.failed.done():
            app.failed.result()
        return bool(self._updates.allowed) and not (
            self._updates.queue
            or app.inbox.backlog
            or app.sender.under_way
            or not (app.outbox.at_rest and app.agenda.at_rest and app.fetching.at_rest)
        )
