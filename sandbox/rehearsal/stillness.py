"""Stillness: when all that follows from what happened at one moment has been done."""

import asyncio

from bot.app import App
from bot.errors import ChatferryError
from sandbox.server import Sandbox

LOOK_EVERY = 0.004
"""Seconds of the loop's own time."""
STUCK_AFTER = 1200.0
"""Seconds of the loop's own time, five minutes of the world's: nothing takes so long."""


class Stuck(ChatferryError):
    """Something never comes to rest."""


class Stillness:
    def __init__(self, app: App, sandbox: Sandbox) -> None:
        self._app = app
        self._updates = sandbox.world.updates

    async def reached(self) -> None:
        """Returns once everything is at rest. Raises Stuck."""
        inbox, clock, sender = self._app.inbox, self._app.clock, self._app.sender
        try:
            async with asyncio.timeout(STUCK_AFTER):
                while True:
                    # No event tells: it is the absence of all of them.
                    while not self._is_quiet():  # noqa: ASYNC110
                        await asyncio.sleep(LOOK_EVERY)
                    await inbox.settled()
                    if not self._is_quiet():
                        continue
                    if not sender.has_more and (sender.next_due is None or sender.next_due > clock.now()):
                        return
                    # Left behind for want of room: it would look again by itself, but later.
                    self._app.outbox.ring()
        except TimeoutError:
            raise Stuck(f"the rehearsal came to a stop at {clock.now()}: something is never done") from None

    def _is_quiet(self) -> bool:
        app = self._app
        if app.failed.done():
            app.failed.result()
        return not (
            self._updates.queue
            or app.inbox.backlog
            or app.sender.under_way
            or not (app.outbox.at_rest and app.agenda.at_rest and app.fetching.at_rest)
        )
