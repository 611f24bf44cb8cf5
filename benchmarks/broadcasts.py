"""The speed of a broadcast without a limit: `python -m benchmarks.broadcasts`.

The floor posts the same JSON with bare aiohttp and decodes the answer. Ours claims from SQLite, words, sends and
records durably (synchronous=FULL). The Bot API server answers after 50 ms, in a process of its own.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from benchmarks.crowd import FIRST, TEXT, crowd, ferry
from benchmarks.crowdapi import serving
from benchmarks.measure import in_turn, pin_to_one_core, table
from bot.budget import SendBudget
from bot.memory import keep_what_stays

TOKEN = "42:" + "benchmark" * 4
FLOOR = "bare aiohttp"
LATENCY_SECONDS = 0.05
AT_ONCE = 140
"""Requests under way: as many as the sender's with paid broadcasts."""


async def main(recipients: int, runs: int) -> None:
    pin_to_one_core()
    with tempfile.TemporaryDirectory() as folder, serving(latency_seconds=LATENCY_SECONDS) as api:
        database = await crowd(Path(folder), recipients)
        # What is measured is the program, not the pace that Telegram asks for.
        budget = SendBudget(per_second=100_000, per_chat_per_second=1_000)
        async with (
            ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session,
            ferry(database, TOKEN, api, budget, paid=True) as ours,
        ):

            async def bare() -> int:
                await post(session, f"{api}/bot{TOKEN}/sendMessage", recipients)
                return recipients

            async def whole() -> int:
                await ours.finished(await ours.broadcast())
                return recipients

            keep_what_stays()
            figures = await in_turn({FLOOR: bare, "a broadcast, planned to recorded": whole}, runs)
        await database.close()
    print(table(figures, FLOOR))


async def post(session: ClientSession, url: str, count: int) -> None:
    """The same JSON that the sender's requests have."""
    numbers = iter(range(FIRST, FIRST + count))

    async def one_by_one() -> None:
        for number in numbers:
            given = {
                "chat_id": number,
                "text": TEXT,
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
                "allow_paid_broadcast": True,
            }
            async with session.post(url, json=given) as response:
                assert (await response.json())["ok"]

    await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=5_000, help="of each broadcast")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a few seconds: to see that it works")
    given = parser.parse_args()
    if given.quick:
        given.recipients, given.runs = 1_000, 1
    asyncio.run(main(given.recipients, given.runs))
