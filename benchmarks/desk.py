"""The desk with years behind it: pages a second and their p50 and p99, against bare pages with constants."""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from benchmarks import deskyears
from benchmarks.bots import cpu_seconds
from benchmarks.deskserver import SECRET, serving
from benchmarks.measure import in_turn, on_the_last_core, table
from bot.links import LinkKind, Links
from desk.visitors import COOKIE

AT_ONCE = 8
"""Requests under way."""
SIZES = (1_000, 10_000, 100_000)
REPORT = f"/staff/reports/monthly/{deskyears.LAST:%Y-%m}"
SEARCHES = {"rare": deskyears.RARE, "common": deskyears.COMMON, "Chinese": deskyears.CHINESE}


def pages(count: int) -> dict[str, str]:
    """Those with a floor."""
    number = count // 2 + 1
    link = Links("", SECRET.encode()).secret(LinkKind.TICKET, number, 0)
    return {"queue": "/staff", "ticket, for staff": f"/staff/t/{number}", "ticket, for its customer": f"/t/{link}"}


class Driver:
    """Asks for pages with AT_ONCE requests under way, and notes how long each took."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.seconds: list[float] = []

    async def ask(self, address: str, path: str, count: int) -> int:
        left: Iterator[int] = iter(range(count))

        async def some() -> None:
            for _ in left:
                began = time.perf_counter()
                async with self._session.get(address + path, allow_redirects=False) as answer:
                    await answer.read()
                    if answer.status != 200:
                        raise RuntimeError(f"{path}: HTTP {answer.status}")
                self.seconds.append(time.perf_counter() - began)

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        return count

    def quantiles(self) -> str:
        """p50 and p99 in milliseconds, as two columns."""
        found = sorted(self.seconds)
        self.seconds = []
        return f"{found[len(found) // 2] * 1000:.1f} ms | {found[int(len(found) * 0.99)] * 1000:.1f} ms"


async def main(count: int, runs: int, requests: int) -> None:
    for size in [one for one in SIZES if one < count] + [count]:
        with tempfile.TemporaryDirectory() as folder:
            secret = await deskyears.fill(Path(folder), size, datetime.now(UTC))  # noqa: TID251 - of the session
            await _measure(Path(folder), secret, size, runs, requests, whole=size == count)


async def _measure(folder: Path, secret: str, count: int, runs: int, requests: int, *, whole: bool) -> None:
    print(f"\n{count:,} tickets, {count * deskyears.THREAD:,} entries\n")
    paths = pages(count)
    cookies = {COOKIE: secret}
    headers = {"Host": "127.0.0.1"}
    with (
        serving("desk", folder, secret, []) as (desk_pid, desk),
        serving("floor", folder, secret, list(paths.values())) as (floor_pid, floor),
        on_the_last_core(),
    ):
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(
            headers=headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
            cookie_jar=jar,
        ) as session:
            driver = Driver(session)
            if whole:
                for name, path in paths.items():
                    print(await _compared(driver, name, path, (desk, desk_pid), (floor, floor_pid), runs, requests))
            print("| page | p50 | p99 |\n| --- | ---: | ---: |")
            asked = paths | {f"search, {kind}": f"/staff?q={word}" for kind, word in SEARCHES.items()}
            for name, path in asked.items():
                driver.seconds = []
                await driver.ask(desk, path, requests)
                print(f"| {name} | {driver.quantiles()} |")
            driver.seconds = []
            for _ in range(5):
                # One after the other: nobody asks for eight reports at once.
                await _alone(driver, desk, REPORT)
            print(f"| monthly report | {driver.quantiles()} |")


async def _alone(driver: Driver, address: str, path: str) -> None:
    began = time.perf_counter()
    await driver.ask(address, path, 1)
    driver.seconds[-1] = time.perf_counter() - began


async def _compared(
    driver: Driver,
    name: str,
    path: str,
    desk: tuple[str, int],
    floor: tuple[str, int],
    runs: int,
    requests: int,
) -> str:
    ways = {"bare, with constants": floor, name: desk}
    works = {way: (lambda way=way: driver.ask(ways[way][0], path, requests)) for way in ways}
    figures = await in_turn(works, runs, lambda way: cpu_seconds(ways[way][1]))
    return table(figures, "bare, with constants") + "\n"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=SIZES[-1])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--quick", action="store_true", help="a look, not a measurement")
    return parser.parse_args(given)


if __name__ == "__main__":
    asked = arguments()
    if asked.quick:
        asked.tickets, asked.runs, asked.requests = 1_000, 1, 50
    asyncio.run(main(asked.tickets, asked.runs, asked.requests))
