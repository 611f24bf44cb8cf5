"""Calls the bot's webhook: one update after the other, again and again until it is taken."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import aiohttp

from sandbox.updates import QueuedUpdate, Updates, Webhook

Json = dict[str, Any]

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 5.0
_ANSWER_SECONDS = 30
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, no secret


class WebhookCaller:
    """`perform` runs the method that a webhook's answer may name instead of a call of its own."""

    def __init__(
        self, updates: Updates, now: Callable[[], datetime], perform: Callable[[str, Json], Awaitable[object]]
    ) -> None:
        self._updates = updates
        self._now = now
        self._perform = perform

    async def run(self) -> None:
        """Never ends by itself."""
        pause = _FIRST_PAUSE_SECONDS
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_ANSWER_SECONDS)) as session:
            while True:
                webhook = self._updates.webhook
                if not webhook.url or not self._updates.queue:
                    await self._updates.arrived.wait()
                    continue
                update = self._updates.queue[0]
                failure = await self._call(session, webhook, update)
                if failure is None:
                    self._updates.queue = [one for one in self._updates.queue if one is not update]
                    pause = _FIRST_PAUSE_SECONDS
                    continue
                webhook.last_error_message = failure
                webhook.last_error_date = int(self._now().timestamp())
                try:
                    await asyncio.wait_for(self._updates.webhook_changed.wait(), pause)
                    pause = _FIRST_PAUSE_SECONDS
                except TimeoutError:
                    pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _call(self, session: aiohttp.ClientSession, webhook: Webhook, update: QueuedUpdate) -> str | None:
        """Why the update was not taken; None when it was."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        try:
            async with session.post(
                webhook.url, data=update.text.encode(), headers=headers, allow_redirects=False
            ) as response:
                answer = await response.read()
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except (aiohttp.ClientError, OSError):
            return "Connection closed"
        if not 200 <= response.status < 300:
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        await self._perform_answer(answer)
        return None

    async def _perform_answer(self, answer: bytes) -> None:
        try:
            named = json.loads(answer)
        except ValueError:
            return
        if isinstance(named, dict) and isinstance(method := named.pop("method", None), str):
            await self._perform(method, named)
