"""A Bot API server for broadcasts, in a process of its own: takes messages after a latency, and may be strict.

Each bot, by its token, is counted and limited for itself.
"""

import asyncio
import contextlib
import itertools
import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.request import urlopen

from aiohttp import web

WINDOW_SECONDS = 1.0
RETRY_AFTER_SECONDS = 1


@dataclass
class Bot:
    """What the server saw of one. Times are seconds since its first message."""

    taken_at: list[float] = field(default_factory=list)
    refused_at: list[float] = field(default_factory=list)
    _first: float | None = None
    _window: deque[float] = field(default_factory=deque)

    def takes(self, per_second: int) -> bool:
        """Whether this message is one of at most `per_second` in any second that ends now; 0 is no limit."""
        now = time.perf_counter()
        if self._first is None:
            self._first = now
        while self._window and self._window[0] <= now - WINDOW_SECONDS:
            self._window.popleft()
        if per_second and len(self._window) >= per_second:
            self.refused_at.append(now - self._first)
            return False
        if per_second:
            self._window.append(now)
            self.taken_at.append(now - self._first)
        return True


class CrowdApi:
    def __init__(self, latency_seconds: float, per_second: int) -> None:
        self._latency_seconds = latency_seconds
        self._per_second = per_second
        self._bots: dict[str, Bot] = {}
        self._messages = itertools.count(1)

    async def serve(self) -> None:
        """Says its port on the first line that it prints; until it is ended."""
        runner = web.ServerRunner(web.Server(self._answer, access_log=None))  # no routing: this is the floor's, too
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        _, bot, method = request.path.split("/", 2)
        match method.casefold():
            case "sendmessage":
                return await self._take(request, self._bots.setdefault(bot, Bot()))
            case "getme":
                return _json({"id": int(bot.removeprefix("bot").split(":")[0]), "is_bot": True, "first_name": "B"})
            case "seen":
                seen = self._bots.get(bot, Bot())
                return _json({"taken_at": seen.taken_at, "refused_at": seen.refused_at})
        return _json(True)

    async def _take(self, request: web.BaseRequest, bot: Bot) -> web.Response:
        taken = bot.takes(self._per_second)
        given = await (request.json() if request.content_type == "application/json" else request.post())
        await asyncio.sleep(self._latency_seconds)
        if not taken:
            said = {"ok": False, "error_code": 429, "parameters": {"retry_after": RETRY_AFTER_SECONDS}}
            said["description"] = f"Too Many Requests: retry after {RETRY_AFTER_SECONDS}"
            return web.Response(text=json.dumps(said), content_type="application/json", status=429)
        return _json(
            {
                "message_id": next(self._messages),
                "from": {"id": 42, "is_bot": True, "first_name": "Galaxy Hosting", "username": "galaxy_bot"},
                "chat": {"id": int(str(given["chat_id"])), "type": "private", "first_name": "Anna"},
                "date": int(time.time()),  # noqa: TID251 - stands in Telegram's place
                "text": str(given["text"]),
            }
        )


def _json(result: object) -> web.Response:
    return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")


@contextmanager
def serving(*, latency_seconds: float, per_second: int = 0) -> Iterator[str]:
    """Gives its address. ``per_second`` 0: unthrottled, and nothing is kept of what came."""
    code = f"from benchmarks.crowdapi import run; run({latency_seconds!r}, {per_second!r})"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def seen(api: str, token: str) -> Bot:
    """What a strict one saw of this bot."""
    with urlopen(f"{api}/bot{token}/seen") as answer:  # noqa: S310 - our own server
        found = json.load(answer)["result"]
    return Bot(found["taken_at"], found["refused_at"])


def run(latency_seconds: float, per_second: int) -> None:
    leave_the_first_core()
    asyncio.run(CrowdApi(latency_seconds, per_second).serve())


def leave_the_first_core() -> None:
    """To whoever is measured; where the system lets us, and there is another."""
    with contextlib.suppress(AttributeError, OSError):
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores - {min(cores)} or cores)
