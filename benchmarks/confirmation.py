"""From message to ticket to confirmation, against an aiogram echo bot: `python -m benchmarks.confirmation`.

Speed with IN_FLIGHT messages under way, then the time each takes at a steady rate; with an empty database, and with
one that has years behind it. The Bot API server has a core of its own where there are two.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from rich.progress import track

from benchmarks.archive import THREAD, fill
from benchmarks.botapi import BotApi, Line
from benchmarks.bots import cpu_seconds, running
from benchmarks.measure import in_turn, table

FLOOR = "bare aiogram, echo"
EMPTY = "ticket and confirmation"
IN_FLIGHT = 100
PER_SECOND = 50
PATIENCE_SECONDS = 60.0


async def at_full_speed(line: Line, count: int) -> int:
    """Keeps IN_FLIGHT messages unanswered until `count` are answered."""
    line.took_seconds.clear()
    written = 0
    async with asyncio.timeout(PATIENCE_SECONDS + count / 10):
        while len(line.took_seconds) < count:
            for _ in range(min(IN_FLIGHT - line.unanswered, count - written)):
                line.write()
                written += 1
            line.answered.clear()
            await line.answered.wait()
    return count


async def at_steady_rate(line: Line, count: int) -> list[float]:
    """Milliseconds from update received to confirmation sent, of PER_SECOND messages a second."""
    line.took_seconds.clear()
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for number in track(range(count), f"{PER_SECOND} a second", transient=True):
        await asyncio.sleep(begin + number / PER_SECOND - loop.time())
        line.write()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while line.unanswered:
            line.answered.clear()
            await line.answered.wait()
    return [seconds * 1000 for seconds in line.took_seconds]


async def main(count: int, runs: int, tickets: int) -> None:
    full = f"the same with {tickets:,} open tickets, {tickets * THREAD:,} entries"
    api = BotApi()
    base = await api.start()
    with ExitStack() as stack:
        lines, processes = dict[str, Line](), dict[str, int]()
        for number, (name, kind) in enumerate({FLOOR: "echo", EMPTY: "app", full: "app"}.items(), start=1):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            if kind == "app":
                await fill(folder, tickets if name == full else 0)
            lines[name] = api.line(f"{number}:{'benchmark' * 4}")
            processes[name] = stack.enter_context(running(kind, lines[name].token, base, folder))
        leave_the_first_core()
        works = {name: partial(at_full_speed, line, count) for name, line in lines.items()}
        figures = await in_turn(works, runs, lambda name: cpu_seconds(processes[name]))
        took = {name: await at_steady_rate(line, max(count, 4 * PER_SECOND)) for name, line in lines.items()}
    await api.stop()
    print(table(figures, FLOOR))
    print(f"\n| at {PER_SECOND} messages a second | p50 | p99 |\n| --- | ---: | ---: |")
    for name, milliseconds in took.items():
        percentiles = statistics.quantiles(milliseconds, n=100)
        print(f"| {name} | {percentiles[49]:.1f} ms | {percentiles[98]:.1f} ms |")
    speeds = [old.per_second / new.per_second for old, new in zip(figures[full], figures[EMPTY], strict=True)]
    print(f"\nthe full database against the empty one, speed: {statistics.median(speeds):.2f}")


def leave_the_first_core() -> None:
    """To the bots; where the system lets us, and there is another."""
    with contextlib.suppress(AttributeError, OSError):
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores - {min(cores)} or cores)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="messages in a run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true", help="a few seconds: to see that it works")
    given = parser.parse_args()
    if given.quick:
        given.count, given.runs, given.tickets = 100, 1, 1_000
    asyncio.run(main(given.count, given.runs, given.tickets))
