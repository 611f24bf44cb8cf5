"""The caller: tells the company's programs what happened, by their webhooks, until each has answered or is given up."""

import asyncio
import logging
import secrets
import socket
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from bot import fanout
from bot.clock import Clock
from bot.office.office import Office
from bot.storage import tickets, webhooks
from bot.storage.database import Database, is_storage_trouble, storage_error
from bot.storage.webhooks import Webhook, WebhookCall
from bot.transport import describe
from bot.webhooks import is_private, retry_at, signatures, ticket_in, worded

LOOK_EVERY = timedelta(seconds=2)
FORGET_EVERY = timedelta(hours=1)
TIMEOUT_SECONDS = 10
AT_ONCE = 500
"""Calls that are taken on in one go."""
ACCEPTED = range(200, 300)
GONE = 410

log = logging.getLogger(__name__)


class PrivateAddress(OSError):
    """The webhook's name leads to an address that only machines nearby can reach."""


class Caller:
    """The database is the only memory: what waits there is told, after a crash too, so at least once.

    ``key``: from which the secrets of webhooks are derived.
    """

    def __init__(self, database: Database, clock: Clock, office: Office, key: bytes, *, to_private: bool) -> None:
        self._database = database
        self._clock = clock
        self._office = office
        self._key = key
        self._to_private = to_private
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._forgot_at: datetime | None = None

    async def run(self, every: timedelta = LOOK_EVERY) -> None:
        """Until cancelled. What is under way then is told again by the next run."""
        connector = TCPConnector(limit=50, ttl_dns_cache=60, socket_factory=self._socket)
        timeout = ClientTimeout(total=TIMEOUT_SECONDS)
        async with ClientSession(connector=connector, timeout=timeout, cookie_jar=DummyCookieJar()) as session:
            try:
                while True:
                    await self._look(session)
                    await asyncio.sleep(every.total_seconds())
            finally:
                tasks = list(self._under_way.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self, session: ClientSession) -> None:
        now = self._clock.now()
        try:
            await self._fan_out(now)
            async with self._database.reading() as tx:
                waiting = await webhooks.with_due_calls(tx, now)
        except Exception as error:
            if not is_storage_trouble(error):
                raise
            log.error("Webhooks wait: %s", storage_error(error))
            return
        self._under_way = {number: task for number, task in self._under_way.items() if not task.done()}
        for webhook_id in waiting - self._under_way.keys():
            self._under_way[webhook_id] = asyncio.create_task(self._call_all(session, webhook_id))

    async def _fan_out(self, now: datetime) -> None:
        async with self._database.reading() as tx:
            news = await fanout.is_needed(tx)
        late = self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY
        if news or late:
            async with self._database.transaction() as tx:
                await fanout.fan_out(tx, self._office, now)
                if late:
                    await webhooks.forget_old(tx, now)
            self._forgot_at = now if late else self._forgot_at

    async def _call_all(self, session: ClientSession, webhook_id: int) -> None:
        """What is due for one webhook, one after the other, up to the first that fails: it may not answer at all."""
        try:
            async with self._database.reading() as tx:
                calls = await webhooks.due(tx, webhook_id, self._clock.now(), limit=AT_ONCE)
            for call in calls:
                if not await self._call(session, call):
                    break
        except Exception as error:
            # It is looked at again soon; the others go on.
            if is_storage_trouble(error):
                log.error("A webhook waits: %s", storage_error(error))
            else:
                log.error("Calling webhook %d failed", webhook_id, exc_info=error)

    async def _call(self, session: ClientSession, call: WebhookCall) -> bool:
        """Whether it was taken."""
        async with self._database.reading() as tx:
            webhook = await webhooks.get(tx, call.webhook_id)
            ticket_id = ticket_in(call.body)
            body = call.body if ticket_id is None else worded(call.body, (await tickets.get(tx, ticket_id)).title)
        if webhook.ended_at is not None:
            return False
        status, said = await self._post(session, webhook, call, body)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if status in ACCEPTED:
                await webhooks.delivered(tx, call, now)
                return True
            again_at = None if status == GONE else retry_at(call.attempts + 1, now, secrets.randbelow(1001) / 1000)
            await webhooks.failed(tx, call, said, again_at, now)
            if status == GONE:
                await webhooks.end(tx, webhook.id, "ended: it answered HTTP 410", now)
        log.warning("Webhook %d: call %d failed (%s)%s", webhook.id, call.id, said, "" if again_at else ", given up")
        return False

    async def _post(self, session: ClientSession, webhook: Webhook, call: WebhookCall, body: str) -> tuple[int, str]:
        """The status, 0 without an answer, and what to say of it. What the answer holds is not read."""
        name, now = f"msg_{call.id}", self._clock.now()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Chatferry",
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signatures(self._key, webhook.id, webhook.generation, name, now, body),
        }
        try:
            async with session.post(webhook.url, data=body.encode(), headers=headers, allow_redirects=False) as answer:
                answer.close()
                return answer.status, f"HTTP {answer.status}"
        except TimeoutError:
            return 0, f"no answer within {TIMEOUT_SECONDS} seconds"
        except (ClientError, OSError) as error:
            return 0, describe(error)

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        """Called with each address that a name has led to, just before it is connected to. Raises PrivateAddress."""
        family, kind, protocol, _, (host, *_) = address
        if not self._to_private and is_private(host):
            raise PrivateAddress(0, "leads into a private network; desk.webhooks_to_private would allow it")
        return socket.socket(family, kind, protocol)
