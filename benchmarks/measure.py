"""Measuring for comparison: runs in turn, so that a ratio holds when the machine's speed drifts."""

import asyncio
import contextlib
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

Work = Callable[[], Awaitable[int]]
"""Does a run's work and says how many things that were."""


@dataclass(frozen=True, slots=True)
class Figure:
    per_second: float
    cpu_us: float
    """CPU microseconds of this process for one thing, all threads counted."""


def pin_to_one_core() -> None:
    """Where the system lets us."""
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


async def in_turn(works: Mapping[str, Work], runs: int) -> dict[str, list[Figure]]:
    """After one warm-up each, `runs` rounds of A B A B ..."""
    figures: dict[str, list[Figure]] = {name: [] for name in works}
    for round_ in range(runs + 1):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            done = await work()
            figure = Figure(done / (time.perf_counter() - wall), (time.process_time() - cpu) / done * 1e6)
            if round_ > 0:
                figures[name].append(figure)
            await asyncio.sleep(0.05)
    return figures


def table(figures: Mapping[str, list[Figure]], floor: str) -> str:
    """Medians, and each round's ratio to the floor of the same round."""
    lines = [
        "| what | per second | CPU µs each | ratio to the floor (median, min-max) |",
        "| --- | ---: | ---: | --- |",
    ]
    for name, found in figures.items():
        ratios = [one.per_second / base.per_second for one, base in zip(found, figures[floor], strict=True)]
        lines.append(
            f"| {name} | {statistics.median(one.per_second for one in found):,.0f} "
            f"| {statistics.median(one.cpu_us for one in found):,.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) |"
        )
    return "\n".join(lines)
