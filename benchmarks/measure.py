"""Measuring for comparison: runs in turn, so that a ratio holds when the machine's speed drifts."""

import asyncio
import contextlib
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from rich.progress import track

Work = Callable[[], Awaitable[int]]
"""Does a run's work and says how many things that were."""


@dataclass(frozen=True, slots=True)
class Figure:
    per_second: float
    cpu_us: float
    """CPU microseconds of the process that works for one thing, all its threads counted."""


def pin_to_one_core() -> None:
    """Where the system lets us."""
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextlib.contextmanager
def on_the_last_core() -> Iterator[None]:
    """Where the system lets us: for who drives the load, beside what is measured and not in its way."""
    cores = getattr(os, "sched_getaffinity", lambda _: set[int]())(0)
    if cores:
        os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        if cores:
            os.sched_setaffinity(0, cores)


def _own_cpu_seconds(work: str) -> float:
    return time.process_time()


async def in_turn(
    works: Mapping[str, Work], runs: int, cpu_seconds: Callable[[str], float] = _own_cpu_seconds
) -> dict[str, list[Figure]]:
    """After one warm-up each, `runs` rounds of A B A B ...; ``cpu_seconds`` says what a work has used so far."""
    figures: dict[str, list[Figure]] = {name: [] for name in works}
    for round_ in track(range(runs + 1), "rounds", transient=True):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), cpu_seconds(name)
            done = await work()
            figure = Figure(done / (time.perf_counter() - wall), (cpu_seconds(name) - cpu) / done * 1e6)
            if round_ > 0:
                figures[name].append(figure)
            await asyncio.sleep(0.05)
    return figures


def table(figures: Mapping[str, list[Figure]], floor: str) -> str:
    """Medians, and each round's ratio to the floor of the same round: of the speeds, and of the CPU times."""
    lines = [
        "| what | per second | ratio of speed to the floor (median, min-max) | CPU µs each | ratio of CPU |",
        "| --- | ---: | --- | ---: | ---: |",
    ]
    for name, found in figures.items():
        rounds = list(zip(found, figures[floor], strict=True))
        ratios = [one.per_second / base.per_second for one, base in rounds]
        lines.append(
            f"| {name} | {statistics.median(one.per_second for one in found):,.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) "
            f"| {statistics.median(one.cpu_us for one in found):,.0f} "
            f"| {statistics.median(base.cpu_us / one.cpu_us for one, base in rounds):.2f} |"
        )
    return "\n".join(lines)
