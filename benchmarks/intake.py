"""Durable intake against bare aiogram: `python -m benchmarks.intake`.

The floor decodes an update and routes it to a handler that does nothing. Ours commits it to SQLite with
synchronous=FULL first, keeps order within its chat, and marks it done.
"""

import argparse
import asyncio
import itertools
import tempfile
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Message

from benchmarks.measure import in_turn, pin_to_one_core, table
from bot.clock import SystemClock
from bot.intake import Inbox
from bot.storage.database import Database
from bot.storage.migrate import migrate

TOKEN = "42:" + "benchmark" * 4
BATCH = 100
"""As many updates as one getUpdates brings."""
CHATS = 50
IN_FLIGHT = 100


def update(number: int) -> dict[str, Any]:
    person = {"id": 1000 + number % CHATS, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": person["id"], "type": "private", "first_name": "Anna"},
            "from": person,
            "text": "Our domain has expired, please help",
        },
    }


async def main(count: int, runs: int) -> None:
    pin_to_one_core()
    bot, dispatcher = Bot(TOKEN), Dispatcher()

    @dispatcher.message()
    async def do_nothing(message: Message) -> None:
        return None

    numbers = itertools.count(1)

    async def bare() -> int:
        for _ in range(count):
            await dispatcher.feed_raw_update(bot, update(next(numbers)))
        return count

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        await migrate(database)
        handled = 0
        all_done = asyncio.Event()

        async def handle(raw: dict[str, Any]) -> str:
            nonlocal handled
            await dispatcher.feed_raw_update(bot, raw)
            handled += 1
            if handled == count:
                all_done.set()
            return "done"

        async def bury(*_: object) -> None:
            raise RuntimeError("an update failed")

        inbox = Inbox(database, SystemClock(), handle, bury)
        await inbox.start()

        async def durable() -> int:
            nonlocal handled
            handled = 0
            all_done.clear()
            batches = [[update(next(numbers)) for _ in range(BATCH)] for _ in range(count // BATCH)]
            for batch in batches:
                await inbox.receive(batch)
            await all_done.wait()
            await inbox.settled()
            return count

        figures = await in_turn({"bare aiogram, no-op": bare, "durable intake": durable}, runs)
        await inbox.stop()
        await database.close()
    await bot.session.close()
    print(table(figures, "bare aiogram, no-op"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a few seconds: to see that it works")
    given = parser.parse_args()
    if given.quick:
        given.count, given.runs = 500, 1
    asyncio.run(main(given.count // BATCH * BATCH, given.runs))
