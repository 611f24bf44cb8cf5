"""The least Bot API server: hands out messages of many customers and sees when each is answered.

It is no sandbox: what that one checks and keeps would cost more than the bots that are measured.
"""

import asyncio
import itertools
import json
import time
from collections import deque
from typing import Any

from aiohttp import web

LONGEST_POLL_SECONDS = 5.0
MOST_UPDATES = 100
CUSTOMERS = 20_000
"""Each message comes from the next one, so that every message is a new matter."""
FIRST_CUSTOMER = 100_000
TEXT = "Our domain example{}.com has expired since this morning, please help us to renew it"


class Line:
    """One bot's traffic, by its token."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.took_seconds: list[float] = []
        """From an update's going out to its answer's coming in."""
        self._numbers = itertools.count(1)
        self._updates: deque[dict[str, Any]] = deque()
        self._given_at: dict[int, float] = {}
        self._new = asyncio.Event()
        self.answered = asyncio.Event()
        """Set whenever an answer came."""

    @property
    def unanswered(self) -> int:
        return len(self._updates) + len(self._given_at)

    def write(self) -> None:
        """The next customer writes."""
        number = next(self._numbers)
        person = {
            "id": FIRST_CUSTOMER + number % CUSTOMERS,
            "is_bot": False,
            "first_name": "Anna",
            "language_code": "en",
        }
        message = {
            "message_id": number,
            "date": int(time.time()),  # noqa: TID251 - stands in Telegram's place
            "chat": {"id": person["id"], "type": "private", "first_name": "Anna"},
            "from": person,
            "text": TEXT.format(number),
        }
        self._updates.append({"update_id": number, "message": message})
        self._new.set()

    async def take(self) -> list[dict[str, Any]]:
        """What getUpdates answers: waits for the first."""
        try:
            await asyncio.wait_for(self._new.wait(), LONGEST_POLL_SECONDS)
        except TimeoutError:
            return []
        taken = [self._updates.popleft() for _ in range(min(MOST_UPDATES, len(self._updates)))]
        if not self._updates:
            self._new.clear()
        now = time.perf_counter()
        self._given_at |= {update["message"]["chat"]["id"]: now for update in taken}
        return taken

    def heard(self, chat_id: int) -> None:
        """The bot wrote to this chat."""
        given_at = self._given_at.pop(chat_id, None)
        if given_at is not None:
            self.took_seconds.append(time.perf_counter() - given_at)
            self.answered.set()


class BotApi:
    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self._messages = itertools.count(1_000_000)

    def line(self, token: str) -> Line:
        return self.lines.setdefault(token, Line(token))

    async def start(self) -> str:
        """Returns its address."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, shutdown_timeout=0.1)
        await site.start()
        port: int = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        line = self.line(request.match_info["token"])
        result: Any = True
        match request.match_info["method"]:
            case "getMe":
                result = {"id": int(line.token.split(":")[0]), "is_bot": True, "first_name": "B", "username": "b_bot"}
            case "getUpdates":
                result = await line.take()
            case "sendMessage":
                given = await request.json() if request.content_type == "application/json" else await request.post()
                chat_id = int(str(given["chat_id"]))
                line.heard(chat_id)
                chat = {"id": chat_id, "type": "private", "first_name": "Anna"}
                date = int(time.time())  # noqa: TID251 - stands in Telegram's place
                result = {"message_id": next(self._messages), "date": date, "chat": chat, "text": "sent"}
        return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")
