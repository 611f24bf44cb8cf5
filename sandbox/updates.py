"""The queue of updates for the bot: offsets, long polling, the kinds it asked for."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import conflict
from sandbox.specification import TYPES, update_violations

Json = dict[str, Any]

KINDS = frozenset(TYPES["Update"]["fields"]) - {"update_id"}
# Telegram leaves these out unless they are asked for by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_LIMIT = 100
_LONGEST_POLL_SECONDS = 50


@dataclass(slots=True)
class QueuedUpdate:
    """`put_in`: placed by a test as it is; it is handed out once, whatever its number."""

    id: int
    text: str
    put_in: bool = False
    handed_out: bool = False


@dataclass(slots=True)
class Webhook:
    """Where updates go instead of being fetched; without a url they are fetched."""

    url: str = ""
    secret: str = field(default="", repr=False)
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


class Updates:
    """`violations` collects where an update breaks the specification; None: do not look."""

    def __init__(self, violations: list[str] | None) -> None:
        self.queue: list[QueuedUpdate] = []
        self.webhook = Webhook()
        self.arrived = asyncio.Event()
        self.webhook_changed = asyncio.Event()
        self._violations = violations
        self._next_id = 100_001
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None

    @property
    def allowed(self) -> list[str]:
        """The kinds asked for by name; empty when Telegram's choice holds."""
        return sorted(self._allowed or ())

    def wants(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _ON_REQUEST

    def add(self, kind: str, body: Json) -> None:
        """Queues what happened, unless the bot did not ask for this kind."""
        if not self.wants(kind):
            return
        update = {"update_id": self._next_id, kind: body}
        if self._violations is not None:
            self._violations += update_violations(update)
        self._queue(QueuedUpdate(self._next_id, json.dumps(update, ensure_ascii=False)))

    def put(self, raw: str | Json) -> int:
        """Queues anything as it is, JSON or not, and returns the number that confirms it."""
        number = self._next_id
        if isinstance(raw, dict):
            raw = {"update_id": number, **raw}
            given = raw["update_id"]
            number = given if isinstance(given, int) and not isinstance(given, bool) else number
            raw = json.dumps(raw, ensure_ascii=False)
        self._queue(QueuedUpdate(number, raw, put_in=True))
        return number

    def allow(self, kinds: Sequence[str] | None) -> None:
        """None keeps what was asked before; an empty list returns to Telegram's choice. Unknown ones do not count."""
        if kinds is not None:
            self._allowed = frozenset(kinds) & KINDS or None

    def confirm(self, offset: int) -> None:
        """Forgets everything before `offset`; a negative one keeps that many from the end."""
        if offset < 0:
            self.queue = self.queue[offset:]
        elif offset:
            self.queue = [one for one in self.queue if one.id >= offset or (one.put_in and not one.handed_out)]

    def set_webhook(self, webhook: Webhook) -> None:
        self.webhook = webhook
        if webhook.url:
            self.interrupt("terminated by setWebhook request")
        _wake(self.webhook_changed)
        _wake(self.arrived)

    def interrupt(self, reason: str) -> None:
        """Ends the long poll that is waiting, if any, with a 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    async def poll(
        self,
        *,
        offset: int = 0,
        limit: int = _LIMIT,
        wait_seconds: int = 0,
        allowed_updates: Sequence[str] | None = None,
    ) -> list[str]:
        """getUpdates: the JSON of each update; waits up to `wait_seconds` for the first."""
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self.allow(allowed_updates)
        self.confirm(offset)
        if not self.queue and wait_seconds > 0:
            await self._wait(min(wait_seconds, _LONGEST_POLL_SECONDS))
        handed_out = self.queue[: limit if 0 < limit <= _LIMIT else _LIMIT]
        for one in handed_out:
            one.handed_out = True
        return [one.text for one in handed_out]

    async def _wait(self, seconds: float) -> None:
        poll = asyncio.get_running_loop().create_future()
        self._poll = poll
        arrival = asyncio.ensure_future(self.arrived.wait())
        try:
            await asyncio.wait({poll, arrival}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if poll.done():
                poll.result()
        finally:
            arrival.cancel()
            if self._poll is poll:
                self._poll = None

    def _queue(self, update: QueuedUpdate) -> None:
        self.queue.append(update)
        self._next_id = max(self._next_id, update.id) + 1
        _wake(self.arrived)


def _wake(event: asyncio.Event) -> None:
    """Everyone who waits now goes on; who comes later waits for the next time."""
    event.set()
    event.clear()
