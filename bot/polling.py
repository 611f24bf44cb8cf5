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

    def __init__(self, token: str, api_base: str, inbox: Inbox, allowed_updates: Sequence[str]) -> None:
        self._url = f"{api_base}/bot{token}/getUpdates"
        self._inbox = inbox
        self._allowed = list(allowed_updates)
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
                    pause = refused.retry_after or RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)]
                except (ClientError, OSError, TimeoutError, ValueError) as error:
                    # The error's own text may quote the address, and that has the token in it.
                    self._note(type(error).__name__)
                    pause = RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)]
                else:
                    if self.error is not None:
                        log.warning("Telegram answers again")
                    self.error, tries = None, 0
                    await self._inbox.receive(received)
                    if received:
                        self._offset = received[-1]["update_id"] + 1
                    continue
                tries += 1
                await asyncio.sleep(pause)

    async def _ask(self, session: ClientSession) -> list[dict[str, Any]]:
        question: dict[str, Any] = {
            "timeout": LONG_POLL_SECONDS,
            "limit": MOST_UPDATES,
            "allowed_updates": self._allowed,
        }
        if self._offset is not None:
            question["offset"] = self._offset
        async with session.post(self._url, json=question) as response:
            answer = await response.json(content_type=None)
        if not isinstance(answer, dict):
            raise ValueError("no Bot API answer")
        if not answer.get("ok"):
            parameters = answer.get("parameters") or {}
            raise _Refused(str(answer.get("description")), parameters.get("retry_after"))
        return list(answer["result"])

    def _note(self, said: str) -> None:
        if said != self.error:
            log.error("telegram: getUpdates: %s; trying again", said)
        self.error = said


class _Refused(Exception):
    """Telegram answered, and said no."""

    def __init__(self, description: str, retry_after: float | None) -> None:
        super().__init__(description)
        self.description = description
        self.retry_after = retry_after
