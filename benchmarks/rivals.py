"""Ways to send a broadcast that are compared, each in a process of its own on the first core."""

import asyncio
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot

from benchmarks.crowd import FIRST, TEXT, crowd, ferry
from benchmarks.measure import pin_to_one_core
from bot.budget import SendBudget

PER_SECOND = 30
AT_ONCE = 60
"""Calls that python-telegram-bot's limiter holds back at a time."""

Way = Callable[[str, str, int], Coroutine[Any, Any, None]]
"""Sends to so many, from a token to an API."""


async def chatferry(token: str, api: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await crowd(Path(folder), count)
        async with ferry(database, token, api, SendBudget(), paid=False) as ours:
            await ours.finished(await ours.broadcast())
        await database.close()


async def ptb_limiter(token: str, api: str, count: int) -> None:
    """Its own tries again after a 429 are on, as a broadcast needs them."""
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)  # a traceback for each message lost
    limiter = AIORateLimiter(overall_max_rate=PER_SECOND, overall_time_period=1, max_retries=5)
    numbers = iter(range(FIRST, FIRST + count))
    async with ExtBot(token, base_url=f"{api}/bot", rate_limiter=limiter) as bot:

        async def one_by_one() -> None:
            for number in numbers:
                try:
                    await bot.send_message(number, TEXT, parse_mode="HTML")
                except RetryAfter:
                    continue

        await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))


async def aiogram_loop(token: str, api: str, count: int) -> None:
    """As its users write it."""
    async with _aiogram(token, api) as bot:
        for number in range(FIRST, FIRST + count):
            try:
                await bot.send_message(number, TEXT, parse_mode="HTML")
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            await asyncio.sleep(1 / PER_SECOND)


async def aiogram_broadcast(token: str, api: str, count: int) -> None:
    """At the rate that it has by default, 20 a second."""
    library = import_module("aiogram_broadcast")
    base: Any = import_module("aiogram_broadcast.storage.base").BaseBroadcastStorage

    async def ids(self: object, state: object = None) -> list[int]:
        return list(range(FIRST, FIRST + count))

    unused = dict.fromkeys(base.__abstractmethods__ | {"update_subscriber_state"})
    storage = type("InMemory", (base,), {**unused, "get_all_subscriber_ids": ids})()
    async with _aiogram(token, api) as bot:
        await library.BroadcastService(bot, storage).broadcast_text(TEXT, parse_mode="HTML")


async def aiogram_broadcaster(token: str, api: str, count: int) -> None:
    library = import_module("aiogram_broadcaster")
    content = import_module("aiogram_broadcaster.contents").TextContent(text=TEXT, parse_mode="HTML")
    interval = import_module("aiogram_broadcaster.intervals").SimpleInterval(interval=1 / PER_SECOND)
    retry: Any = import_module("aiogram_broadcaster.utils.retry_after_handler").setup_retry_after_handler
    async with _aiogram(token, api) as bot:
        broadcaster = library.Broadcaster(bot)
        retry(broadcaster.event)
        mailer = await broadcaster.create_mailer(range(FIRST, FIRST + count), content, interval=interval)
        await mailer.start()


def _aiogram(token: str, api: str) -> Bot:
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))


WAYS: dict[str, Way] = {
    "Chatferry": chatferry,
    "python-telegram-bot, AIORateLimiter(30, 1)": ptb_limiter,
    "aiogram, a loop with sleep(1/30)": aiogram_loop,
    "aiogram-broadcast, 20 a second": aiogram_broadcast,
    "aiogram-broadcaster, interval 1/30": aiogram_broadcaster,
}
NEEDS: dict[Way, str] = {
    ptb_limiter: "aiolimiter",
    aiogram_broadcast: "aiogram_broadcast",
    aiogram_broadcaster: "aiogram_broadcaster",
}


def missing(name: str) -> str | None:
    """The library that this way needs and that is not installed."""
    library = NEEDS.get(WAYS[name])
    return library if library is not None and find_spec(library) is None else None


@contextmanager
def sending(name: str, token: str, api: str, count: int) -> Iterator[None]:
    """Gives no sign of its end: the server sees what comes."""
    code = f"from benchmarks.rivals import run; run({name!r}, {token!r}, {api!r}, {count!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        try:
            yield
        finally:
            process.kill()


def run(name: str, token: str, api: str, count: int) -> None:
    pin_to_one_core()
    asyncio.run(WAYS[name](token, api, count))
