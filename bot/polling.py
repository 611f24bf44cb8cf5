"""Long polling: asks Telegram for updates, and confirms them only once they are durable."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.intake import Inbox

LONG_POLL_SECONDS = 25
MOST_UPDATES = 100
RETRY_SECONDS = (1.0, 3.0, 10.0, 30.0)

log = logging.getLogger(__name__)


class Polling:
    """Reads raw JSON: one update that a model cannot decode would fail a whole batch of the libraries'."""

    def __init__(
        self,
        token: str,
        api_base: str,
        inbox: Inbox,
        allowed_updates: Sequence[str],
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self._url = f"{api_base}/bot{token}/getUpdates"
        self._inbox = inbox
        self._allowed = list(allowed_updates)
        self._retry_seconds = retry_seconds
        self._offset: int | None = None
        self.error: str | None = None
        """What Telegram said to the last request; None while it answers well."""

    async def run(self) -> None:
        """Until cancelled. What was received and not confirmed comes again at the next start."""
        timeout = ClientTimeout(total=LONG_POLL_SECONDS + 15, connect=10)
        async with ClientSession(timeout=timeout) as session:
            tries = 0
            while True:
                try:
                    received = await self._ask(session)
                except _Refused as refused:
                    self._note(refused.description)
                    pause = refused.retry_after or self._retry_seconds[min(tries, len(self._retry_seconds) - 1)]
                except (ClientError, OSError, ValueError, RecursionError) as error:
                    # The error's own text may quote the address, and that has the token in it.
                    self._note(type(error).__name__)
                    pause = self._retry_seconds[min(tries, len(self._retry_seconds) - 1)]
                else:
                    if self.error is not None:
                        log.warning("Telegram answers again")
                    self.error, tries = None, 0
                    await self._inbox.receive(received)
                    if received:
                        self._offset = max(update["update_id"] for update in received) + 1
                    continue
                tries += 1
                await asyncio.sleep(pause)

    async def _ask(self, session: ClientSession) -> list[dict[str, Any]]:
        question: dict[str, Any] = {
            # After a failure at once: whether Telegram works again is known with the answer only.
            "timeout": LONG_POLL_SECONDS if self.error is None else 0,
            "limit": MOST_UPDATES,
            "allowed_updates": self._allowed,
        }
        if self._offset is not None:
            question["offset"] = self._offset
        async with session.post(self._url, json=question) as response:
            answer = await response.json(content_type=None)
        match answer:
            case {"ok": True, "result": list(result)}:
                return _updates_in(result)
            case {"ok": False}:
                raise _Refused(answer)
        raise ValueError("no Bot API answer")

    def _note(self, said: str) -> None:
        if said != self.error:
            log.error("telegram: getUpdates: %s; trying again", said)
        self.error = said


class _Refused(Exception):
    """Telegram answered, and said no."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.description = str(answer.get("description"))
        super().__init__(self.description)
        match answer:
            case {"parameters": {"retry_after": int(seconds)}} if seconds > 0:
                self.retry_after = seconds
            case _:
                self.retry_after = 0


def _updates_in(result: list[Any]) -> list[dict[str, Any]]:
    """Those that have a number to be confirmed by. Raises ValueError where none has: the same would come at once."""
    updates = [one for one in result if isinstance(one, dict) and _is_number(one.get("update_id"))]
    if result and not updates:
        raise ValueError("no update among them")
    if len(updates) < len(result):
        log.error("telegram: getUpdates: %d of %d are no updates", len(result) - len(updates), len(result))
    return updates


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63
