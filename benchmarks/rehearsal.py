"""The full size of a rehearsal: 500 customers, 40 groups, a month and a week: `python -m benchmarks.rehearsal`.

Goal: 3 minutes on two cores.
"""

import logging
import resource
import sys
import tempfile
import time
from pathlib import Path

from bot.languages import language
from sandbox.rehearsal.command import report_of
from sandbox.rehearsal.rehearsal import run
from sandbox.rehearsal.wish import Wish
from tests.sandbox.rehearsing import look_on, plan

LAUNCH = "2027-03-15T09:00:00+08:00"
KILOBYTES_A_MEGABYTE = 1024


def main() -> None:
    # What goes wrong on purpose, such as a group without rights, is in the report.
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        settings = plan(Path(folder), transition={"launch": LAUNCH, "days": 30})
        wall, cpu = time.perf_counter(), time.process_time()
        played = run(settings, Wish(), look_on)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        report = report_of(played, settings, Wish(), language("en"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform != "darwin" else 1024)
    facts = played.facts
    print("| customers | groups | calls to Telegram | issues | time | CPU | peak memory | report |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    issues = sum(one.in_chat + one.on_desk for one in facts.tickets)
    print(
        f"| {Wish().customers} | {Wish().groups} | {len(played.asked):,} | {issues:,} | {wall:.0f} s | {cpu:.0f} s "
        f"| {peak / KILOBYTES_A_MEGABYTE:.0f} MB | {len(report) / 1000:.0f} kB |"
    )
    print(f"Books balance: {facts.balance}")
    if not facts.balance:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
